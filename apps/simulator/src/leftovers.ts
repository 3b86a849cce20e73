import type { IndicatorRows } from '#contracts';
import { Random, RESULT_TEXTS } from '#catalogue';
import type { Api } from './api.js';
import { iso } from './plan-day.js';
import type { SimRefs } from './refs.js';
import type { SimEvent } from './sim-event.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PAGES = 6;

/**
 * What was under way when this simulator started: patrols, service and cases of the demo's history or of an earlier
 * run. Nobody else will ever finish them, so the simulator does, over the next hours. It reads the rows behind the
 * numbers and knows them by the form of their codes; a server that shows none leaves nothing to do.
 */
export async function finishLeftovers(api: Api, refs: SimRefs, seed: number, run: string): Promise<SimEvent[]> {
  const random = Random.of(seed, `leftovers/${run}`);
  const now = api.clock.now();
  return [...endPatrols(await rowsOf(api, 'PAT-01'), refs, random, run, now), ...endService(await rowsOf(api, 'VOL-15'), refs, random, run, now), ...closeCases(await rowsOf(api, 'CASE-02'), refs, random, run, now)];
}

async function rowsOf(api: Api, indicator: string): Promise<string[][]> {
  const out: string[][] = [];
  for (let page = 1; page <= PAGES; page++) {
    const reply = await api.call('GET', `/api/v1/indicators/${indicator}/rows?page=${page}&pageSize=200`);
    const body = reply.status === 200 ? (reply.body as Partial<IndicatorRows>) : {};
    const rows = body.rows ?? [];
    out.push(...rows.map((row) => Object.values(row).filter((value): value is string => typeof value === 'string')));
    if (rows.length < 200) break;
  }
  return out;
}

const find = (row: readonly string[], form: RegExp) => row.find((value) => form.test(value));

export function endPatrols(rows: readonly string[][], refs: SimRefs, random: Random, run: string, now: number): SimEvent[] {
  return rows.flatMap((row, no): SimEvent[] => {
    const worker = find(row, /^W\d{8}-\d+$/);
    const grid = refs.grids.find((item) => item.code.endsWith(worker?.slice(1, 9) ?? '?'));
    if (worker === undefined || grid === undefined) return [];
    const at = now + Math.floor(random.between(1, 45) * MINUTE_MS);
    return [{ source: 'demo-grid', id: `l-patrol-${run}-${no}`, type: 'grid.patrol', at, data: { gridCode: random.pick(grid.leaves), worker, phase: 'end', at: iso(at) } }];
  });
}

export function endService(rows: readonly string[][], refs: SimRefs, random: Random, run: string, now: number): SimEvent[] {
  return rows.flatMap((row, no): SimEvent[] => {
    const volunteerRef = find(row, /^V\d{6,}$/);
    const taskRef = find(row, /^T\d{6,}$/);
    const task = refs.tasks.find((item) => item.code === taskRef);
    if (volunteerRef === undefined || taskRef === undefined || task === undefined) return [];
    const checkOut = Math.max(now + 1000, Math.floor(task.endsAt + random.bell(3, 6) * MINUTE_MS));
    const checkIn = Math.max(task.startsAt, checkOut - 15 * HOUR_MS);
    return [{ source: 'demo-volunteer', id: `l-service-${run}-${no}`, type: 'volunteer.service', at: checkOut, data: { taskRef, volunteerRef, checkIn: iso(Math.min(checkIn, now)), checkOut: iso(checkOut) } }];
  });
}

export function closeCases(rows: readonly string[][], refs: SimRefs, random: Random, run: string, now: number): SimEvent[] {
  if (refs.workers.length === 0) return [];
  return rows.flatMap((row, no): SimEvent[] => {
    const caseRef = find(row, /^SJ[0-9A-Z]{8,}$/);
    // A few stay open: no street closes everything.
    if (caseRef === undefined || random.chance(0.04)) return [];
    const at = Math.floor(now + closingAfter(random, dueOf(row) - now));
    return [{ source: 'demo-grid', id: `l-result-${run}-${no}`, type: 'grid.caseResult', at, data: { caseRef, result: 'closed', by: random.pick(refs.workers).code, at: iso(at), text: random.pick(RESULT_TEXTS.closed) } }];
  });
}

/** The latest instant of a row: of what a row of cases says, the time limit. */
function dueOf(row: readonly string[]): number {
  return Math.max(0, ...row.filter((value) => /^\d{4}-\d{2}-\d{2}T/.test(value)).map((value) => Date.parse(value)));
}

/** Within the limit where one is left, soon where it has passed. */
function closingAfter(random: Random, leftMs: number): number {
  if (leftMs < 10 * MINUTE_MS) return random.between(5, 90) * MINUTE_MS;
  return Math.min(leftMs * random.between(0.3, 0.9), (0.2 + random.exponential(20)) * HOUR_MS);
}
