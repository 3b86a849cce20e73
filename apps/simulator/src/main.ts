import { readConfig } from './config.js';
import { Simulator } from './simulator.js';

const simulator = new Simulator(readConfig());

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  // Requests under way get a moment; the launcher waits for this exit.
  const limit = setTimeout(() => process.exit(0), 3000);
  limit.unref();
  void simulator.stop().then(() => process.exit(0));
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
// A launcher that was killed cannot stop its children; they notice that its channel is gone.
process.on('disconnect', end);
// A fault nobody foresaw must not take the demo's traffic away.
process.on('unhandledRejection', (reason) => process.stderr.write(`simulator: ${String(reason)}\n`));

await simulator.start();
