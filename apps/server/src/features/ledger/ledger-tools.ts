import type { IdGenerator, Tx } from '#platform';
import type { AreaIndex, CounterDeltas } from '../spine/index.js';

/** What the writers of one transaction share. */
export interface LedgerTools {
  tx: Tx;
  ids: IdGenerator;
  areas: AreaIndex;
  counters: CounterDeltas;
  /** Instant of recording, ms UTC. */
  now: number;
}
