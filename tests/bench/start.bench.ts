import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#platform/private-database';
import { round } from './setup.js';
import type { BenchResult } from './result.js';

/** Seconds from `npm start` to a wall that answers with its numbers; dependencies and builds are there. */
async function start(dataDir: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn('npm', ['start'], { env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), DEMO_SIZE: 'street' }, stdio: 'ignore', detached: true });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const reply = await fetch(`${url}/api/v1/indicators`).catch(() => null);
    const body = reply?.status === 200 ? ((await reply.json()) as { values: Record<string, number | null> }) : null;
    if ((body?.values['LED-01'] ?? 0) > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seconds = (performance.now() - began) / 1000;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await ended;
  // npm may end before the launcher has stopped the database, which is last and removes its note.
  while (existsSync(join(dataDir, 'mariadb.json'))) await new Promise((resolve) => setTimeout(resolve, 100));
  return seconds;
}

/** T24: a first start on an empty data folder (demo street drawn), and a second one. */
export async function run(): Promise<BenchResult[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cockpit-start-'));
  try {
    const first = await start(dataDir);
    const second = await start(dataDir);
    return [
      { id: 'T24', name: '再次 npm start 到大屏有数', value: round(second), unit: '秒', limit: null, ratio: null, target: '≤ 10 秒', met: second <= 10 },
      { id: 'T24b', name: '首次 npm start(依赖已装)到大屏有数', value: round(first), unit: '秒', limit: null, ratio: null, target: '≤ 300 秒', met: first <= 300 },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
