export { LedgerBatch, type LedgerTools } from './ledger-batch.js';
export { LedgerModule } from './ledger.module.js';
export { type Provenance, SOURCE_KINDS, type SourceKind } from './provenance.js';
export { readValue, type RecordEntity, type RecordRow, RECORD_ENTITIES, storedFields, valueOf } from './record.js';
