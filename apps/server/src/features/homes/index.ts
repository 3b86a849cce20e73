export { HomesModule } from './homes.module.js';
