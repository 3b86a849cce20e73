import { createHash } from 'node:crypto';
import type { EventsReply, FeedEntry } from '#contracts';
import { type Database, sqlTime } from '#platform';
import { type Events, type TestEvent, TINY, waitFor, WallClient } from '#testing';
import { KEY } from '../support/credentials.js';

const BATCH = 40;
const WALL_TOKEN = 'fault-wall-token';

/** A batch of the usual mix (targets.md): heartbeats, visits, reports, checks, alarms. */
function mix(events: Events, size: number): TestEvent[] {
  return Array.from({ length: size }, (_, i) => {
    const share = i % 20;
    if (share < 12) return events.heartbeat(share % 2 === 0 ? TINY.camera : TINY.sos);
    if (share < 15) return events.of('grid.visit', { householdRef: TINY.household, visitor: 'W1', at: events.at() });
    if (share < 17) return events.report();
    if (share < 19) return events.of('inspection.submitted', { placeRef: TINY.org, template: 'check-dining', items: [{ code: 'gas', result: 'OK' }], by: '店主', at: events.at() });
    return events.sos();
  });
}

/** Sends until told to stop; what was answered is remembered, what was not is sent again, as honest sources do. */
export class Sender {
  readonly answered = new Set<string>();
  sent = 0;
  private stopped = false;
  private work: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly events: Events,
  ) {
    this.work = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const batch = mix(this.events, BATCH);
      this.sent += batch.length;
      while (!(await this.post(batch)) && !this.stopped) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async post(batch: TestEvent[]): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify(batch), signal: AbortSignal.timeout(5000) });
      if (response.status !== 202) return false;
      for (const id of ((await response.json()) as EventsReply).accepted) this.answered.add(id);
      return true;
    } catch {
      return false;
    }
  }
}

/** A wall that comes back after every loss and takes what it missed. */
export class Viewer {
  readonly shown: FeedEntry[] = [];
  holes = 0;
  private lastSeq = 0;
  private epoch = '';
  from = 0;
  private stopped = false;
  private client: WallClient | null = null;
  private readonly work: Promise<void>;

  constructor(private readonly url: string) {
    this.work = this.run();
  }

  /** Waits until the newest entry of the feed is on this wall, however long its way back took; what it skipped is for the reconciliation to find. */
  async caughtUp(database: Database): Promise<void> {
    await waitFor('the wall to have caught up', async () => {
      const rows = await database.query<{ seq: number | null }>('SELECT MAX(seq) AS seq FROM feed_entry');
      return (this.client?.lastSeq ?? this.lastSeq) >= Number(rows[0]?.seq ?? 0);
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const client = await WallClient.connect(this.url, WALL_TOKEN).catch(() => null);
      if (client === null) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      client.lastSeq = this.lastSeq;
      const ack = await client.join(TINY.street, this.epoch === '' ? {} : { epoch: this.epoch, lastSeq: this.lastSeq }).catch(() => null);
      if (ack !== null && ack.error === undefined) {
        if (this.epoch === '') this.from = ack.seq;
        this.epoch = ack.epoch;
        this.client = client;
        while (client.socket.connected && !this.stopped) await new Promise((resolve) => setTimeout(resolve, 20));
        this.lastSeq = client.lastSeq;
        this.shown.push(...client.feed);
        this.holes += client.holes;
        this.client = null;
      }
      client.close();
    }
  }
}

/** The token the viewer shows. */
export async function admitViewer(database: Database): Promise<void> {
  const hash = createHash('sha256').update(WALL_TOKEN).digest();
  await database.query("INSERT INTO wall (id, name, area_id, zone, profile, token_hash, created_at) VALUES ('w1', '墙', 1, 'public', 'standard', ?, ?)", [hash, sqlTime(Date.now())]);
}
