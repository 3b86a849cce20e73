import { generateStreets, insertStreet } from '../../apps/server/src/demo/index.js';
import { type Bench, countEvents, KEY, openBench, pending, percentile, round, WALL_TOKEN } from './setup.js';
import { Mix } from './mix.js';
import type { BenchResult } from './result.js';

const READS = 400;
const EVENTS = 1_000_000;
const BATCH = 500;

async function p95(bench: Bench): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < READS; i++) {
    const began = performance.now();
    const response = await fetch(`${bench.server.url}/api/v1/indicators?area=000000001`, { headers: { authorization: `Bearer ${WALL_TOKEN}` } });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`answered ${response.status}`);
    if (i >= 20) times.push(performance.now() - began);
  }
  return percentile(times, 0.95);
}

async function addEvents(bench: Bench): Promise<void> {
  const mix = new Mix(bench.rows, 3);
  for (let sent = await countEvents(bench.server.database); sent < EVENTS; sent += BATCH) {
    const source = bench.sources[(sent / BATCH) % bench.sources.length] ?? bench.sources[0] ?? '';
    await fetch(`${bench.server.url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify(mix.batch(source, BATCH)) }).then((reply) => reply.arrayBuffer());
    if (sent % 50_000 === 0) while ((await pending(bench.server)) > 20_000) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  while ((await pending(bench.server)) > 0) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** Fifteen more streets beside the first: about a million people in one database. */
async function addPeople(bench: Bench): Promise<void> {
  let first = true;
  for (const { rows } of generateStreets('district', 99, Date.now())) {
    if (!first) await bench.server.database.transaction((tx) => insertStreet(tx, rows));
    first = false;
  }
}

/** T5: all indicators of a street, at 60,000 and at 1,000,000 people, before and after a million events. */
export async function run(): Promise<BenchResult[]> {
  const bench = await openBench();
  try {
    const small = await p95(bench);
    await addEvents(bench);
    const loaded = await p95(bench);
    await addPeople(bench);
    const district = await p95(bench);
    const people = await bench.server.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM person');
    const note = `${Number(people[0]?.total)} 人,${await countEvents(bench.server.database)} 条事件`;
    return [
      { id: 'T5', name: '读全部指标 p95(6 万人)', value: round(small, 2), unit: 'ms', limit: null, ratio: null, target: '≤ 20 ms', met: small <= 20 },
      { id: 'T5b', name: '同上,100 万条事件后', value: round(loaded, 2), unit: 'ms', limit: round(small, 2), ratio: round(loaded / small, 2), target: '≤ 1.5 倍', met: loaded <= 20 && loaded / small <= 1.5 },
      { id: 'T5c', name: '同上,100 万人', value: round(district, 2), unit: 'ms', limit: round(small, 2), ratio: round(district / small, 2), target: '≤ 1.5 倍', met: district <= 20 && district / small <= 1.5, note },
    ];
  } finally {
    await bench.stop();
  }
}
