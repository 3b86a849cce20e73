export { VisitEvents } from './visit-events.js';
export { VisitsModule } from './visits.module.js';
