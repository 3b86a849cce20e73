import { arrivals, caseCategory, caseLimitMs, checkItems, HAZARD_LEVEL_WEIGHTS, instantOf, localHour, localWeekday, Random, reportText, RESULT_TEXTS, SERVICE_NOTES, visitText } from '#catalogue';
import type { DayPlanner } from './day-planner.js';
import { planSignals } from './plan-signals.js';
import type { GridRef, SimRefs } from './refs.js';
import type { SimEvent } from './sim-event.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
/** A full street has 72 grids; fewer grids, fewer events. */
const FULL_GRIDS = 72;
const PER_DAY = { visit: 920, report: 180 };

/** First instant of a business day `YYYY-MM-DD` (Asia/Shanghai). */
export const startOf = (day: string) => Date.parse(`${day}T00:00:00+08:00`);
export const iso = (ms: number) => new Date(ms).toISOString();

/**
 * An ordinary day of the street: patrols, visits, reports and their results, self-checks, volunteer service, signals
 * of devices. Pure: the same lists, day and seed give the same events. In time order.
 */
export function planDay(refs: SimRefs, day: string, seed: number): SimEvent[] {
  const events: SimEvent[] = [];
  const name = day.replaceAll('-', '');
  const counts = new Map<string, number>();
  const planner: DayPlanner = {
    refs,
    start: startOf(day),
    name,
    seed,
    factor: refs.grids.length / FULL_GRIDS,
    random: (subject) => Random.of(seed, `${name}/${subject}`),
    add(source, subject, type, at, data, caseOf) {
      const no = counts.get(subject) ?? 0;
      counts.set(subject, no + 1);
      const id = `s-${subject}-${name}-${no}`;
      events.push({ source, id, type, at: Math.floor(at), data, ...(caseOf === undefined ? {} : { caseOf }) });
      return id;
    },
  };
  planPatrols(planner);
  planVisits(planner);
  planReports(planner);
  planChecks(planner);
  planService(planner);
  planSignals(planner);
  return events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function planPatrols(plan: DayPlanner): void {
  const random = plan.random('patrol');
  const weekend = localWeekday(plan.start) >= 5;
  const round = (worker: SimRefs['workers'][number], start: number, minutes: number) => {
    const data = { gridCode: random.pick(worker.grid.leaves), worker: worker.code };
    plan.add('demo-grid', 'patrol', 'grid.patrol', start, { ...data, phase: 'start', at: iso(start) });
    const end = start + minutes * MINUTE_MS;
    plan.add('demo-grid', 'patrol', 'grid.patrol', end, { ...data, phase: 'end', at: iso(end) });
  };
  const roster = random.shuffle(plan.refs.workers);
  const nights = Math.max(1, Math.round(roster.length / 36));
  roster.forEach((worker, at) => {
    if (at < nights) {
      for (const hour of [0.2, 2.2, 4.2, 22.2]) round(worker, plan.start + Math.floor((hour + random.between(0, 0.2)) * HOUR_MS), random.int(70, 100));
      return;
    }
    if (weekend && random.chance(0.6)) return;
    round(worker, plan.start + Math.floor(Math.min(10.8, Math.max(6.4, random.bell(8.9, 0.8))) * HOUR_MS), random.int(50, 120));
    if (random.chance(0.5)) round(worker, plan.start + Math.floor(random.between(13.8, 16.3) * HOUR_MS), random.int(45, 110));
  });
}

function planVisits(plan: DayPlanner): void {
  const random = plan.random('visit');
  const workers = plan.refs.workers.filter((worker) => worker.grid.households.length > 0);
  if (workers.length === 0) return;
  const perDay = PER_DAY.visit * plan.factor * (localWeekday(plan.start) >= 5 ? 0.45 : 1.12);
  for (const at of arrivals(random, 'visit', perDay, plan.start, plan.start + DAY_MS)) {
    const worker = random.pick(workers);
    const { findings, need } = visitText(random);
    plan.add('demo-grid', 'visit', 'grid.visit', at, { householdRef: random.pick(worker.grid.households), visitor: worker.code, at: iso(at), findings, ...(need ? { need } : {}) });
  }
}

/** Data of a report in a grid: building and point where known, else the grid's own name. */
export function reportData(random: Random, grid: GridRef, at: number): { data: Record<string, unknown>; category: string } {
  const building = grid.buildings.length > 0 ? random.pick(grid.buildings) : undefined;
  const label = building?.label ?? grid.label;
  const text = reportText(random, label, localHour(at) < 6 || localHour(at) >= 23);
  const point = building === undefined ? undefined : { lon: Number((building.lon + random.between(-0.0001, 0.0001)).toFixed(7)), lat: Number((building.lat + random.between(-0.00005, 0.00005)).toFixed(7)), datum: 'WGS84' };
  const form = random.next();
  const place = form < 0.04 ? { address: label } : form < 0.12 && point !== undefined ? { location: point } : { areaCode: random.pick(grid.leaves), address: label, ...(form > 0.5 && point !== undefined ? { location: point } : {}) };
  const urgent = caseCategory(text.category)?.class === 'safety' && random.chance(0.2);
  return { category: text.category, data: { ...text, place, ...(urgent ? { urgency: 'urgent' } : {}) } };
}

/** What becomes of a case and after how long: most are closed in time, a few late, few rejected, some left to later days. */
export function resultOf(random: Random, category: string, quick: boolean): { result: 'closed' | 'rejected'; afterMs: number; text: string } {
  const limit = caseLimitMs(caseCategory(category)?.class ?? 'problem');
  const result = random.chance(0.03) ? 'rejected' : 'closed';
  const late = random.chance(0.04);
  const spent = late ? limit * random.between(1.02, 1.3) : quick || limit <= 2 * HOUR_MS ? Math.min(limit * 0.9, random.between(6, 70) * MINUTE_MS) : Math.min(limit * 0.85, (0.5 + random.exponential(7)) * HOUR_MS);
  return { result, afterMs: Math.floor(spent), text: random.pick(RESULT_TEXTS[result]) };
}

function planReports(plan: DayPlanner): void {
  const random = plan.random('report');
  if (plan.refs.workers.length === 0) return;
  for (const at of arrivals(random, 'report', PER_DAY.report * plan.factor, plan.start, plan.start + DAY_MS)) {
    const worker = random.pick(plan.refs.workers);
    const { data, category } = reportData(random, worker.grid, at);
    const report = plan.add('demo-grid', 'report', 'grid.report', at, { ...data, ...(random.chance(0.6) ? { reporter: worker.code } : {}) });
    const { result, afterMs, text } = resultOf(random, category, false);
    const closedAt = at + afterMs;
    // What is not done by midnight belongs to another day's work.
    if (closedAt < plan.start + DAY_MS) plan.add('demo-grid', 'result', 'grid.caseResult', closedAt, { caseRef: '', result, by: worker.code, at: iso(closedAt), text }, report);
  }
}

function planChecks(plan: DayPlanner): void {
  const random = plan.random('check');
  // Share of the week's places by weekday: Tuesday is the day of self-checks.
  const share = [0.055, 0.6, 0.08, 0.055, 0.045, 0.035, 0.035][localWeekday(plan.start)] ?? 0.05;
  for (const org of plan.refs.orgs) {
    if (!random.chance(share)) continue;
    const at = instantOf(random, 'selfCheck', plan.start);
    const items = checkItems(random, org.items);
    plan.add('demo-inspection', 'check', 'inspection.submitted', at, { placeRef: org.code, template: org.template, items, by: org.code, at: iso(at) });
    const bad = items.find((item) => item.result === 'BAD');
    if (bad !== undefined && random.chance(0.35)) plan.add('demo-inspection', 'hazard', 'inspection.hazard', at + random.int(5, 60) * MINUTE_MS, { placeRef: org.code, level: random.weighted(HAZARD_LEVEL_WEIGHTS), text: bad.note ?? '自查发现隐患' });
  }
}

/** Last digits of volunteers in the day's plan: those with even numbers belong to the demo's history, 9 to the filler. */
const PLAN_VOLUNTEERS: ReadonlySet<string> = new Set('1357');

function planService(plan: DayPlanner): void {
  for (const task of plan.refs.tasks) {
    if (task.startsAt < plan.start || task.startsAt >= plan.start + DAY_MS) continue;
    const random = plan.random(`task/${task.code}`);
    const near = (plan.refs.volunteers.get(task.community) ?? []).filter((code) => PLAN_VOLUNTEERS.has(code.slice(-1)));
    const count = Math.min(near.length, Math.max(1, Math.floor(task.seats * 0.45)));
    for (const volunteerRef of random.sample(near, count)) {
      const claimedAt = Math.max(plan.start, task.startsAt - random.between(0.5, 9) * HOUR_MS);
      const both = { taskRef: task.code, volunteerRef };
      plan.add('demo-volunteer', `claim-${task.code}-${volunteerRef}`, 'volunteer.claim', claimedAt, { ...both, action: 'take' });
      const checkIn = Math.floor(task.startsAt + random.bell(-2, 5) * MINUTE_MS);
      const checkOut = Math.floor(task.endsAt + random.bell(2, 6) * MINUTE_MS);
      plan.add('demo-volunteer', 'checkin', 'volunteer.service', Math.max(checkIn, claimedAt + 1000), { ...both, checkIn: iso(checkIn) });
      if (checkOut > checkIn) plan.add('demo-volunteer', 'service', 'volunteer.service', checkOut, { ...both, checkIn: iso(checkIn), checkOut: iso(checkOut), note: random.pick(SERVICE_NOTES) });
    }
  }
}
