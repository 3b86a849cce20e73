import { checkItems, localHour, Random } from '#catalogue';
import { iso, reportData, resultOf } from './plan-day.js';
import { signalData } from './plan-signals.js';
import type { SimRefs } from './refs.js';
import type { SimEvent, SourceId } from './sim-event.js';

const MINUTE_MS = 60_000;

/** Mean seconds between two visible events by hour: a viewer must see the street move, also at night. */
const GAP_S = [10, 11, 12, 12, 12, 9, 6, 4, 3, 3, 3, 3.2, 3.6, 3.4, 3, 3, 3, 3.2, 3.6, 4, 4.5, 5.5, 7, 9];

export function gapMs(at: number, speed: number): number {
  return ((GAP_S[localHour(at)] ?? 5) * 1000) / speed;
}

type Kind = 'patrol' | 'visit' | 'claim' | 'report' | 'registration' | 'camera' | 'check';
/** What fills a pause: rounds and visits mostly, which change the day's figures least. */
const DAY_KINDS: readonly (readonly [Kind, number])[] = [['patrol', 36], ['visit', 38], ['claim', 10], ['report', 4], ['registration', 8], ['check', 3], ['camera', 1]];
const NIGHT_KINDS: readonly (readonly [Kind, number])[] = [['patrol', 62], ['claim', 14], ['report', 12], ['registration', 8], ['camera', 4]];

/** Makes small believable happenings on demand. Ids carry the run, so that a restart never repeats one with other content. */
export class Filler {
  private readonly random: Random;
  private no = 0;
  /** Rounds known so far, [start, end] per worker: nobody walks two at once. */
  private readonly busy = new Map<string, [number, number][]>();
  private readonly claimed = new Set<string>();
  private readonly taken = new Map<string, number>();

  constructor(
    private readonly refs: SimRefs,
    seed: number,
    private readonly run: string,
  ) {
    this.random = Random.of(seed, `filler/${run}`);
  }

  /** Workers of the day's plan are out too; a round of theirs blocks a short one. */
  noteBusy(worker: string, from: number, until: number): void {
    const rounds = this.busy.get(worker) ?? [];
    this.busy.set(worker, rounds);
    rounds.push([from, until]);
  }

  /** True when the worker walks no round between these instants; forgets rounds that are over. */
  private isFree(worker: string, from: number, until: number): boolean {
    const rounds = (this.busy.get(worker) ?? []).filter(([, end]) => end >= from);
    this.busy.set(worker, rounds);
    return rounds.every(([start]) => start > until);
  }

  /** Events of one happening; the first is now, others (an end, a result) may lie ahead. */
  next(now: number): SimEvent[] {
    const hour = localHour(now);
    const kinds = hour >= 7 && hour < 21 ? DAY_KINDS : NIGHT_KINDS;
    for (let attempt = 0; attempt < 6; attempt++) {
      const events = this.make(this.random.weighted(kinds), now);
      if (events.length > 0) return events;
    }
    return [];
  }

  private make(kind: Kind, now: number): SimEvent[] {
    if (kind === 'patrol') return this.patrol(now);
    if (kind === 'visit') return this.visit(now);
    if (kind === 'claim') return this.claim(now);
    if (kind === 'report') return this.report(now);
    if (kind === 'registration') return this.registration(now);
    if (kind === 'check') return this.check(now);
    return this.camera(now);
  }

  private event(source: SourceId, subject: string, type: string, at: number, data: Record<string, unknown>, caseOf?: string): SimEvent {
    return { source, id: `f-${subject}-${this.run}-${this.no++}`, type, at, data, ...(caseOf === undefined ? {} : { caseOf }) };
  }

  private patrol(now: number): SimEvent[] {
    if (this.refs.workers.length === 0) return [];
    const worker = this.random.pick(this.refs.workers);
    const end = now + this.random.int(7 * 60, 16 * 60) * 1000;
    if (!this.isFree(worker.code, now, end)) return [];
    this.noteBusy(worker.code, now, end);
    const data = { gridCode: this.random.pick(worker.grid.leaves), worker: worker.code };
    return [
      this.event('demo-grid', 'patrol', 'grid.patrol', now, { ...data, phase: 'start', at: iso(now) }),
      this.event('demo-grid', 'patrol', 'grid.patrol', end, { ...data, phase: 'end', at: iso(end) }),
    ];
  }

