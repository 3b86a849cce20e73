import { Injectable } from '@nestjs/common';
import type { IssueState, IssueStep, RecheckState } from '#contracts';
import { Database, jsonColumn, open, type Queryable, seal, type SqlValue, sqlTime, type Tx } from '#platform';
import type { Scope } from '../../access/index.js';
import type { Asked, ExportRow } from '../exports/exports.repository.js';

export interface IssueRow {
  id: number;
  table_id: number;
  table_name: string;
  table_version: number;
  no: number;
  account_id: number;
  account_name: string;
  username: string;
  state: IssueState;
  version: number;
  format: ExportRow['format'];
  asked: Asked;
  area_path: string;
  as_of: Date;
  personal: number;
  needs: string[];
  reason: string | null;
  total: number;
  previous_id: number | null;
  previous_no: number | null;
  export_id: number | null;
  recipient: string | null;
  recheck: RecheckState | null;
  recheck_at: Date | null;
  changed_at: Date;
}

export interface StepRow {
  issue_id: number;
  at: Date;
  account_name: string;
  action: IssueStep;
  comment: string | null;
}

type RawRow = Omit<IssueRow, 'asked' | 'needs'> & { definition: Buffer; needs: unknown };
export type IssueDraft = Pick<IssueRow, 'id' | 'table_id' | 'table_name' | 'no' | 'account_id' | 'account_name'> & FrozenPart;
/** What is fixed anew each time the issue is sent on its way. */
export type FrozenPart = Pick<IssueRow, 'table_version' | 'format' | 'asked' | 'area_path' | 'needs' | 'reason' | 'total' | 'previous_id' | 'export_id'> & { as_of: number; personal: boolean };

const MOST_LISTED = 50;

@Injectable()
export class IssuesRepository {
  constructor(private readonly database: Database) {}

  async find(id: number, db: Queryable = this.database): Promise<IssueRow | null> {
    return (await this.rows('i.id = ?', [id], db))[0] ?? null;
  }

  /** Locked until the transaction ends, so that two move it one after the other. */
  async lock(tx: Tx, id: number): Promise<IssueRow | null> {
    await tx.query('SELECT id FROM table_issue WHERE id = ? FOR UPDATE', [id]);
    return this.find(id, tx);
  }

  mine(accountId: number): Promise<IssueRow[]> {
    return this.rows(`i.account_id = ? ORDER BY i.changed_at DESC, i.id DESC LIMIT ${MOST_LISTED}`, [accountId]);
  }

  /** Those of others whose rows all lie within a scope, newest first. */
  within(scope: Scope, accountId: number): Promise<IssueRow[]> {
    const inside = scope.predicate('i.area_path');
    return this.rows(`i.account_id <> ? AND i.state <> 'withdrawn' AND ${inside.sql} ORDER BY i.changed_at DESC, i.id DESC LIMIT ${MOST_LISTED * 2}`, [accountId, ...inside.values]);
  }

  async steps(ids: readonly number[], db: Queryable = this.database): Promise<StepRow[]> {
    return ids.length === 0 ? [] : db.query<StepRow>('SELECT issue_id, at, account_name, action, comment FROM table_issue_step WHERE issue_id IN (?) ORDER BY issue_id, no', [ids]);
  }

  async nextNo(tx: Tx, tableId: number): Promise<number> {
    return Number((await tx.query<{ no: number }>('SELECT COALESCE(MAX(no), 0) + 1 AS no FROM table_issue WHERE table_id = ? FOR UPDATE', [tableId]))[0]?.no ?? 1);
  }

  /** The newest issue of a table that went out before; what the next one is compared with. */
  async lastIssued(tx: Tx, tableId: number, before: number): Promise<number | null> {
    return (await tx.query<{ id: number }>("SELECT id FROM table_issue WHERE table_id = ? AND no < ? AND state = 'issued' ORDER BY no DESC LIMIT 1", [tableId, before]))[0]?.id ?? null;
  }

  async insert(tx: Tx, draft: IssueDraft, now: number): Promise<void> {
    const row: Record<string, SqlValue> = { id: draft.id, table_id: draft.table_id, table_name: draft.table_name, no: draft.no, account_id: draft.account_id, account_name: draft.account_name, state: 'prepared', version: 1, ...columnsOf(draft), created_at: sqlTime(now), changed_at: sqlTime(now) };
    await tx.write(`INSERT INTO table_issue (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
  }

  async move(tx: Tx, id: number, state: IssueState, now: number, more: { frozen?: FrozenPart; recipient?: string | null } = {}): Promise<void> {
    const sets: Record<string, SqlValue> = { state, changed_at: sqlTime(now), ...(more.frozen === undefined ? {} : { ...columnsOf(more.frozen), recheck: null, recheck_at: null }), ...(more.recipient === undefined ? {} : { recipient: more.recipient }) };
    await tx.write(`UPDATE table_issue SET version = version + 1, ${Object.keys(sets).map((name) => `${name} = ?`).join(', ')} WHERE id = ?`, [...Object.values(sets), id]);
  }

  async step(tx: Tx, step: { issueId: number; account: { id: number; name: string }; action: IssueStep; comment: string | null }, now: number): Promise<void> {
    await tx.write('INSERT INTO table_issue_step (issue_id, no, at, account_id, account_name, action, comment) SELECT ?, COALESCE(MAX(s.no), 0) + 1, ?, ?, ?, ?, ? FROM table_issue_step s WHERE s.issue_id = ?', [step.issueId, sqlTime(now), step.account.id, step.account.name, step.action, step.comment, step.issueId]);
  }

  async recheck(tx: Tx, id: number, state: RecheckState, now: number): Promise<void> {
    await tx.write('UPDATE table_issue SET recheck = ?, recheck_at = ? WHERE id = ?', [state, sqlTime(now), id]);
  }

  /** A server that stopped in the middle left these behind. */
  async endRechecks(tx: Tx): Promise<void> {
    await tx.write("UPDATE table_issue SET recheck = 'failed' WHERE recheck = 'running'", []);
  }

  private async rows(condition: string, values: readonly unknown[], db: Queryable = this.database): Promise<IssueRow[]> {
    const rows = await db.query<RawRow>(`SELECT i.*, (SELECT a.username FROM account a WHERE a.id = i.account_id) AS username, (SELECT p.no FROM table_issue p WHERE p.id = i.previous_id) AS previous_no FROM table_issue i WHERE ${condition}`, values);
    return rows.map(({ definition, ...row }) => ({ ...row, asked: JSON.parse(open(definition)) as Asked, needs: jsonColumn(row.needs) as string[] }));
  }
}

const columnsOf = (frozen: FrozenPart): Record<string, SqlValue> => ({
  table_version: frozen.table_version,
  format: frozen.format,
  definition: seal(JSON.stringify(frozen.asked)),
  area_path: frozen.area_path,
  as_of: sqlTime(frozen.as_of),
  personal: frozen.personal ? 1 : 0,
  needs: JSON.stringify(frozen.needs),
  reason: frozen.reason,
  total: frozen.total,
  previous_id: frozen.previous_id,
  export_id: frozen.export_id,
});
