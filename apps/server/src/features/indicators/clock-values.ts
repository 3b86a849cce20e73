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

/** Tables made this month (BUR-01 to BUR-04 of standards/indicators.json, group burden). */
const MADE = 'finished_at >= ?';
const MINUTES = 'TIMESTAMPDIFF(MICROSECOND, requested_at, finished_at) / 60000000';
const thisMonth = (now: number) => [sqlTime(dayStart(`${businessDay(now).slice(0, 7)}-01`))];

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
  'BUR-01': { sql: `SELECT area_id, COUNT(*) AS value FROM reuse_run WHERE ${MADE} GROUP BY area_id`, values: thisMonth },
  'BUR-02': { sql: `SELECT area_id, SUM(cells_auto) AS value, SUM(cells_all) AS total FROM reuse_run WHERE ${MADE} GROUP BY area_id`, values: thisMonth },
  'BUR-03': {
    sql: `SELECT street_id AS area_id, ROUND(AVG(minutes), 1) AS value FROM (SELECT street_id, ${MINUTES} AS minutes, ROW_NUMBER() OVER (PARTITION BY street_id ORDER BY ${MINUTES}) AS place, COUNT(*) OVER (PARTITION BY street_id) AS many FROM reuse_run WHERE ${MADE}) ranked WHERE place IN (FLOOR((many + 1) / 2), CEIL((many + 1) / 2)) GROUP BY street_id`,
    values: thisMonth,
  },
  'BUR-04': { sql: `SELECT area_id, SUM(baseline_minutes - ${MINUTES}) AS value, SUM(baseline_minutes) AS total FROM reuse_run WHERE ${MADE} GROUP BY area_id`, values: thisMonth },
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
  private readonly last = new Map<string, Counted>();

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
    this.last.set(id, counted);
  }

  async countAll(): Promise<void> {
    for (const id of CLOCK_IDS) await this.count(id);
  }

  reset(): void {
    this.last.clear();
  }

  at(id: string): number | null {
    return this.last.get(id)?.at ?? null;
  }

  value(id: string, areaId: number): number | null {
    const counted = this.last.get(id);
    return counted === undefined ? null : (counted.values.get(areaId) ?? 0);
  }

  /** As `value`, but null where nothing was counted. */
  counted(id: string, areaId: number): number | null {
    return this.last.get(id)?.values.get(areaId) ?? null;
  }

  total(id: string, areaId: number): number {
    return this.last.get(id)?.totals.get(areaId) ?? 0;
  }
}
