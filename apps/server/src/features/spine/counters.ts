import { bulkInsert, type Tx } from '#platform';

/** Day of counters that stand (stocks), as against those of one day (flows). */
export const STANDING = '2000-01-01';

export interface CounterDelta {
  day: string;
  indicator: string;
  areaId: number;
  slot: string;
  value: number;
}

const keyOf = (delta: Omit<CounterDelta, 'value'>) => `${delta.day}|${delta.indicator}|${delta.areaId}|${delta.slot}`;

/** Collects the deltas of one transaction; equal keys are summed, zero sums vanish. */
export class CounterDeltas {
  private readonly sums = new Map<string, CounterDelta>();

  /** A flow: counts on its business day. */
  day(indicator: string, day: string, areaId: number, value: number, slot = ''): void {
    this.add({ day, indicator, areaId, slot, value });
  }

  /** A stock: counts until taken back. */
  standing(indicator: string, areaId: number, value: number, slot = ''): void {
    this.add({ day: STANDING, indicator, areaId, slot, value });
  }

  list(): CounterDelta[] {
    return [...this.sums.values()].filter((delta) => delta.value !== 0);
  }

  /** Writes the sums in key order, so that two writers take their row locks in the same order. */
  async flush(tx: Tx): Promise<CounterDelta[]> {
    const deltas = this.list().sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    await bulkInsert(
      tx,
      'counter',
      ['day', 'indicator', 'area_id', 'slot', 'value'],
      deltas.map((delta) => [delta.day, delta.indicator, delta.areaId, delta.slot, delta.value]),
      'ON DUPLICATE KEY UPDATE value = value + VALUES(value)',
    );
    return deltas;
  }

  private add(delta: CounterDelta): void {
    const key = keyOf(delta);
    const sum = this.sums.get(key);
    if (sum === undefined) this.sums.set(key, { ...delta });
    else sum.value += delta.value;
  }
}
