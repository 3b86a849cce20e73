export { type TableRecords, TablesService } from './tables.service.js';
export { TablesModule } from './tables.module.js';
