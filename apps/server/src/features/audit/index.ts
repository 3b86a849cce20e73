export { type AuditDraft, AuditLog } from './audit-log.js';
export { AuditModule } from './audit.module.js';
export { personPseudonym } from './pseudonym.js';
export { verifyAuditChain } from './verify-chain.js';
