export { PatrolEvents } from './patrol-events.js';
