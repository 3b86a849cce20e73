import { Inject, Injectable } from '@nestjs/common';
import { addDays, businessDay, type Clock, Database, dayStart, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AreaIndex } from '../spine/index.js';

interface CountRow {
  area_id: number;
  value: number | string;
  total?: number | string;
}

interface Query {
  sql: string;
  values: (now: number) => unknown[];
}

const HOUR_MS = 3_600_000;
/** A volunteer who never checked out is not on duty for ever. */
const DUTY_LIMIT_MS = 12 * HOUR_MS;

/** What time alone changes: counted through an index on the due instant, at each minute, at midnight, and when rows were touched. */
const QUERIES: Readonly<Record<string, Query>> = {
  'CASE-13': { sql: 'SELECT area_id, COUNT(*) AS value FROM case_item WHERE is_open = 1 AND due_at < ? GROUP BY area_id', values: (now) => [sqlTime(now)] },
  'PAT-01': {
    sql: 'SELECT area_id, COUNT(DISTINCT worker) AS value FROM patrol WHERE ended_at IS NULL AND started_at >= ? AND started_at < ? GROUP BY area_id',
    values: (now) => [sqlTime(dayStart(businessDay(now))), sqlTime(dayStart(addDays(businessDay(now), 1)))],
  },
  'VOL-15': {
    sql: 'SELECT area_id, COUNT(*) AS value FROM task_claim WHERE check_in_at > ? AND check_in_at <= ? AND (check_out_at IS NULL OR check_out_at > ?) GROUP BY area_id',
    values: (now) => [sqlTime(now - DUTY_LIMIT_MS), sqlTime(now), sqlTime(now)],
  },
  'DEV-04': { sql: "SELECT area_id, SUM(silent_at >= ?) AS value, COUNT(*) AS total FROM device WHERE state = 'INSTALLED' GROUP BY area_id", values: (now) => [sqlTime(now)] },
};

export const CLOCK_IDS: readonly string[] = Object.keys(QUERIES);

interface Counted {
  at: number;
  /** Summed up the tree. */
  values: Map<number, number>;
  totals: Map<number, number>;
}

/** Last counted values of the clock kind, for every area at once. */
@Injectable()
export class ClockValues {
  private readonly counted = new Map<string, Counted>();

  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async count(id: string): Promise<void> {
    const query = QUERIES[id];
    if (query === undefined) return;
    const at = this.clock.now();
    const rows = await this.database.query<CountRow>(query.sql, query.values(at));
    const counted: Counted = { at, values: new Map(), totals: new Map() };
    for (const row of rows) {
      const area = this.areas.id(row.area_id);
      if (area === undefined) continue;
      for (const node of this.areas.lineage(area)) {
        counted.values.set(node.id, (counted.values.get(node.id) ?? 0) + Number(row.value));
        counted.totals.set(node.id, (counted.totals.get(node.id) ?? 0) + Number(row.total ?? 0));
      }
    }
    this.counted.set(id, counted);
  }

  async countAll(): Promise<void> {
    for (const id of CLOCK_IDS) await this.count(id);
  }

  reset(): void {
    this.counted.clear();
  }

  at(id: string): number | null {
    return this.counted.get(id)?.at ?? null;
  }

  value(id: string, areaId: number): number | null {
    const counted = this.counted.get(id);
    return counted === undefined ? null : (counted.values.get(areaId) ?? 0);
  }

  total(id: string, areaId: number): number {
    return this.counted.get(id)?.totals.get(areaId) ?? 0;
  }
}
