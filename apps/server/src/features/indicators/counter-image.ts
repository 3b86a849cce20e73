import { Injectable } from '@nestjs/common';
import { Journal, type Queryable } from '#platform';
import { AreaIndex, type CounterDelta, STANDING } from '../spine/index.js';

interface CounterRow {
  indicator: string;
  area_id: number;
  slot: string;
  value: number;
}

/** Sums of one day (or of what stands) by area path level: indicator → area → slot → value. */
type Sums = Map<string, Map<number, Map<string, number>>>;

interface Loaded {
  sums: Sums;
  /** Journal sequence the loaded rows already contain. */
  cursor: number;
}

interface Arrived {
  deltas: readonly CounterDelta[];
  cursor: number;
}

/**
 * The counters of today and of what stands, in memory and already summed up the tree: reading an area costs its
 * indicators, not its leaves. Kept true by the deltas of every commit.
 */
@Injectable()
export class CounterImage {
  private readonly days = new Map<string, Loaded>();
  private readonly loading = new Map<string, { arrived: Arrived[]; done: Promise<void> }>();

  constructor(
    private readonly areas: AreaIndex,
    private readonly journal: Journal,
  ) {}

  /** Loads a day unless it is there; other days than those kept are dropped, oldest first. */
  async ensure(db: Queryable, day: string): Promise<void> {
    for (const wanted of [STANDING, day]) if (!this.days.has(wanted)) await this.loadOnce(db, wanted);
    for (const key of this.days.keys()) {
      if (this.days.size <= 40) break;
      if (key !== STANDING && key !== day) this.days.delete(key);
    }
  }

  /** Forgets everything, so that the next read loads it anew (bulk job, recount, replay). */
  reset(): void {
    this.days.clear();
  }

  /** Deltas of a commit. What came past the journal has no order to compare by, so the image is read anew. */
  apply(deltas: readonly CounterDelta[], cursor: number | null): void {
    if (deltas.length === 0) return;
    if (cursor === null) return this.reset();
    for (const waiting of this.loading.values()) waiting.arrived.push({ deltas, cursor });
    for (const [day, loaded] of this.days) this.addAll(day, loaded, { deltas, cursor });
  }

  /** Sum of an indicator below an area; 0 where nothing was counted. */
  value(day: string, indicator: string, areaId: number): number {
    let sum = 0;
    for (const value of this.slots(day, indicator, areaId).values()) sum += value;
    return sum;
  }

  slots(day: string, indicator: string, areaId: number): ReadonlyMap<string, number> {
    return this.days.get(day)?.sums.get(indicator)?.get(areaId) ?? EMPTY;
  }

  private loadOnce(db: Queryable, day: string): Promise<void> {
    const running = this.loading.get(day);
    if (running !== undefined) return running.done;
    const arrived: Arrived[] = [];
    const done = this.load(db, day, arrived).finally(() => this.loading.delete(day));
    this.loading.set(day, { arrived, done });
    return done;
  }

  /**
   * One statement = one snapshot of counters and cursor: commits up to that cursor are in the rows, later ones come as
   * deltas, and none is counted twice whichever is heard of first.
   */
  private async load(db: Queryable, day: string, arrived: readonly Arrived[]): Promise<void> {
    const rows = await db.query<CounterRow>(
      `SELECT '' AS indicator, 0 AS area_id, '' AS slot, COALESCE(MAX(applied_seq), 0) AS value FROM journal_cursor WHERE journal_id = ?
       UNION ALL SELECT indicator, area_id, slot, value FROM counter WHERE day = ?`,
      [this.journal.id, day],
    );
    const loaded: Loaded = { sums: new Map(), cursor: Number(rows.find((row) => row.indicator === '')?.value ?? 0) };
    // A UNION widens its columns, so the driver may give the numbers as texts.
    for (const row of rows) if (row.indicator !== '') this.add(loaded.sums, { ...row, area_id: Number(row.area_id) });
    for (const late of arrived) this.addAll(day, loaded, late);
    this.days.set(day, loaded);
  }

  private addAll(day: string, loaded: Loaded, { deltas, cursor }: Arrived): void {
    if (cursor <= loaded.cursor) return;
    for (const delta of deltas) if (delta.day === day) this.add(loaded.sums, { indicator: delta.indicator, area_id: delta.areaId, slot: delta.slot, value: delta.value });
  }

  private add(sums: Sums, row: CounterRow): void {
    const area = this.areas.id(row.area_id);
    if (area === undefined) return;
    let byArea = sums.get(row.indicator);
    if (byArea === undefined) sums.set(row.indicator, (byArea = new Map()));
    for (const node of this.areas.lineage(area)) {
      let slots = byArea.get(node.id);
      if (slots === undefined) byArea.set(node.id, (slots = new Map()));
      slots.set(row.slot, (slots.get(row.slot) ?? 0) + Number(row.value));
    }
  }
}

const EMPTY: ReadonlyMap<string, number> = new Map();
