import { Inject, Injectable } from '@nestjs/common';
import { AppError, bulkInsert, causeText, type Clock, contentHash, Database, fail, IdGenerator, idemKey, type JournalEntry, Journal, type Logger, seal, sqlTime, type Tx } from '#platform';
import { CLOCK, LOGGER } from '../boot/tokens.js';
import { appendFeed, type ApplyContext, type ApplyEvent, AreaIndex, CounterDeltas, type EventRule, FactBus, type RuleRun } from '../features/spine/index.js';
import { EVENT_RULES } from './event-rules.js';
import { type Aside, insertAside, loadKnown, type Known, recordRepeats, recordSources, sourceNumbers } from './intake.repository.js';

interface Item {
  entry: JournalEntry;
  idem: Buffer;
  hash: Buffer;
  event: ApplyEvent;
}

/** Thrown inside a transaction to run it again without one event whose rule failed half-way. */
class Poisoned extends Error {
  constructor(
    readonly seq: number,
    readonly reason: unknown,
  ) {
    super('rule failed');
  }
}

/** One batch in one transaction: event rows, feature rules, counters, feed, quarantine, cursor. */
@Injectable()
export class ApplyBatch {
  constructor(
    private readonly database: Database,
    private readonly journal: Journal,
    private readonly areas: AreaIndex,
    private readonly ids: IdGenerator,
    private readonly bus: FactBus,
    @Inject(EVENT_RULES) private readonly rules: readonly EventRule[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Applies journal entries in order. `refusal` sets a single entry aside instead of applying it.
   * @param cursor false for events that did not come through this journal (history, replay)
   */
  async run(entries: readonly JournalEntry[], refusal?: unknown, cursor = true): Promise<void> {
    const poisoned = new Map<number, unknown>();
    if (refusal !== undefined) for (const entry of entries) poisoned.set(entry.seq, refusal);
    for (;;) {
      try {
        await this.database.transaction((tx) => this.work(tx, entries, poisoned, cursor));
        return;
      } catch (error) {
        if (!(error instanceof Poisoned)) throw error;
        this.logger.error({ err: error.reason, seq: error.seq }, 'a rule failed; its event is set aside');
        poisoned.set(error.seq, error.reason);
      }
    }
  }

  private async work(tx: Tx, entries: readonly JournalEntry[], poisoned: ReadonlyMap<number, unknown>, cursor: boolean): Promise<void> {
    const items = entries.map((entry) => this.item(entry));
    const known = await loadKnown(tx, items.map((item) => item.idem));
    const asides: Aside[] = [];
    const repeats = new Map<string, number>();
    const fresh = this.sortOut(items, known, poisoned, asides, repeats);

    const context = this.context(tx);
    const applied = await this.applyRules(context, fresh, asides);
    const sources = await sourceNumbers(tx);
    await bulkInsert(
      tx,
      'event',
      ['id', 'source_no', 'event_id', 'idem', 'content_hash', 'type', 'occurred_at', 'received_at', 'payload', 'results'],
      applied.map(({ event, idem, hash }) => [
        event.rowId,
        sources.get(event.envelope.sourceId) ?? 0,
        event.envelope.eventId,
        idem,
        hash,
        event.envelope.type,
        sqlTime(event.at),
        sqlTime(event.receivedAt),
        seal(JSON.stringify(event.envelope.data)),
        event.results.length === 0 ? null : JSON.stringify(event.results).slice(0, 1000),
      ]),
    );
    const deltas = await context.counters.flush(tx);
    await recordRepeats(tx, repeats);
    await recordSources(tx, items, repeats);
    await insertAside(tx, asides, this.ids, this.clock.now());
    const last = entries.at(-1);
    if (cursor && last !== undefined)
      await tx.write('INSERT INTO journal_cursor (journal_id, applied_seq, at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE applied_seq = VALUES(applied_seq), at = VALUES(at)', [this.journal.id, last.seq, sqlTime(this.clock.now())]);
    // Last of all: the head row of the feed is the one lock that every writer of a street waits for.
    const feed = await appendFeed(tx, context.feed);
    tx.onCommit(() => this.bus.emit('committed', { feed, deltas, touched: context.touched, cursor: cursor ? (last?.seq ?? null) : null, heard: context.heard }));
  }

  private item(entry: JournalEntry): Item {
    const { envelope } = entry;
    return {
      entry,
      idem: idemKey(envelope.sourceId, envelope.eventId),
      hash: contentHash([envelope.type, envelope.timeQuality === 'device' ? envelope.time : null, envelope.data]),
      event: { envelope, rowId: this.ids.next(), at: Date.parse(envelope.time), receivedAt: Date.parse(envelope.receivedAt), results: [] },
    };
  }

  /** Repeats are counted, conflicts and poisoned events set aside; what is left is new. */
  private sortOut(items: readonly Item[], known: Known, poisoned: ReadonlyMap<number, unknown>, asides: Aside[], repeats: Map<string, number>): Item[] {
    const seen = new Map(known.hashes);
    const fresh: Item[] = [];
    for (const item of items) {
      const key = item.idem.toString('hex');
      const former = seen.get(key);
      if (former !== undefined) {
        if (former.equals(item.hash)) repeats.set(key, (repeats.get(key) ?? 0) + 1);
        else if (!known.conflicts.has(key)) {
          known.conflicts.add(key);
          asides.push({ item, error: fail('CONTENT_CONFLICT') });
        }
        continue;
      }
      if (known.aside.has(key)) continue;
      const reason = poisoned.get(item.entry.seq);
      if (reason !== undefined) {
        known.aside.add(key);
        asides.push({ item, error: reason instanceof AppError ? reason : fail('RULE_FAILED', { reason: causeText(reason).slice(0, 120) }) });
        continue;
      }
      seen.set(key, item.hash);
      fresh.push(item);
    }
    return fresh;
  }

  private async applyRules(context: ApplyContext, fresh: readonly Item[], asides: Aside[]): Promise<Item[]> {
    const runs = new Map<string, RuleRun>();
    const started: RuleRun[] = [];
    for (const rule of this.rules) {
      const mine = fresh.filter((item) => rule.handles(item.event.envelope.type));
      if (mine.length === 0) continue;
      const run = await rule.begin(context, mine.map((item) => item.event));
      started.push(run);
      for (const item of mine) runs.set(item.event.envelope.type, run);
    }
    const applied: Item[] = [];
    for (const item of fresh) {
      try {
        runs.get(item.event.envelope.type)?.apply(item.event);
        applied.push(item);
      } catch (error) {
        // A refusal comes before any change, by contract; anything else may have left half a change behind.
        if (!(error instanceof AppError)) throw new Poisoned(item.entry.seq, error);
        asides.push({ item, error });
      }
    }
    for (const run of started) await run.flush();
    return applied;
  }

  private context(tx: Tx): ApplyContext {
    const home = this.areas.streets()[0];
    if (home === undefined) throw fail('NOT_READY');
    return { tx, clock: this.clock, ids: this.ids, areas: this.areas, counters: new CounterDeltas(), feed: [], touched: new Set(), heard: new Map(), home };
  }
}
