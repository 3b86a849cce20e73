/** Rows read at once: few enough that intake and alarms have the database in between. */
export const PART = 200;
/** Rows masked at once, before others get their turn on the event loop. */
export const BREATH = 25;

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
