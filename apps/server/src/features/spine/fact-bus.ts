import type { AlarmCard, FeedEntry, SourceKind } from '#contracts';
import { EventBus, type Logger } from '#platform';
import type { CounterDelta } from './counters.js';

/** A feed entry as stored, before a client's room gives it its `prev`. */
export interface StoredFeedEntry extends Omit<FeedEntry, 'prev'> {
  streetId: number;
  path: string;
}

/** What a committed transaction changed. */
export interface Committed {
  feed: StoredFeedEntry[];
  deltas: CounterDelta[];
  /** Indicators computed from rows (kinds clock, window) whose rows were touched. */
  touched: ReadonlySet<string>;
  /** Journal sequence the transaction advanced the cursor to; null when its events did not come through the journal. */
  cursor: number | null;
  heard?: ReadonlyMap<SourceKind, number>;
}

export interface Facts {
  committed: Committed;
  'alarm.changed': AlarmCard;
  'accounts.changed': { accountId: number };
  'demo.progress': { name: string; done: number; total: number } | null;
}

/** The in-process event bus of committed facts. */
export class FactBus extends EventBus<Facts> {
  constructor(logger: Logger) {
    super(logger);
  }
}
