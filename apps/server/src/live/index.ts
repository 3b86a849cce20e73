export { LiveHub } from './hub.service.js';
export { LiveIoAdapter } from './io-adapter.js';
export { ConnectedScreens } from './live.gateways.js';
export { LiveModule } from './live.module.js';
