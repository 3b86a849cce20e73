import { open } from '#platform';
import { generateStreets, insertStreet } from '../../apps/server/src/demo/index.js';
import { type Bench, openBench, percentile, round, signInLeader } from './setup.js';
import type { BenchResult } from './result.js';

const TOKEN = 'bench-session-token';
const QUERIES = 400;

interface Sample {
  name: string;
  name_pinyin: string;
  name_initials: string;
  phone: Buffer | null;
  estate: string;
  building: string;
  unit: string;
  room: string;
}

/** Fifteen more streets beside the first: about a million people in one database. */
async function addPeople(bench: Bench): Promise<void> {
  let first = true;
  for (const { rows } of generateStreets('district', 99, Date.now())) {
    if (!first) await bench.server.database.transaction((tx) => insertStreet(tx, rows));
    first = false;
  }
}

/** How people search: whole and partial names, pinyin, initials, phone tails, addresses, each drawn from real rows. */
function queries(samples: readonly Sample[]): { kind: string; q: string }[] {
  return samples.flatMap((sample, at): { kind: string; q: string }[] => {
    const phone = open(sample.phone);
    switch (at % 8) {
      case 0: return [{ kind: '姓名', q: sample.name }];
      case 1: return [{ kind: '姓', q: [...sample.name][0] ?? '' }];
      case 2: return [{ kind: '名', q: [...sample.name].slice(1).join('') }];
      case 3: return [{ kind: '全拼', q: sample.name_pinyin }];
      case 4: return [{ kind: '首字母', q: sample.name_initials }];
      case 5: return phone === null ? [] : [{ kind: '电话尾号', q: phone.slice(-4) }];
      case 6: return [{ kind: '楼栋', q: `${sample.estate}${sample.building}` }];
      default: return [{ kind: '房号', q: `${sample.estate}${sample.building}${sample.unit}${sample.room}` }];
    }
  });
}

async function ask(bench: Bench, q: string, more = ''): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${bench.server.url}/api/v1/residents?q=${encodeURIComponent(q)}&pageSize=20${more}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const body = (await response.json()) as { total?: number };
  if (response.status !== 200 || (body.total ?? 0) === 0) throw new Error(`“${q}” answered ${response.status}, ${body.total} found`);
  return performance.now() - began;
}

/** T14: search on a million residents, first page of 20 with its count. */
export async function run(): Promise<BenchResult[]> {
  const bench = await openBench();
  try {
    await addPeople(bench);
    await signInLeader(bench, TOKEN);
    const { database } = bench.server;
    await database.query('ANALYZE TABLE person, household, house');
    const people = Number((await database.query<{ total: number }>('SELECT COUNT(*) AS total FROM person'))[0]?.total);
    const ids = Array.from({ length: QUERIES }, (_, at) => 1 + (at * 149 + (at % 16) * 1_000_000) % 60_000 + (at % 16) * 1_000_000);
    const samples = await database.query<Sample>('SELECT p.name, p.name_pinyin, p.name_initials, p.phone, d.name AS unit, ho.room, b.name AS building, e.name AS estate FROM person p JOIN household h ON h.id = p.household_id JOIN house ho ON ho.id = h.house_id JOIN doorway d ON d.id = ho.doorway_id JOIN building b ON b.id = ho.building_id JOIN estate e ON e.id = b.estate_id WHERE p.id IN (?)', [ids]);
    const times = new Map<string, number[]>();
    for (const { kind, q } of queries(samples)) times.set(kind, [...(times.get(kind) ?? []), await ask(bench, q)]);
    const all = [...times.values()].flat();
    const note = `${people} 人;${[...times].map(([kind, list]) => `${kind} ${round(percentile(list, 0.95))} ms`).join(',')}`;
    const p95 = round(percentile(all, 0.95));
    return [{ id: 'T14', name: '检索 p95(百万居民)', value: p95, unit: 'ms', limit: null, ratio: null, target: '≤ 200 ms', met: p95 <= 200, note }];
  } finally {
    await bench.stop();
  }
}
