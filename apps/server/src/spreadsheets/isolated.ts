import { Worker } from 'node:worker_threads';
import { LIMITS } from './reading/types.js';

/**
 * A worker thread with its own heap (256 MB) and nothing of the server's environment, for files from outside: a hostile one
 * costs the worker and not the server.
 * @param here `import.meta.url` of the caller
 * @param name file beside it, without ending
 */
export function isolatedWorker(here: string, name: string, workerData: unknown): Worker {
  const options = { workerData, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: LIMITS.heapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 } };
  if (!here.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, here), options);
  // Tests run the sources, where no compiled worker lies beside the caller.
  const source = JSON.stringify(new URL(`./${name}.ts`, here).href);
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${source}, ${source}))`, { ...options, eval: true });
}
