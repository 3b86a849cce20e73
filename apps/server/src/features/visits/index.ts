export { VisitEvents } from './visit-events.js';
