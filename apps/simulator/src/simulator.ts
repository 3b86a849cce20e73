import { Random } from '#catalogue';
import type { PublicConfig } from '#contracts';
import { Api, ServerClock, sleep } from './api.js';
import type { SimConfig } from './config.js';
import { Filler, gapMs } from './filler.js';
import { Heartbeats } from './heartbeats.js';
import { finishLeftovers } from './leftovers.js';
import { LifeAlarms } from './life-alarms.js';
import { joinAt } from './join-plan.js';
import { planDay } from './plan-day.js';
import { LIFE_SIGNALS } from './plan-signals.js';
import { buildRefs, type SimRefs, tasksOf } from './refs.js';
import { Seat } from './seat.js';
import { SourceSender } from './sender.js';
import { isVisible, type SimEvent, type SourceId, SOURCES } from './sim-event.js';

const TICK_MS = 500;
const BEAT_MS = 2000;
const SEAT_MS = 3000;
const TASKS_MS = 30 * 60_000;
/** After a pause of the process (a sleeping laptop) only this much of the past is made up for. */
const CATCH_UP_MS = 60_000;

/** The street at work: sends its day through the public doors until stopped. */
export class Simulator {
  private readonly startedAt = Date.now();
  private readonly clock = new ServerClock();
  private readonly api: Api;
  private readonly seat: Seat;
  private readonly senders: Map<SourceId, SourceSender>;
  private readonly run = Math.floor(Date.now() / 1000).toString(36);
  private stopped = false;
  private wake: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.wake = resolve));
  private readonly loops: Promise<void>[] = [];

  private plan: SimEvent[] = [];
  private planned = '';
  /** Ends and results that lie ahead. */
  private later: SimEvent[] = [];
  private nextFill = 0;
  private lastTick = 0;
  private lastBeat = 0;

  constructor(
    private readonly config: SimConfig,
    private readonly log: (text: string) => void = (text) => process.stderr.write(`simulator: ${text}\n`),
  ) {
    this.api = new Api(config.url, 'admin', config.password, this.clock);
    this.seat = new Seat(new Api(config.url, 'operator', config.password, this.clock), this.log);
    this.senders = new Map(SOURCES.map((source) => [source, new SourceSender(this.api, config.sourceKey, (text) => this.log(`${source}: ${text}`))]));
  }

  /** Events accepted so far, per source. */
  get counts(): Record<SourceId, number> {
    return Object.fromEntries([...this.senders].map(([source, sender]) => [source, sender.counts.accepted])) as Record<SourceId, number>;
  }

  /** Returns when the simulator is running: the lists are read and the first events are on their way. */
  async start(): Promise<void> {
    const refs = await this.loadRefs();
    if (refs === undefined) return;
    const now = this.clock.now();
    const street = new Street(refs, this.config, this.run, now - (Date.now() - this.startedAt));
    this.lastTick = now;
    this.lastBeat = now - BEAT_MS;
    this.nextFill = now;
    await this.adopt(street);
    this.loop('tick', TICK_MS, async () => this.tick(street));
    this.loop('seat', SEAT_MS, () => this.seat.look());
    this.loop('tasks', TASKS_MS, async () => {
      refs.tasks = tasksOf(await this.api.list('volunteer-tasks'));
    });
    for (const sender of this.senders.values()) this.loop('send', TICK_MS, () => sender.flush(() => this.stopped));
  }

  /** Takes over what history or an earlier run left under way; a server that does not tell is no reason to stop. */
  private async adopt(street: Street): Promise<void> {
    try {
      const events = await finishLeftovers(this.api, street.refs, this.config.seed, this.run);
      this.later.push(...events);
      for (const event of events) if (event.type === 'grid.patrol') street.filler.noteBusy(String(event.data['worker']), 0, event.at);
    } catch (error) {
      this.log(`leftovers: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await Promise.all(this.loops);
  }

  /** The server may still be starting, migrating or filling its demo: ask until it answers. */
  private async loadRefs(): Promise<SimRefs | undefined> {
    for (let attempt = 0; !this.stopped; attempt++) {
      try {
        // Accounts come with the street; signing in before would only look like guessing passwords.
        const config = (await this.api.request('GET', '/api/v1/config')).body as Partial<PublicConfig> | null;
        const refs = config?.street == null ? null : buildRefs(await this.api.lists());
        if (refs !== null && refs.grids.length > 0) return refs;
        if (attempt === 5) this.log('no demo street yet');
      } catch (error) {
        if (attempt % 30 === 5) this.log(`waiting for the server: ${error instanceof Error ? error.message : String(error)}`);
      }
      await Promise.race([sleep(Math.min(2000, 200 * (attempt + 1))), this.ended]);
    }
    return undefined;
  }

  /** Repeats `work` until stopped; a failure is a missed turn, never the end. */
  private loop(name: string, everyMs: number, work: () => Promise<void>): void {
    let failures = 0;
    const run = async () => {
      while (!this.stopped) {
        const began = Date.now();
        try {
          await work();
          failures = 0;
        } catch (error) {
          if (failures++ === 3) this.log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
        const pause = Math.max(20, everyMs - (Date.now() - began)) + (failures > 0 ? Math.min(10_000, failures * 500) : 0);
        await Promise.race([sleep(pause), this.ended]);
      }
    };
    this.loops.push(run());
  }

  private tick(street: Street): void {
    const now = this.clock.now();
    if (now <= this.lastTick) return;
    const from = Math.max(this.lastTick, now - CATCH_UP_MS);
    this.lastTick = now;
    const due = [...this.duePlan(street, from, now), ...this.dueLater(now)];
    for (const event of street.life.due(now)) (event.at <= now ? due : this.later).push(event);
    if (now >= this.nextFill) {
      for (const event of street.filler.next(now)) (event.at <= now ? due : this.later).push(event);
    }
    // A pause starts anew with everything a viewer saw.
    if (due.some(isVisible)) this.nextFill = now + street.random.between(0.55, 1.3) * gapMs(now, this.config.speed);
    if (now - this.lastBeat >= BEAT_MS) {
      due.push(...street.heartbeats.between(Math.max(this.lastBeat, now - CATCH_UP_MS), now));
      this.lastBeat = now;
    }
    due.sort((a, b) => a.at - b.at);
    for (const event of due) this.senders.get(event.source)?.add(event);
  }

  /** Events of the day's plan in (from, to]; the plan of a new day is drawn at its first tick. */
  private duePlan(street: Street, from: number, to: number): SimEvent[] {
    const day = new Date(to + 8 * 3_600_000).toISOString().slice(0, 10);
    if (day !== this.planned) {
      this.planned = day;
      const carried = this.plan.filter((event) => event.at > from);
      // Calls for help come at the simulator's own times.
      const fresh = joinAt(planDay(street.refs, day, this.config.seed), from).filter((event) => !LIFE_SIGNALS.has(event.type));
      this.plan = [...carried, ...fresh].sort((a, b) => a.at - b.at);
      noteRounds(street.filler, fresh);
    }
    const count = this.plan.findIndex((event) => event.at > to);
    return this.plan.splice(0, count === -1 ? this.plan.length : count);
  }

  private dueLater(now: number): SimEvent[] {
    const due = this.later.filter((event) => event.at <= now);
    if (due.length > 0) this.later = this.later.filter((event) => event.at > now);
    return due;
  }
}

/** Tells the filler of the plan's patrols: from each start to the worker's next end. */
function noteRounds(filler: Filler, plan: readonly SimEvent[]): void {
  const started = new Map<string, number>();
  for (const event of plan) {
    if (event.type !== 'grid.patrol') continue;
    const worker = String(event.data['worker']);
    if (event.data['phase'] === 'start') started.set(worker, event.at);
    else filler.noteBusy(worker, started.get(worker) ?? 0, event.at);
  }
}

/** What makes the events of one running street. */
class Street {
  readonly filler: Filler;
  readonly life: LifeAlarms;
  readonly heartbeats: Heartbeats;
  readonly random: Random;

  constructor(
    readonly refs: SimRefs,
    config: SimConfig,
    run: string,
    startedAt: number,
  ) {
    this.filler = new Filler(refs, config.seed, run);
    this.life = new LifeAlarms(refs, config.seed, run, startedAt, config.speed);
    this.heartbeats = new Heartbeats(refs.devices);
    this.random = Random.of(config.seed, `street/${run}`);
  }
}
