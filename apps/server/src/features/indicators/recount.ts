import { Inject, Injectable } from '@nestjs/common';
import { bulkInsert, type Clock, Database, isoTime, type Queryable, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { CounterImage } from './counter-image.js';
import { RECOUNT } from './recount.sql.js';

export interface Difference {
  indicator: string;
  day: string;
  areaId: number;
  slot: string;
  counted: number;
  recounted: number;
}

interface Row {
  day: string;
  area_id: number;
  slot: string;
  value: number | string;
}

const keyOf = (row: Pick<Row, 'day' | 'area_id' | 'slot'>) => `${row.day}|${row.area_id}|${row.slot}`;

/** Recomputes every `delta` counter from the base tables and names what differs. */
@Injectable()
export class RecountService {
  private last: { at: string; differences: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly image: CounterImage,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  lastRun(): { at: string | null; differences: number | null } {
    return this.last ?? { at: null, differences: null };
  }

  /** Compares inside one snapshot, so that events applied meanwhile make no difference. */
  async compare(): Promise<Difference[]> {
    const runner = this.database.dataSource.createQueryRunner();
    await runner.connect();
    try {
      await runner.startTransaction('REPEATABLE READ');
      const db: Queryable = { query: <T>(sql: string, parameters: readonly unknown[] = []) => runner.query(sql, parameters as unknown[]) as Promise<T[]> };
      const differences: Difference[] = [];
      for (const indicator of Object.keys(RECOUNT)) differences.push(...(await this.compareOne(db, indicator)));
      await runner.commitTransaction();
      this.last = { at: isoTime(this.clock.now()), differences: differences.length };
      return differences;
    } finally {
      await runner.release();
    }
  }

  /** Writes the counters of some indicators anew from the base tables: the bulk job's way, not the live one. */
  async rebuild(tx: Tx, indicators: readonly string[] = Object.keys(RECOUNT)): Promise<void> {
    for (const indicator of indicators) {
      const sums = await this.recounted(tx, indicator);
      await tx.write('DELETE FROM counter WHERE indicator = ?', [indicator]);
      await bulkInsert(tx, 'counter', ['day', 'indicator', 'area_id', 'slot', 'value'], [...sums.values()].map((row) => [row.day, indicator, row.area_id, row.slot, Number(row.value)]));
    }
    tx.onCommit(() => this.image.reset());
  }

  private async compareOne(db: Queryable, indicator: string): Promise<Difference[]> {
    const recounted = await this.recounted(db, indicator);
    const rows = await db.query<Row>('SELECT day, area_id, slot, value FROM counter WHERE indicator = ? AND value <> 0', [indicator]);
    const differences: Difference[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      const own = Number(recounted.get(key)?.value ?? 0);
      recounted.delete(key);
      if (own !== Number(row.value)) differences.push({ indicator, day: row.day, areaId: row.area_id, slot: row.slot, counted: Number(row.value), recounted: own });
    }
    for (const row of recounted.values()) if (Number(row.value) !== 0) differences.push({ indicator, day: row.day, areaId: row.area_id, slot: row.slot, counted: 0, recounted: Number(row.value) });
    return differences;
  }

  private async recounted(db: Queryable, indicator: string): Promise<Map<string, Row>> {
    const sums = new Map<string, Row>();
    for (const sql of RECOUNT[indicator] ?? []) {
      for (const row of await db.query<Row>(sql)) {
        const key = keyOf(row);
        sums.set(key, { ...row, value: Number(row.value) + Number(sums.get(key)?.value ?? 0) });
      }
    }
    return sums;
  }
}
