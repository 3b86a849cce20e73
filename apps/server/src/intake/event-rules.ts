/** Injection token: the features' event rules, in the order they run. */
export const EVENT_RULES = Symbol('EVENT_RULES');
