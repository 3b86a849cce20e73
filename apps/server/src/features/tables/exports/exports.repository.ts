import { Injectable } from '@nestjs/common';
import type { ExportEncoding, ExportFormat, ExportState, TableDefinition } from '#contracts';
import { Database, jsonColumn, open, type Queryable, seal, type SqlValue, sqlTime, type Tx } from '#platform';
import type { Scope } from '../../access/index.js';

/** What was asked: sealed, because conditions may name people. */
export interface Asked {
  definition: TableDefinition;
  text: string | null;
  /** Which issue of which saved table the file is, in words. */
  issue?: string;
  /** Instant (ms) the requester began with it, for the time it took. */
  startedAt?: number;
}

export interface ExportRow {
  id: number;
  account_id: number;
  account_name: string;
  username: string;
  state: ExportState;
  format: ExportFormat;
  encoding: ExportEncoding;
  asked: Asked;
  area_path: string;
  as_of: Date;
  needs: string[];
  reason: string | null;
  total: number;
  done: number;
  tries: number;
  message: string | null;
  decided_by_id: number | null;
  decided_by: string | null;
  decided_at: Date | null;
  approved: number | null;
  decision_reason: string | null;
  file_name: string | null;
  bytes: number | null;
  sha256: Buffer | null;
  created_at: Date;
  finished_at: Date | null;
  removed_at: Date | null;
  /** 1 = belongs to an issue: kept out of its requester's list, given out by the issue's own rules. */
  frozen: number;
}

type RawRow = Omit<ExportRow, 'asked' | 'needs'> & { definition: Buffer; needs: unknown };
export type ExportDraft = Pick<ExportRow, 'id' | 'account_id' | 'account_name' | 'state' | 'format' | 'encoding' | 'asked' | 'area_path' | 'needs' | 'reason' | 'total'> & Partial<Pick<ExportRow, 'frozen' | 'approved'>>;
export type ExportChange = Partial<Pick<ExportRow, 'state' | 'done' | 'tries' | 'message' | 'decided_by_id' | 'decided_by' | 'decision_reason' | 'file_name' | 'bytes' | 'sha256' | 'total'>> & { approved?: number; as_of?: number; decided_at?: number; finished_at?: number; removed_at?: number | null };

const TIMES: ReadonlySet<string> = new Set(['as_of', 'decided_at', 'finished_at', 'removed_at']);
const MOST_LISTED = 50;

@Injectable()
export class ExportsRepository {
  constructor(private readonly database: Database) {}

  async find(id: number, db: Queryable = this.database): Promise<ExportRow | null> {
    return (await this.rows('id = ?', [id], db))[0] ?? null;
  }

  async many(ids: readonly number[]): Promise<ExportRow[]> {
    return ids.length === 0 ? [] : this.rows('id IN (?)', [ids]);
  }

  /** Locked until the transaction ends, so that two decide or cancel one after the other. */
  async lock(tx: Tx, id: number): Promise<ExportRow | null> {
    return (await this.rows('id = ? FOR UPDATE', [id], tx))[0] ?? null;
  }

  mine(accountId: number): Promise<ExportRow[]> {
    return this.rows(`account_id = ? AND frozen = 0 ORDER BY id DESC LIMIT ${MOST_LISTED}`, [accountId]);
  }

  /** Those of others that wait within a scope. */
  waiting(accountId: number, scope: Scope): Promise<ExportRow[]> {
    const within = scope.predicate('area_path');
    return this.rows(`state = 'waiting_approval' AND account_id <> ? AND ${within.sql} ORDER BY id LIMIT ${MOST_LISTED}`, [accountId, ...within.values]);
  }

  running(): Promise<ExportRow[]> {
    return this.rows("state = 'running' ORDER BY id", []);
  }

  /** Files whose time is over. */
  stale(before: number): Promise<ExportRow[]> {
    return this.rows("state = 'done' AND removed_at IS NULL AND finished_at < ?", [sqlTime(before)]);
  }

  async open(accountId: number, db: Queryable = this.database): Promise<number> {
    return Number((await db.query<{ n: number }>("SELECT COUNT(*) AS n FROM table_export WHERE account_id = ? AND frozen = 0 AND state IN ('running', 'waiting_approval')", [accountId]))[0]?.n ?? 0);
  }

  async insert(tx: Tx, draft: ExportDraft, now: number): Promise<void> {
    await tx.write('INSERT INTO table_export (id, account_id, account_name, state, format, encoding, definition, area_path, as_of, needs, reason, total, frozen, approved, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      draft.id, draft.account_id, draft.account_name, draft.state, draft.format, draft.encoding, seal(JSON.stringify(draft.asked)), draft.area_path, sqlTime(now), JSON.stringify(draft.needs), draft.reason, draft.total, draft.frozen ?? 0, draft.approved ?? null, sqlTime(now),
    ]);
  }

  /** @returns false when it is no longer in that state */
  async change(tx: Tx, id: number, from: ExportState, change: ExportChange): Promise<boolean> {
    const sets = Object.entries(change).map(([name, value]): [string, SqlValue] => [name, TIMES.has(name) && typeof value === 'number' ? sqlTime(value) : (value as SqlValue)]);
    const done = await tx.write(`UPDATE table_export SET ${sets.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ? AND state = ?`, [...sets.map(([, value]) => value), id, from]);
    return done.affectedRows === 1;
  }

  private async rows(condition: string, values: readonly unknown[], db: Queryable = this.database): Promise<ExportRow[]> {
    const rows = await db.query<RawRow>(`SELECT x.*, (SELECT a.username FROM account a WHERE a.id = x.account_id) AS username FROM table_export x WHERE ${condition}`, values);
    return rows.map(({ definition, ...row }) => ({ ...row, asked: JSON.parse(open(definition)) as Asked, needs: jsonColumn(row.needs) as string[] }));
  }
}
