import { Inject, Injectable } from '@nestjs/common';
import { isLifeAlarm } from '#contracts';
import { type Clock, Journal } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type PageDoor, PAGE_SOURCE } from '../../features/spine/index.js';
import { Applier } from '../applier.js';
import { check } from '../check.js';

/** Door of the product's own pages: the same check and the same journal as everybody's. */
@Injectable()
export class JournalPageDoor implements PageDoor {
  constructor(
    private readonly journal: Journal,
    private readonly applier: Applier,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async submit(event: { type: string; id: string; at: number; data: Record<string, unknown> }): Promise<void> {
    const value = { specversion: '1.0', id: event.id, source: PAGE_SOURCE, type: event.type, time: new Date(event.at).toISOString(), data: event.data };
    const checked = check(value, { sources: [PAGE_SOURCE], now: this.clock.now(), door: 'page' });
    if (!checked.ok) throw checked.error;
    await this.journal.append([checked.envelope], isLifeAlarm(event.type));
    this.applier.wake();
  }
}
