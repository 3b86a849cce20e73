export { believed, ReuseLedger, type ReuseRun } from './reuse-ledger.js';
export { runOfExport } from './run-of-export.js';