  private visit(now: number): SimEvent[] {
    const worker = this.refs.workers.length === 0 ? undefined : this.random.pick(this.refs.workers);
    if (worker === undefined || worker.grid.households.length === 0) return [];
    const findings = this.random.pick(['家中情况正常。', '已核对家庭信息，无变化。', '已提醒用电用气安全。', '老人状态良好。', '已宣传防诈骗。']);
    return [this.event('demo-grid', 'visit', 'grid.visit', now, { householdRef: this.random.pick(worker.grid.households), visitor: worker.code, at: iso(now), findings })];
  }

  private report(now: number): SimEvent[] {
    if (this.refs.workers.length === 0) return [];
    const worker = this.random.pick(this.refs.workers);
    const { data, category } = reportData(this.random, worker.grid, now);
    const report = this.event('demo-grid', 'report', 'grid.report', now, { ...data, reporter: worker.code });
    // Small matters settled on the spot: the street's list of open cases must not grow with the hours watched.
    const { result, afterMs, text } = resultOf(this.random, category, true);
    const at = now + afterMs;
    return [report, this.event('demo-grid', 'result', 'grid.caseResult', at, { caseRef: '', result, by: worker.code, at: iso(at), text }, report.id)];
  }

  private claim(now: number): SimEvent[] {
    // Tasks of today and tomorrow belong to the plan of their day.
    const tasks = this.refs.tasks.filter((task) => task.startsAt > now + 30 * 60 * MINUTE_MS && task.seats > 2 && (this.taken.get(task.code) ?? 0) < 1);
    if (tasks.length === 0) return [];
    const task = this.random.pick(tasks);
    const near = (this.refs.volunteers.get(task.community) ?? []).filter((code) => code.endsWith('9'));
    if (near.length === 0) return [];
    const volunteerRef = this.random.pick(near);
    const key = `${task.code}/${volunteerRef}`;
    if (this.claimed.has(key)) return [];
    this.claimed.add(key);
    this.taken.set(task.code, (this.taken.get(task.code) ?? 0) + 1);
    const take = this.event('demo-volunteer', 'claim', 'volunteer.claim', now, { taskRef: task.code, volunteerRef, action: 'take' });
    // Who clicks on a whim withdraws within the hour: seats stay for others, and another run may claim the same again.
    const back = now + this.random.int(10, 50) * MINUTE_MS;
    return [take, this.event('demo-volunteer', 'claim', 'volunteer.claim', back, { taskRef: task.code, volunteerRef, action: 'withdraw' })];
  }

  private registration(now: number): SimEvent[] {
    const communities = [...this.refs.volunteers].filter(([, codes]) => codes.length > 0);
    if (communities.length === 0) return [];
    const [community, codes] = this.random.pick(communities);
    const skills = this.random.sample(['助老', '医护', '应急', '环保', '法律', '教学', '水电维修'], this.random.int(1, 3));
    return [this.event('demo-volunteer', 'registration', 'volunteer.registration', now, { volunteerRef: this.random.pick(codes), community, unit: this.random.pick(['市第二中学', '区人民医院', '供电公司', '公交公司', '街道机关']), skills })];
  }

  private check(now: number): SimEvent[] {
    if (this.refs.orgs.length === 0) return [];
    const org = this.random.pick(this.refs.orgs);
    return [this.event('demo-inspection', 'check', 'inspection.submitted', now, { placeRef: org.code, template: org.template, items: checkItems(this.random, org.items), by: org.code, at: iso(now) })];
  }

  private camera(now: number): SimEvent[] {
    const devices = this.refs.devices.filter((device) => device.class === 'camera' || device.class === 'lift');
    if (devices.length === 0) return [];
    const device = this.random.pick(devices);
    const kind = device.class === 'lift' ? 'ebike_in_lift' : this.random.pick(['video_vehicle', 'video_occupy', 'video_crowd']);
    return [this.event('demo-elder', kind, `alarm.${kind}`, now, signalData(this.random, device, kind, 'pulse'))];
  }
}
