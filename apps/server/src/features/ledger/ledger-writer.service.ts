import { Inject, Injectable } from '@nestjs/common';
import { type Clock, Database, IdGenerator, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { appendFeed, AreaIndex, CounterDeltas, FactBus, type FeedDraft } from '../spine/index.js';
import { LedgerBatch } from './ledger-batch.js';

/** What a page's transaction is given: the ledger's batch, and the feed it may speak to. */
export interface LedgerWrite {
  tx: Tx;
  batch: LedgerBatch;
  counters: CounterDeltas;
  ids: IdGenerator;
  now: number;
  say(draft: Omit<FeedDraft, 'street' | 'community'>): void;
}

/** Transactions of the pages: records, counters and feed are committed together and told afterwards, as those of intake are. */
@Injectable()
export class LedgerWriter {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly areas: AreaIndex,
    private readonly bus: FactBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  run<T>(work: (write: LedgerWrite) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      const counters = new CounterDeltas();
      const now = this.clock.now();
      const batch = new LedgerBatch({ tx, ids: this.ids, areas: this.areas, counters, now });
      const drafts: FeedDraft[] = [];
      const say: LedgerWrite['say'] = (draft) => drafts.push({ ...draft, street: this.areas.street(draft.area), community: this.areas.communityName(draft.area) });
      const result = await work({ tx, batch, counters, ids: this.ids, now, say });
      await batch.flush();
      const deltas = await counters.flush(tx);
      const feed = await appendFeed(tx, drafts);
      tx.onCommit(() => this.bus.emit('committed', { feed, deltas, touched: new Set(), cursor: null, heard: new Map(drafts.map((draft) => [draft.source, draft.at])) }));
      return result;
    });
  }
}
