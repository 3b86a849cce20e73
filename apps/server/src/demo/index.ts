/**
 * Demo street (fictional): `generateStreet` draws all rows, `insertStreet` writes them, `historyEvents` tells its last
 * two months as events, `DEMO_CHECKS` and `checkPeople` look for contradictions.
 */
export { generateStreet, generateStreets } from './generate.js';
export { insertStreet, type Progress } from './insert.js';
export { DISTRICT_STREETS, mapExtras, planStreets, type DemoSize, type StreetPlan } from './plan.js';
export { TABLE_COLUMNS, TABLE_NAMES, tuplesOf, type StreetRows, type TableName } from './rows.js';
export { historyEvents, historyRefsOf, type DemoSource, type HistoryEvent, type HistoryRefs } from './history/index.js';
export { DEMO_CHECKS, type DemoCheck } from './checks.js';
export { checkPeople, type PersonIdentity } from './check-people.js';
