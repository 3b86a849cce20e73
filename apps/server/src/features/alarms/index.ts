export { AlarmEvents } from './alarm-events.js';
export { AlarmsModule } from './alarms.module.js';
export { AlarmsService } from './alarms.service.js';
export { verifyTimelines } from './verify-timelines.js';
