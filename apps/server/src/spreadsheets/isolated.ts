import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { LIMITS } from './reading/types.js';

/** What a worker's code consists of, seen from the sources of the server. */
const PARTS = ['spreadsheets', 'features/templates', '../../../libs/catalogue/src', '../../../libs/contracts/src', '../../../libs/platform/src'];
const SOURCES = '/apps/server/src/';

const newest = (folder: string): number => readdirSync(folder, { withFileTypes: true, recursive: true }).reduce((latest, entry) => (entry.isFile() ? Math.max(latest, statSync(`${entry.parentPath}/${entry.name}`).mtimeMs) : latest), 0);

/** The compiled worker of a source, when it is younger than every source: what tests may start instead of compiling again. */
function compiled(source: URL): URL | null {
  const path = fileURLToPath(source);
  const at = path.indexOf(SOURCES);
  const built = `${path.slice(0, at)}/dist${path.slice(at)}`.replace(/\.ts$/u, '.js');
  if (at < 0 || !existsSync(built)) return null;
  const root = path.slice(0, at + SOURCES.length);
  return PARTS.every((part) => newest(`${root}${part}`) <= statSync(built).mtimeMs) ? new URL(`file://${built}`) : null;
}

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
  const source = new URL(`./${name}.ts`, here);
  const built = compiled(source);
  if (built !== null) return new Worker(built, options);
  const text = JSON.stringify(source.href);
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${text}, ${text}))`, { ...options, eval: true });
}
