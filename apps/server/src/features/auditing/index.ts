export { AuditingModule } from './auditing.module.js';
