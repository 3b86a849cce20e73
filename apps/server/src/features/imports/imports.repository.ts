import { Injectable } from '@nestjs/common';
import type { ImportRowState, ImportState } from '#contracts';
import { bulkInsert, Database, jsonColumn, open, type Queryable, seal, type SqlValue, sqlTime, type Tx } from '#platform';
import type { RowPlan } from './plan.js';
import type { ColumnMapping, LeftOutRow, RememberedMapping } from '../../spreadsheets/understanding/index.js';

export interface AboutFile {
  sheet: string | null;
  otherSheets: string[];
  encoding: string | null;
  date1904: boolean;
  titles: string[];
  headerRows: [number, number];
  leftOut: LeftOutRow[];
}

export interface JobRow {
  id: number;
  account_id: number;
  account_name: string;
  file_name: string;
  file_hash: Buffer;
  fingerprint: string;
  state: ImportState;
  about: AboutFile;
  mapping: ColumnMapping[];
  total: number;
  done: number;
  skip_bad: number;
  message: string | null;
  created_at: Date;
  committed_at: Date | null;
}

export interface StoredRow {
  id: number;
  row_no: number;
  state: ImportRowState;
  person_id: number | null;
  plan: RowPlan;
}

type RawRow = Omit<StoredRow, 'plan'> & { payload: Buffer };

@Injectable()
export class ImportsRepository {
  constructor(private readonly database: Database) {}

  async find(id: number, db: Queryable = this.database): Promise<JobRow | null> {
    const rows = await db.query<JobRow>('SELECT * FROM import_job WHERE id = ?', [id]);
    return rows[0] === undefined ? null : { ...rows[0], about: jsonColumn(rows[0].about) as AboutFile, mapping: jsonColumn(rows[0].mapping) as ColumnMapping[] };
  }

  listOf(accountId: number, limit: number, offset: number): Promise<{ id: number }[]> {
    return this.database.query('SELECT id FROM import_job WHERE account_id = ? ORDER BY id DESC LIMIT ? OFFSET ?', [accountId, limit, offset]);
  }

  async countOf(accountId: number): Promise<number> {
    return Number((await this.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM import_job WHERE account_id = ?', [accountId]))[0]?.total ?? 0);
  }

  inState(state: ImportState): Promise<{ id: number }[]> {
    return this.database.query('SELECT id FROM import_job WHERE state = ? ORDER BY id', [state]);
  }

  async sameFile(job: JobRow): Promise<{ id: number; created_at: Date } | null> {
    const rows = await this.database.query<{ id: number; created_at: Date }>("SELECT id, created_at FROM import_job WHERE file_hash = ? AND id < ? AND account_id = ? AND state = 'done' ORDER BY id DESC LIMIT 1", [job.file_hash, job.id, job.account_id]);
    return rows[0] ?? null;
  }

  async insert(tx: Tx, job: Omit<JobRow, 'done' | 'skip_bad' | 'message' | 'created_at' | 'committed_at'>, now: number): Promise<void> {
    await tx.write('INSERT INTO import_job (id, account_id, account_name, file_name, file_hash, fingerprint, state, about, mapping, total, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      job.id, job.account_id, job.account_name, job.file_name, job.file_hash, job.fingerprint, job.state, JSON.stringify(job.about), JSON.stringify(job.mapping), job.total, sqlTime(now),
    ]);
  }

  async setState(tx: Tx, id: number, state: ImportState, more: { message?: string | null; done?: number; skipBad?: boolean; committedAt?: number; undoneAt?: number } = {}): Promise<void> {
    const sets: [string, SqlValue][] = [['state', state]];
    if (more.message !== undefined) sets.push(['message', more.message?.slice(0, 300) ?? null]);
    if (more.done !== undefined) sets.push(['done', more.done]);
    if (more.skipBad !== undefined) sets.push(['skip_bad', more.skipBad]);
    if (more.committedAt !== undefined) sets.push(['committed_at', sqlTime(more.committedAt)]);
    if (more.undoneAt !== undefined) sets.push(['undone_at', sqlTime(more.undoneAt)]);
    await tx.write(`UPDATE import_job SET ${sets.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ?`, [...sets.map(([, value]) => value), id]);
  }

  async setMapping(tx: Tx, id: number, mapping: readonly ColumnMapping[]): Promise<void> {
    await tx.write('UPDATE import_job SET mapping = ? WHERE id = ?', [JSON.stringify(mapping), id]);
  }

  async remembered(fingerprint: string, accountId: number): Promise<RememberedMapping | undefined> {
    const rows = await this.database.query<{ mapping: unknown }>('SELECT mapping FROM import_mapping WHERE fingerprint = ? AND account_id = ?', [fingerprint, accountId]);
    return rows[0] === undefined ? undefined : (jsonColumn(rows[0].mapping) as RememberedMapping);
  }

  async remember(tx: Tx, fingerprint: string, accountId: number, mapping: RememberedMapping, now: number): Promise<void> {
    await tx.write('INSERT INTO import_mapping (fingerprint, account_id, mapping, at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE mapping = VALUES(mapping), at = VALUES(at)', [fingerprint, accountId, JSON.stringify(mapping), sqlTime(now)]);
  }

  async saveRows(tx: Tx, jobId: number, rows: readonly { id: number; number: number; plan: RowPlan }[]): Promise<void> {
    await bulkInsert(
      tx,
      'import_row',
      ['id', 'job_id', 'row_no', 'state', 'payload', 'person_id'],
      rows.map(({ id, number, plan }) => [id, jobId, number, plan.state, seal(JSON.stringify(plan)), plan.personId]),
      'ON DUPLICATE KEY UPDATE state = VALUES(state), payload = VALUES(payload), person_id = VALUES(person_id)',
    );
  }

  async rows(jobId: number, state: ImportRowState | undefined, limit: number, offset: number, db: Queryable = this.database): Promise<StoredRow[]> {
    const rows = await db.query<RawRow>(`SELECT id, row_no, state, person_id, payload FROM import_row WHERE job_id = ? ${state === undefined ? '' : 'AND state = ?'} ORDER BY row_no LIMIT ? OFFSET ?`, [jobId, ...(state === undefined ? [] : [state]), limit, offset]);
    return rows.map(({ payload, ...row }) => ({ ...row, plan: JSON.parse(open(payload)) as RowPlan }));
  }

  /** The next rows of some states, for a job that goes on where it was. */
  async nextRows(db: Queryable, jobId: number, states: readonly ImportRowState[], limit: number): Promise<StoredRow[]> {
    const rows = await db.query<RawRow>('SELECT id, row_no, state, person_id, payload FROM import_row WHERE job_id = ? AND state IN (?) ORDER BY row_no LIMIT ?', [jobId, states, limit]);
    return rows.map(({ payload, ...row }) => ({ ...row, plan: JSON.parse(open(payload)) as RowPlan }));
  }

  async markRows(tx: Tx, ids: readonly number[], state: ImportRowState): Promise<void> {
    if (ids.length > 0) await tx.write(`UPDATE import_row SET state = ? WHERE id IN (${ids.map(() => '?').join(',')})`, [state, ...ids]);
  }

  async setPerson(tx: Tx, id: number, personId: number): Promise<void> {
    await tx.write('UPDATE import_row SET person_id = ? WHERE id = ?', [personId, id]);
  }

  async counts(jobId: number): Promise<Partial<Record<ImportRowState, number>>> {
    const rows = await this.database.query<{ state: ImportRowState; total: number }>('SELECT state, COUNT(*) AS total FROM import_row WHERE job_id = ? GROUP BY state', [jobId]);
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.total)]));
  }
}
