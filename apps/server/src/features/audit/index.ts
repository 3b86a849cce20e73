export { type AuditDraft, AuditLog } from './audit-log.js';
export { AuditModule } from './audit.module.js';
export { type AuditRow } from './audit-log.js';
export { detailShown, personPseudonym, subjectShown } from './pseudonym.js';
export { verifyAuditChain } from './verify-chain.js';
