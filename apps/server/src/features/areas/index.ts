export { AreasModule } from './areas.module.js';
export { DEMO_SETTING, DemoState } from './demo-state.js';
export { AreasService } from './areas.service.js';
