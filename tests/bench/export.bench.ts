import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readXlsx, writeXlsxStream } from 'hucre';
import type { ExportJob, TableDefinition } from '#contracts';
import { generateStreets, insertStreet } from '../../apps/server/src/demo/index.js';
import { Mix } from './mix.js';
import { processUse } from './process-use.js';
import type { BenchResult } from './result.js';
import { type Bench, KEY, openBench, percentile, round, signInLeader } from './setup.js';

const ROWS = 100_000;
const RATE = 400;
const BATCH = 10;
const QUIET_S = 15;
const PEOPLE = ['asks', 'decides'] as const;
const DEFINITION: TableDefinition = {
  entity: 'person',
  columns: ['name', 'sex', 'age', 'birth_date', 'phone', 'live_address', 'community', 'grid', 'relation', 'ethnic', 'education', 'marital', 'political', 'employment', 'work_unit', 'residence_type', 'reg_address', 'move_in_date', 'tags', 'medical_insurance'].map((key) => `person.${key}`),
  filters: [{ field: 'person.age', op: 'gte', value: 6 }],
  groupBy: [],
  aggregates: [],
  limit: ROWS,
};

async function call(bench: Bench, who: (typeof PEOPLE)[number], path: string, body?: object): Promise<Response> {
  const response = await fetch(`${bench.server.url}/api/v1/tables/exports${path}`, { method: body === undefined ? 'GET' : 'POST', headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** A second street, so that there are enough people. */
async function addPeople(bench: Bench): Promise<void> {
  let at = 0;
  for (const { rows } of generateStreets('district', 99, Date.now())) {
    if (at === 1 || at === 2) await bench.server.database.transaction((tx) => insertStreet(tx, rows));
    at += 1;
    if (at > 2) return;
  }
}

/** Reply times of intake at a steady rate until told to stop. */
class Steady {
  readonly times: number[] = [];
  private stopped = false;
  private readonly work: Promise<void>;

  constructor(bench: Bench, seed: number) {
    this.work = this.run(bench, new Mix(bench.rows, seed));
  }

  async p99(): Promise<number> {
    this.stopped = true;
    await this.work;
    return percentile(this.times, 0.99);
  }

  private async run(bench: Bench, mix: Mix): Promise<void> {
    const began = performance.now();
    const sent: Promise<void>[] = [];
    for (let i = 0; !this.stopped; i += 1) {
      const wait = began + (i * BATCH * 1000) / RATE - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      sent.push(this.post(bench, JSON.stringify(mix.batch(bench.sources[i % bench.sources.length] ?? '', BATCH))));
    }
    await Promise.all(sent);
  }

  private async post(bench: Bench, body: string): Promise<void> {
    const began = performance.now();
    const response = await fetch(`${bench.server.url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' }, body });
    await response.arrayBuffer();
    if (response.status !== 202) throw new Error(`answered ${response.status}`);
    this.times.push(performance.now() - began);
  }
}

interface Run {
  seconds: number;
  peakMb: number;
  id: string;
}

/** One export from its approval to its file, with the greatest memory of the server on the way. */
async function exported(bench: Bench): Promise<Run> {
  const asked = (await (await call(bench, 'asks', '', { definition: DEFINITION, format: 'xlsx', reason: '基准' })).json()) as { exportId: string };
  const began = performance.now();
  await call(bench, 'decides', `/${asked.exportId}/approve`, { decision: 'approve' });
  let peakMb = 0;
  for (;;) {
    peakMb = Math.max(peakMb, processUse(bench.server.pid).rssMb);
    const job = (await (await call(bench, 'asks', `/${asked.exportId}`)).json()) as ExportJob;
    if (job.state === 'done') return { seconds: (performance.now() - began) / 1000, peakMb, id: asked.exportId };
    if (job.state !== 'running') throw new Error(`export ${job.state}: ${job.message ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The limit: hucre's streaming writer alone, the same cells, to a file. */
async function writerAlone(bench: Bench, id: string, folder: string): Promise<{ seconds: number; cells: number }> {
  const bytes = new Uint8Array(await (await call(bench, 'asks', `/${id}/file`)).arrayBuffer());
  const from = join(folder, 'table.xlsx');
  writeFileSync(from, bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(from)) chunks.push(chunk as Buffer);
  const rows = (await readXlsx(Buffer.concat(chunks))).sheets[0]?.rows ?? [];
  const began = performance.now();
  await pipeline(Readable.fromWeb(writeXlsxStream(rows, { name: '表格' }) as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(join(folder, 'alone.xlsx')));
  return { seconds: (performance.now() - began) / 1000, cells: rows.length * (rows[0]?.length ?? 0) };
}

/** T11: 100,000 rows of 20 columns with a filter, masks, watermark and 口径说明. */
export async function run(): Promise<BenchResult[]> {
  const bench = await openBench();
  const folder = mkdtempSync(join(tmpdir(), 'cockpit-export-'));
  try {
    await addPeople(bench);
    for (const [at, name] of PEOPLE.entries()) await signInLeader(bench, name, 9 + at);
    await bench.server.database.query('ANALYZE TABLE person, household, house');
    const idle = processUse(bench.server.pid).rssMb;
    const alone = await exported(bench);
    const limit = await writerAlone(bench, alone.id, folder);
    const quiet = new Steady(bench, 60);
    await new Promise((resolve) => setTimeout(resolve, QUIET_S * 1000));
    const before = await quiet.p99();
    const busy = new Steady(bench, 61);
    const under = await exported(bench);
    const during = await busy.p99();
    const ratio = alone.seconds / limit.seconds;
    const above = Math.max(alone.peakMb, under.peakMb) - idle;
    return [
      { id: 'T11', name: '导出 10 万行 × 20 列', value: round(alone.seconds), unit: '秒', limit: round(limit.seconds), ratio: round(ratio, 2), target: '≤ 2.5 × 单独写文件', met: ratio <= 2.5, note: `${limit.cells} 格;有接入时 ${round(under.seconds)} 秒` },
      { id: 'T11b', name: '导出时内存增量', value: round(above, 0), unit: 'MB', limit: null, ratio: null, target: '≤ 250 MB', met: above <= 250 },
      { id: 'T11c', name: `导出时接入答复 p99(${RATE} 条/秒)`, value: round(during), unit: 'ms', limit: round(before), ratio: round(during / before, 2), target: '± 20 %', met: during <= before * 1.2 },
    ];
  } finally {
    await bench.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
