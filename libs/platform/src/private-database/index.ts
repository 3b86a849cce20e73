export * from './free-port.js';
export * from './instance.js';
export * from './locate.js';
export * from './run-command.js';
