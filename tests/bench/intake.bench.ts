import { createConnection } from 'mysql2/promise';
import { type Bench, countEvents, KEY, openBench, pending, percentile, round } from './setup.js';
import { Mix } from './mix.js';
import type { BenchResult } from './result.js';

const EVENTS = 60_000;
const BATCH = 200;
const ROWS = 500;
const RATE = 2000;
const SECONDS = 10;

async function post(url: string, body: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' }, body });
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`answered ${response.status}`);
  return performance.now() - began;
}

/** T1: all sources as fast as they can, until everything is applied. */
async function throughput(bench: Bench): Promise<number> {
  const mixes = bench.sources.map((_, i) => new Mix(bench.rows, i));
  const bodies = bench.sources.map((source, i) => Array.from({ length: EVENTS / BATCH / bench.sources.length }, () => JSON.stringify(mixes[i]?.batch(source, BATCH).map((event) => ({ ...event, id: `${source}-${event.id}` })))));
  const began = performance.now();
  await Promise.all(bodies.map(async (list) => {
    for (const body of list) await post(bench.server.url, body);
  }));
  const answered = performance.now();
  while ((await pending(bench.server)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - began) / 1000;
  console.log(`  答复 ${round(EVENTS / ((answered - began) / 1000), 0)} 条/秒,入库 ${round(EVENTS / seconds, 0)} 条/秒`);
  return EVENTS / seconds;
}

/** The limit: the same event rows by the driver alone, 500 a statement, one connection, same durability. */
async function limit(bench: Bench): Promise<number> {
  const connection = await createConnection({ uri: bench.mysql.adminUrl });
  const name = new URL(bench.server.databaseUrl).pathname.slice(1);
  await connection.query(`USE ${name}`);
  await connection.query('CREATE TABLE event_limit LIKE event');
  const [rows] = await connection.query({ sql: 'SELECT * FROM event', rowsAsArray: true });
  const all = rows as unknown[][];
  const columns = all[0]?.length ?? 0;
  const tuple = `(${Array.from({ length: columns }, () => '?').join(',')})`;
  const began = performance.now();
  for (let from = 0; from < all.length; from += ROWS) {
    const part = all.slice(from, from + ROWS);
    await connection.query(`INSERT INTO event_limit VALUES ${part.map(() => tuple).join(',')}`, part.flat());
  }
  const rate = all.length / ((performance.now() - began) / 1000);
  await connection.query('DROP TABLE event_limit');
  await connection.end();
  return rate;
}

/** T2: replies at a steady 2,000 events a second, in batches of 20. */
async function paced(bench: Bench, seed: number): Promise<number> {
  const mix = new Mix(bench.rows, seed);
  const times: number[] = [];
  const size = 20;
  const began = performance.now();
  const work: Promise<void>[] = [];
  for (let i = 0; i < (RATE * SECONDS) / size; i++) {
    const due = began + (i * size * 1000) / RATE;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const source = bench.sources[i % bench.sources.length] ?? '';
    work.push(post(bench.server.url, JSON.stringify(mix.batch(source, size))).then((ms) => void times.push(ms)));
  }
  await Promise.all(work);
  return percentile(times, 0.99);
}

export async function run(): Promise<BenchResult[]> {
  const bench = await openBench();
  try {
    await paced(bench, 50);
    const applied = await throughput(bench);
    const driver = await limit(bench);
    const normal = await paced(bench, 51);
    while ((await pending(bench.server)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(bench.mysql.pid, 'SIGKILL');
    const away = await paced(bench, 52);
    await bench.restartDatabase();
    while ((await pending(bench.server)) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    console.log(`  共 ${await countEvents(bench.server.database)} 条`);
    return [
      { id: 'T1', name: '入库速度', value: round(applied, 0), unit: '条/秒', limit: round(driver, 0), ratio: round(applied / driver, 3), target: '≥ 0.5', met: applied / driver >= 0.5 },
      { id: 'T2', name: '答复 p99(2,000 条/秒)', value: round(normal), unit: 'ms', limit: null, ratio: null, target: '≤ 50 ms', met: normal <= 50 },
      { id: 'T2b', name: '答复 p99(MySQL 停止)', value: round(away), unit: 'ms', limit: null, ratio: null, target: '≤ 300 ms', met: away <= 300 },
    ];
  } finally {
    await bench.stop();
  }
}
