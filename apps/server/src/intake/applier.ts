import { Inject, Injectable } from '@nestjs/common';
import { type Clock, Database, isConnectionError, Journal, type JournalEntry, type Logger } from '#platform';
import { CLOCK, LOGGER } from '../boot/tokens.js';
import { AreaIndex } from '../features/spine/index.js';
import { ApplyBatch } from './apply-batch.js';

const BATCH = 2000;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 2000;
const PRUNE_MS = 60_000;

/**
 * Step 4: takes the journal's entries in their order, a batch at a time, for as long as the program runs. While MySQL is
 * away it waits and tries again; a single entry the database refuses is found by halving and set aside.
 */
@Injectable()
export class Applier {
  private running: Promise<void> | null = null;
  private stopped = false;
  private signal: (() => void) | null = null;
  private prunedAt = 0;
  lastBatchAt: number | null = null;
  appliedTotal = 0;
  private recent: { at: number; count: number }[] = [];

  constructor(
    private readonly journal: Journal,
    private readonly database: Database,
    private readonly batch: ApplyBatch,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const rows = await this.database.query<{ applied_seq: number }>('SELECT applied_seq FROM journal_cursor WHERE journal_id = ?', [this.journal.id]);
    this.journal.resetApplied(Number(rows[0]?.applied_seq ?? 0));
    this.running = this.loop();
  }

  /** Tells the loop that the journal has something new. */
  wake(): void {
    this.signal?.();
  }

  /** Events applied a second, over the last ten. */
  perSecond(): number {
    const since = this.clock.now() - 10_000;
    this.recent = this.recent.filter((note) => note.at >= since);
    return Math.round(this.recent.reduce((sum, note) => sum + note.count, 0) / 10);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    let wait = RETRY_MIN_MS;
    while (!this.stopped) {
      // Without a street there is nothing an event could belong to; it waits for the first.
      const entries = this.areas.isEmpty ? [] : this.journal.read(this.journal.applied, BATCH);
      if (entries.length === 0) {
        await this.pause(1000);
        await this.pruneSometimes();
        continue;
      }
      try {
        await this.applyAll(entries);
        wait = RETRY_MIN_MS;
      } catch (error) {
        if (wait === RETRY_MIN_MS) this.logger.warn({ err: error, waiting: this.journal.status().pending }, 'database away; the journal keeps the events');
        await this.pause(wait, false);
        wait = Math.min(wait * 2, RETRY_MAX_MS);
      }
    }
  }

  /** Applies entries in one transaction, or in halves when the database refuses the whole for one of them. */
  private async applyAll(entries: readonly JournalEntry[]): Promise<void> {
    try {
      await this.batch.run(entries);
    } catch (error) {
      if (isConnectionError(error) || !(await this.database.ping())) throw error;
      if (entries.length === 1) {
        this.logger.error({ err: error, seq: entries[0]?.seq, type: entries[0]?.envelope.type }, 'event refused by the database; set aside');
        await this.batch.run(entries, error);
      } else {
        const middle = entries.length >> 1;
        await this.applyAll(entries.slice(0, middle));
        await this.applyAll(entries.slice(middle));
        return;
      }
    }
    this.lastBatchAt = this.clock.now();
    this.appliedTotal += entries.length;
    this.recent.push({ at: this.lastBatchAt, count: entries.length });
    if (this.recent.length > 10_000) this.perSecond();
    this.journal.markApplied(entries.at(-1)?.seq ?? 0, entries.reduce((sum, entry) => sum + entry.bytes, 0));
  }

  private async pause(ms: number, wakeable = true): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (wakeable)
        this.signal = () => {
          clearTimeout(timer);
          resolve();
        };
    });
    this.signal = null;
  }

  private async pruneSometimes(): Promise<void> {
    if (this.clock.now() - this.prunedAt < PRUNE_MS) return;
    this.prunedAt = this.clock.now();
    await this.journal.prune();
  }
}
