import { caseLimitMs, caseCategory, localHour, localDayStart, arrivals, reportText, RESULT_TEXTS, type Random, type ReportText } from '#catalogue';
import { caseCodeOf } from '#platform';
import { DAY_MS, HOUR_MS, idOf, iso, randomOf, type Day } from './day.js';
import type { WorkerRef } from './refs.js';

const REPORTS_PER_DAY = 180;

/** Reports of one day and what became of each, also on later days. */
export function tellCases(day: Day): void {
  const random = randomOf(day, 'report');
  const perDay = REPORTS_PER_DAY * day.refs.factor * (day.weekday >= 5 ? 0.82 : 1.07);
  arrivals(random, 'report', perDay, day.start, day.start + DAY_MS).forEach((at, no) => {
    const place = random.pick(day.refs.places);
    const text = reportText(random, place.label, localHour(at) < 6);
    const worker = workerFor(day, random, place.leaf);
    const byWorker = localHour(at) >= 7 && localHour(at) < 20 && random.chance(0.72);
    const id = idOf(day, 'report', no);
    const urgent = caseClass(text) === 'safety' && random.chance(0.2);
    day.emit({
      source: 'demo-grid',
      id,
      type: 'grid.report',
      at,
      data: { ...text, place: placeOf(random, place), ...(urgent ? { urgency: 'urgent' } : {}), ...(byWorker ? { reporter: worker.code } : {}) },
    });
    tellResult(day, random, id, text, worker, at);
  });
}

const caseClass = (text: ReportText) => caseCategory(text.category)?.class ?? 'problem';

/** Most reports name the micro-grid; some only a point, a few only an address. */
function placeOf(random: Random, place: Day['refs']['places'][number]): Record<string, unknown> {
  const form = random.next();
  if (form < 0.04) return { address: place.label };
  const location = { lon: Number((place.lon + random.between(-0.0001, 0.0001)).toFixed(7)), lat: Number((place.lat + random.between(-0.00005, 0.00005)).toFixed(7)), datum: 'WGS84' };
  if (form < 0.14) return { location };
  return form < 0.5 ? { areaCode: place.leaf, address: place.label, location } : { areaCode: place.leaf, address: place.label };
}

function workerFor(day: Day, random: Random, leaf: string): WorkerRef {
  const near = day.refs.workers.filter((worker) => worker.leaves.includes(leaf));
  return random.pick(near.length > 0 ? near : day.refs.workers);
}

/** 3 % rejected, 4 % closed late, 1 % reopened, a very few forgotten; the rest closed in time. */
function tellResult(day: Day, random: Random, reportId: string, text: ReportText, worker: WorkerRef, reportedAt: number): void {
  const limit = caseLimitMs(caseClass(text));
  const fate = random.next();
  if (fate < 0.0006) return;
  const rejected = fate < 0.03;
  const late = !rejected && fate < 0.07;
  const spent = late ? limit * random.between(1.02, 1.3) : rejected ? limit * random.between(0.05, 0.3) : timely(random, limit);
  const at = late || limit <= 2 * HOUR_MS ? reportedAt + spent : inOfficeHours(random, reportedAt + spent);
  const emit = (step: string, result: keyof typeof RESULT_TEXTS, when: number) =>
    day.emit({
      source: 'demo-grid',
      id: `${reportId}-${step}`,
      type: 'grid.caseResult',
      at: Math.floor(when),
      data: { caseRef: caseCodeOf('demo-grid', reportId), result, by: worker.code, at: iso(Math.floor(when)), text: random.pick(RESULT_TEXTS[result]) },
    });
  emit('1', rejected ? 'rejected' : 'closed', at);
  if (rejected || !random.chance(0.011)) return;
  const again = inOfficeHours(random, at + random.between(0.5, 3) * DAY_MS);
  emit('2', 'reopened', again);
  emit('3', 'closed', again + Math.min(limit * 0.8, random.between(0.5, 30) * HOUR_MS));
}

/** Time spent on a case closed in time: within the hour for safety, hours for utilities, a day or two for the rest. */
function timely(random: Random, limit: number): number {
  if (limit <= 2 * HOUR_MS) return random.between(0.08, 0.92) * limit;
  if (limit <= 24 * HOUR_MS) return random.between(0.05, 0.5) * limit;
  return Math.min(0.85 * limit, (0.15 + random.exponential(0.95)) * DAY_MS);
}

/** Results that have time are written between eight and eighteen o'clock. */
function inOfficeHours(random: Random, at: number): number {
  const hour = localHour(at);
  if (hour >= 8 && hour < 19) return at;
  const start = localDayStart(at) + (hour < 8 ? 0 : DAY_MS);
  return start + random.between(8, 10.5) * HOUR_MS;
}
