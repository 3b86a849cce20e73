export { addDays, addMonths, type Period, relativePeriod } from './days.js';
export { ENTITY_NAMES, explainDefinition, filterText, groupText, relText, valueText } from './explain.js';
export { AGE_BANDS, COUNT_NAMES } from './grammar/assemble.js';
export { LEXICON_VERSION } from './lexicon.js';
export { parseRequest } from './parse.js';
export type { PlaceName, Request } from './types.js';
