import type { EventFate, EventsReply } from '#contracts';
import { type Api, type Reply, sleep } from './api.js';
import { type SimEvent, toCloudEvent } from './sim-event.js';

const MAX_BATCH = 500;
/** Beyond this the server has been away long: heartbeats of the past help nobody, everything else is kept. */
const HEARTBEAT_LIMIT = 20_000;
/** A result whose case the server does not know yet (database away) is set aside and tried again, not lost and in nobody's way. */
const PARK_MS = 1500;
const PATIENCE_MS = 15 * 60_000;
const BACK_OFF = -1;

export interface SendCounts {
  accepted: number;
  rejected: number;
  dropped: number;
}

/** Sends the events of one source in order; keeps them through restarts, refusals and silence of the server. */
export class SourceSender {
  readonly counts: SendCounts = { accepted: 0, rejected: 0, dropped: 0 };
  private readonly queue: SimEvent[] = [];
  private parked: { event: SimEvent; since: number; nextTry: number; pauseMs: number }[] = [];
  private running = false;
  private batch: number;
  private readonly cases = new Map<string, string>();
  private readonly told = new Set<string>();

  constructor(
    private readonly api: Api,
    private readonly key: string,
    private readonly log: (text: string) => void = () => undefined,
    batch = MAX_BATCH,
  ) {
    this.batch = Math.min(batch, 1000);
  }

  get waiting(): number {
    return this.queue.length + this.parked.length;
  }

  add(event: SimEvent): void {
    if (this.queue.length >= HEARTBEAT_LIMIT && event.type === 'device.heartbeat') {
      this.counts.dropped++;
      return;
    }
    this.queue.push(event);
  }

  /** Sends all that waits; with `drain` also waits for parked results. Never throws. */
  async flush(stopped: () => boolean, drain = false): Promise<void> {
    if (this.running) return;
    this.running = true;
    let failures = 0;
    try {
      while ((this.queue.length > 0 || this.parked.some((item) => drain || item.nextTry <= Date.now())) && !stopped()) {
        const wait = await this.sendOne().catch((error: unknown) => {
          this.tell(error instanceof Error ? error.message : String(error));
          return BACK_OFF;
        });
        failures = wait === BACK_OFF ? failures + 1 : 0;
        const pause = wait === BACK_OFF ? Math.min(15_000, 250 * 2 ** Math.min(failures, 6)) : wait;
        for (let slept = 0; slept < pause && !stopped(); slept += 200) await sleep(Math.min(200, pause - slept));
      }
    } finally {
      this.running = false;
    }
  }

  /** One batch. Returns ms to wait before the next try. */
  private async sendOne(): Promise<number> {
    const part = await this.takeParked();
    while (part.length < this.batch) {
      const event = this.queue[0];
      // A result must not share a batch with its own report: the case has no code yet.
      if (event === undefined || (event.caseOf !== undefined && part.some((item) => item.id === event.caseOf))) break;
      const state = await this.findCase(event);
      this.queue.shift();
      if (state === 'known') part.push(event);
      else if (state === 'waiting') this.parked.push({ event, since: Date.now(), nextTry: Date.now() + PARK_MS, pauseMs: PARK_MS });
      else this.counts.dropped++;
    }
    if (part.length === 0) return this.queue.length > 0 ? 0 : PARK_MS;
    const wait = await this.post(part).catch((error: unknown) => {
      this.queue.unshift(...part);
      throw error;
    });
    if (wait !== 0) this.queue.unshift(...part);
    return wait;
  }

  /** Parked results whose case is known by now; those that waited too long are let go. */
  private async takeParked(): Promise<SimEvent[]> {
    const out: SimEvent[] = [];
    for (const item of this.parked.splice(0)) {
      if (item.nextTry > Date.now()) {
        this.parked.push(item);
        continue;
      }
      const state = await this.findCase(item.event).catch(() => 'waiting' as const);
      if (state === 'known') out.push(item.event);
      else if (state === 'waiting' && Date.now() - item.since < PATIENCE_MS) this.parked.push({ ...item, nextTry: Date.now() + item.pauseMs * 2, pauseMs: Math.min(60_000, item.pauseMs * 2) });
      else this.counts.dropped++;
    }
    return out;
  }

  private async post(part: SimEvent[]): Promise<number> {
    const body = JSON.stringify(part.map(toCloudEvent));
    const reply = await this.api.request('POST', '/api/v1/events', body, { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${this.key}` });
    if (reply.status === 202 || reply.status === 400) {
      this.settle(part, reply.body);
      return 0;
    }
    // Without this a batch that is too large would be offered again and again.
    if (reply.status === 413 && part.length > 1) {
      this.batch = Math.max(1, Math.floor(part.length / 2));
      return 50;
    }
    if (reply.status === 429) return Math.max(200, (reply.retryAfterS ?? 1) * 1000);
    this.tell(`events answered ${reply.status}`);
    return reply.retryAfterS === null ? BACK_OFF : reply.retryAfterS * 1000;
  }

  private settle(part: SimEvent[], body: unknown): void {
    const reply = body as Partial<EventsReply> & { error?: { details?: Partial<EventsReply> | null } };
    const rejected = reply?.rejected ?? reply?.error?.details?.rejected ?? [];
    this.counts.rejected += rejected.length;
    this.counts.accepted += part.length - rejected.length;
    for (const item of rejected) this.tell(`rejected ${part[item.index]?.type ?? '?'}: ${item.code} ${item.message}`);
  }

  /** Fills `caseRef`. `waiting`: the report is in the journal and not applied; `gone`: the server never saw it. */
  private async findCase(event: SimEvent): Promise<'known' | 'waiting' | 'gone'> {
    const report = event.caseOf;
    if (report === undefined) return 'known';
    let code = this.cases.get(report);
    if (code === undefined) {
      const reply = await this.askFate(`/api/v1/events/${encodeURIComponent(event.source)}/${encodeURIComponent(report)}`);
      if (reply.status === 404) return 'gone';
      if (reply.status === 429 || reply.status >= 500) throw new Error(`GET event answered ${reply.status}`);
      // Refused for a reason that time may mend: set aside, so that it is in nobody's way.
      if (reply.status !== 200) return 'waiting';
      const fate = reply.body as EventFate;
      if (fate.state === 'quarantined') return 'gone';
      code = fate.results.find((item) => item.kind === 'case')?.code;
    }
    if (code === undefined) return 'waiting';
    this.remember(report, code);
    event.data['caseRef'] = code;
    delete event.caseOf;
    return 'known';
  }

  /** A source may ask about its own events with its key; an account's session serves where the key does not. */
  private async askFate(path: string): Promise<Reply> {
    const reply = await this.api.request('GET', path, undefined, { authorization: `Bearer ${this.key}` });
    return reply.status === 401 || reply.status === 403 ? this.api.call('GET', path) : reply;
  }

  private remember(report: string, code: string): void {
    this.cases.set(report, code);
    if (this.cases.size > 5000) this.cases.delete(this.cases.keys().next().value ?? '');
  }

  /** Each message once: a server that is away for an hour must not fill the log. */
  private tell(message: string): void {
    if (this.told.has(message) || this.told.size > 200) return;
    this.told.add(message);
    this.log(message);
  }
}
