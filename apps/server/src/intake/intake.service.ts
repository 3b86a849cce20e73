import { Inject, Injectable } from '@nestjs/common';
import { type Envelope, type EventFate, type EventsReply, isLifeAlarm, LIMITS, type RejectedEvent } from '#contracts';
import { AppError, type Clock, Database, fail, idemKey, Journal } from '#platform';
import { CLOCK } from '../boot/tokens.js';
import type { SourcePrincipal } from '../features/access/index.js';
import { Applier } from './applier.js';
import { check, checkSize } from './check.js';
import { IntakeCounters } from './intake-counters.js';
import { RateLimit } from './rate-limit.js';

interface EventRow {
  repeats: number;
  results: string | null;
}

/**
 * The five steps of intake in their order:
 * 1. door (authenticated, bounded: HTTP and MQTT below `doors/`)
 * 2. check (`check.ts`: one envelope, or a coded refusal)
 * 3. journal (on disk before the sender hears "yes")
 * 4. apply (`applier.ts`: one transaction a batch: event row → rules → counters → feed)
 * 5. publish (after commit, on the bus) and forget (the journal prunes itself)
 */
@Injectable()
export class IntakeService {
  private readonly rate: RateLimit;

  constructor(
    private readonly journal: Journal,
    private readonly applier: Applier,
    private readonly database: Database,
    private readonly counters: IntakeCounters,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.rate = new RateLimit(() => this.clock.now());
  }

  /**
   * Takes the valid events of a batch even when others are not.
   * @throws RATE_LIMITED, BATCH_TOO_LARGE, JOURNAL_FULL, EVENTS_ALL_INVALID
   */
  async receive(source: SourcePrincipal, values: readonly unknown[], door: Envelope['door'], bytes: number): Promise<EventsReply> {
    if (values.length > LIMITS.batchEvents) throw fail('BATCH_TOO_LARGE', { limit: LIMITS.batchEvents });
    const first = source.ids[0] ?? '';
    const wait = this.rate.take(first, Math.max(1, values.length), source.rates[first]);
    if (wait > 0) throw fail('RATE_LIMITED', { seconds: wait });
    const { envelopes, rejected } = this.checkAll(source, values, door, bytes);
    this.counters.rejected(first, rejected.length);
    if (envelopes.length === 0) throw fail('EVENTS_ALL_INVALID', { accepted: [], rejected });
    await this.append(envelopes);
    for (const envelope of envelopes) this.counters.accepted(envelope.sourceId, 1, this.clock.now());
    return { accepted: envelopes.map((envelope) => envelope.eventId), rejected };
  }

  /** What became of one event of a source. @throws NOT_FOUND */
  async fate(sourceId: string, eventId: string): Promise<EventFate> {
    const idem = idemKey(sourceId, eventId);
    const pending = await this.journal.findPending((envelope) => envelope.sourceId === sourceId && envelope.eventId === eventId);
    const rows = await this.database.query<EventRow>('SELECT repeats, results FROM event WHERE idem = ?', [idem]);
    const row = rows[0];
    if (row !== undefined) return { state: 'applied', repeats: row.repeats, results: row.results === null ? [] : (JSON.parse(row.results) as EventFate['results']) };
    const set = await this.database.query<{ code: string; message: string }>("SELECT code, message FROM quarantine WHERE idem = ? AND state = 'open' ORDER BY id DESC LIMIT 1", [idem]);
    if (set[0] !== undefined) return { state: 'quarantined', repeats: 0, reason: `${set[0].code}:${set[0].message}`, results: [] };
    if (pending !== null) return { state: 'journaled', repeats: 0, results: [] };
    throw fail('NOT_FOUND');
  }

  private checkAll(source: SourcePrincipal, values: readonly unknown[], door: Envelope['door'], bytes: number): { envelopes: Envelope[]; rejected: RejectedEvent[] } {
    const context = { sources: source.ids, now: this.clock.now(), door };
    const envelopes: Envelope[] = [];
    const rejected: RejectedEvent[] = [];
    values.forEach((value, index) => {
      try {
        if (bytes > LIMITS.eventBytes) checkSize(value);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        rejected.push({ index, id: null, code: error.code, message: error.message });
        return;
      }
      const checked = check(value, context);
      if (checked.ok) envelopes.push(checked.envelope);
      else rejected.push({ index, id: checked.id, code: checked.error.code, message: checked.error.message });
    });
    return { envelopes, rejected };
  }

  /** Life alarms may use the journal's reserve; a mixed batch is split so that they are not refused with the rest. */
  private async append(envelopes: Envelope[]): Promise<void> {
    const life = envelopes.some((envelope) => isLifeAlarm(envelope.type));
    try {
      await this.journal.append(envelopes, life && envelopes.every((envelope) => isLifeAlarm(envelope.type)));
    } catch (error) {
      if (!life || !(error instanceof AppError) || error.code !== 'JOURNAL_FULL') throw error;
      const alarms = envelopes.filter((envelope) => isLifeAlarm(envelope.type));
      await this.journal.append(alarms, true);
      envelopes.splice(0, envelopes.length, ...alarms);
    }
    this.applier.wake();
  }
}
