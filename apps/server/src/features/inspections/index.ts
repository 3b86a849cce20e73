export { InspectionEvents } from './inspection-events.js';
