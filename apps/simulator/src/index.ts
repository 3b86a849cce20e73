export { planDay } from './plan-day.js';
export { buildRefs, type RawLists, type SimRefs } from './refs.js';
export { Api, ServerClock } from './api.js';
export { sendAll, type SendAllOptions } from './send-all.js';
export { Simulator } from './simulator.js';
export { type SimConfig, readConfig } from './config.js';
export { type SimEvent, type SourceId, SOURCES, toCloudEvent } from './sim-event.js';
