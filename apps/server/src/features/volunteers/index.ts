export { VolunteerEvents } from './volunteer-events.js';
