export { Applier } from './applier.js';
export { ApplyBatch } from './apply-batch.js';
export { IntakeCounters } from './intake-counters.js';
export { IntakeModule } from './intake.module.js';
export { QuarantineService } from './quarantine.service.js';
