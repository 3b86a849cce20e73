export { ChangeDesk, type Newer, type Outcome, REVIEW_REASONS, type ReviewReason, type Target } from './change-desk.js';
export { LedgerBatch } from './ledger-batch.js';
export { type LedgerTools } from './ledger-tools.js';
export { LedgerWriter, type LedgerWrite } from './ledger-writer.service.js';
export { LifeEvents } from './life-events.js';
export { LedgerModule } from './ledger.module.js';
export { type Provenance, SOURCE_KINDS, type SourceKind } from './provenance.js';
export { readValue, type RecordEntity, type RecordRow, RECORD_ENTITIES, storedFields, valueOf } from './record.js';
export { type RecentChange, recentChanges } from './recent-changes.js';
