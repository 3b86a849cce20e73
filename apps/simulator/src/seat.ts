import type { AlarmCard, Page, Priority } from '#contracts';
import type { Api } from './api.js';
import { hashOf } from './plan-signals.js';

/** Seconds until the simulated seat answers what no person took: [least, most]. */
const DELAY_S: Record<Priority, readonly [number, number]> = { P1: [40, 40], P2: [45, 75], P3: [70, 170], P4: [200, 600] };
const WAITING_STATES = new Set(['RECEIVED', 'QUEUED']);
export const SEAT = '99';

/** An operator at seat 99 who answers late: people in front of the demo come first. */
export class Seat {
  answered = 0;

  constructor(
    private readonly api: Api,
    private readonly log: (text: string) => void = () => undefined,
  ) {}

  /** Looks once at the open alarms and takes those that have waited long enough. */
  async look(): Promise<void> {
    const reply = await this.api.call('GET', '/api/v1/alarms?state=open&pageSize=200');
    if (reply.status !== 200) return;
    const cards = (reply.body as Page<AlarmCard>).items ?? [];
    const now = this.api.clock.now();
    for (const card of cards) if (WAITING_STATES.has(card.state) && now >= dueAt(card)) await this.claim(card);
  }

  private async claim(card: AlarmCard): Promise<void> {
    const reply = await this.api.call('POST', `/api/v1/alarms/${encodeURIComponent(card.id)}/actions`, { action: 'claim', version: card.version, seat: SEAT });
    if (reply.status >= 200 && reply.status < 300) this.answered++;
    // 409: a person was quicker, which is as it should be.
    else if (reply.status !== 409) this.log(`claim of ${card.code} answered ${reply.status}`);
  }
}

/** When the seat answers this alarm; the spread depends on the alarm only, so that each look agrees with the last. */
export function dueAt(card: Pick<AlarmCard, 'id' | 'priority' | 'receivedAt'>): number {
  const [least, most] = DELAY_S[card.priority];
  return Date.parse(card.receivedAt) + (least + (hashOf(card.id) % (most - least + 1))) * 1000;
}
