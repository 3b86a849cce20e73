import { Injectable } from '@nestjs/common';
import type { RunKind } from '#contracts';
import { bulkInsert, IdGenerator, type Queryable, sqlTime, type Tx } from '#platform';
import { AreaIndex } from '../../spine/index.js';

/** One table made: from where, of what, how long it took. Instants in ms. */
export interface ReuseRun {
  origin: 'export' | 'template';
  originId: number;
  kind: RunKind;
  name: string;
  account: { id: number; name: string };
  /** Where its rows lie. */
  areaPath: string;
  requestedAt: number;
  finishedAt: number;
  rows: number;
  cellsAll: number;
  cellsAuto: number;
  fields: ReadonlyMap<string, number>;
}

export interface BaselineRow {
  kind: RunKind;
  minutes: number;
  note: string;
  account_name: string;
  since: Date;
}

/** Longest a browser is believed to have been at one table: a page left open over night is no work. */
const LONGEST_MS = 4 * 3_600_000;
/** Before anybody measured: F14 of the design's formulas, 40 minutes by hand for one table. */
export const DEFAULT_MINUTES = 40;
export const DEFAULT_NOTE = '默认值 40 分钟(设计文件 F14 示例),请计时实测后更正';

/** When a person began, as far as their browser can be believed. @returns ms */
export function believed(startedAt: string | undefined, now: number): number {
  const at = startedAt === undefined ? now : Date.parse(startedAt);
  return at > now ? now : Math.max(at, now - LONGEST_MS);
}

/** Writes down each table that was made, in the transaction that made it. */
@Injectable()
export class ReuseLedger {
  constructor(
    private readonly areas: AreaIndex,
    private readonly ids: IdGenerator,
  ) {}

  async record(tx: Tx, run: ReuseRun): Promise<void> {
    const area = this.areaOf(run.areaPath);
    if (area === null) return;
    const baseline = (await this.baselines(tx, run.finishedAt)).find((item) => item.kind === run.kind)?.minutes ?? DEFAULT_MINUTES;
    await this.forget(tx, run.origin, run.originId);
    const id = this.ids.next();
    const columns = ['id', 'origin', 'origin_id', 'kind', 'name', 'account_id', 'account_name', 'area_id', 'street_id', 'area_path', 'requested_at', 'finished_at', 'table_rows', 'cells_all', 'cells_auto', 'baseline_minutes'];
    await bulkInsert(tx, 'reuse_run', columns, [[id, run.origin, run.originId, run.kind, Array.from(run.name).slice(0, 120).join(''), run.account.id, run.account.name, area.id, area.street, area.path, sqlTime(run.requestedAt), sqlTime(run.finishedAt), run.rows, run.cellsAll, run.cellsAuto, baseline]]);
    if (run.fields.size > 0) await bulkInsert(tx, 'reuse_field', ['run_id', 'field', 'cells'], [...run.fields].map(([field, cells]) => [id, field, cells]));
  }

  /** A table that was taken back was not made. */
  async forget(tx: Tx, origin: ReuseRun['origin'], originId: number): Promise<void> {
    await tx.write('DELETE f FROM reuse_field f JOIN reuse_run r ON r.id = f.run_id WHERE r.origin = ? AND r.origin_id = ?', [origin, originId]);
    await tx.write('DELETE FROM reuse_run WHERE origin = ? AND origin_id = ?', [origin, originId]);
  }

  /** What was agreed for each kind at an instant. */
  async baselines(db: Queryable, at: number): Promise<BaselineRow[]> {
    const rows = await db.query<BaselineRow>('SELECT kind, minutes, note, account_name, since FROM reuse_baseline WHERE since <= ? ORDER BY since DESC, id DESC', [sqlTime(at)]);
    const newest = new Map<RunKind, BaselineRow>();
    for (const row of rows) if (!newest.has(row.kind)) newest.set(row.kind, { ...row, minutes: Number(row.minutes) });
    return [...newest.values()];
  }

  private areaOf(path: string): { id: number; path: string; street: number } | null {
    const id = Number(/(\d+)\/$/.exec(path)?.[1] ?? 0);
    const area = this.areas.id(id) ?? this.areas.streets()[0];
    if (area === undefined) return null;
    const street = this.areas.at(area, 'street') ?? area;
    return { id: area.id, path: area.path, street: street.id };
  }
}
