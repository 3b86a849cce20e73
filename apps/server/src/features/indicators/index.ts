export { CLOCK_IDS, ClockValues } from './clock-values.js';
export { CounterImage } from './counter-image.js';
export { COMPUTED, percent } from './definitions.js';
export { IndicatorsModule } from './indicators.module.js';
export { IndicatorsService } from './indicators.service.js';
export { type Difference, RecountService } from './recount.js';
