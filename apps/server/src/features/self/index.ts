export { SelfModule } from './self.module.js';
