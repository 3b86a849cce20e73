export { type TableRecords, TablesService } from './tables.service.js';
export { TablesModule } from './tables.module.js';
export { believed, ReuseLedger, type ReuseRun } from './reuse/index.js';
