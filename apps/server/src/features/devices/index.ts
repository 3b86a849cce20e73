export { DeviceEvents, sourceOf } from './device-events.js';
export { SilenceService } from './silence.service.js';
