import { Injectable } from '@nestjs/common';
import type { ShareLevel } from '#contracts';
import { Database, type Queryable, sqlTime, type Tx } from '#platform';
import type { Scope } from '../../access/index.js';

export interface ShareRow {
  id: number;
  table_id: number;
  table_version: number;
  table_name: string;
  system_name: string;
  purpose: string;
  most_level: ShareLevel;
  account_id: number;
  account_name: string;
  username: string;
  area_path: string;
  key_hash: Buffer;
  expires_at: Date;
  created_at: Date;
  revoked_at: Date | null;
  revoked_by: string | null;
  last_read_at: Date | null;
  read_count: number;
  /** The saved table's version of today; null once it is deleted. */
  newest: number | null;
}
export type ShareDraft = Pick<ShareRow, 'id' | 'table_id' | 'table_version' | 'table_name' | 'system_name' | 'purpose' | 'most_level' | 'account_id' | 'account_name' | 'area_path' | 'key_hash'> & { expires_at: number };

export interface ReadRow {
  id: number;
  at: Date;
  format: 'json' | 'csv' | null;
  page_no: number | null;
  row_total: number;
  outcome: string;
  client: string;
  content_hash: Buffer | null;
}

const MOST_LISTED = 200;
const MOST_READS = 100;
const LIVE = 'revoked_at IS NULL AND expires_at > ?';

@Injectable()
export class SharesRepository {
  constructor(private readonly database: Database) {}

  async find(id: number, db: Queryable = this.database): Promise<ShareRow | null> {
    return (await this.rows('x.id = ?', [id], db))[0] ?? null;
  }

  /** Locked until the transaction ends, so that a read and an end of the share come one after the other. */
  async lock(tx: Tx, id: number): Promise<ShareRow | null> {
    await tx.query('SELECT id FROM data_share WHERE id = ? FOR UPDATE', [id]);
    return this.find(id, tx);
  }

  /** One's own, and all that lie in an area one oversees. */
  list(accountId: number, overseen: Scope): Promise<ShareRow[]> {
    const within = overseen.predicate('x.area_path');
    return this.rows(`x.account_id = ? OR ${within.sql} ORDER BY x.id DESC LIMIT ${MOST_LISTED}`, [accountId, ...within.values]);
  }

  /** How many of an account still open. */
  async live(tx: Tx, accountId: number, now: number): Promise<number> {
    return Number((await tx.query<{ n: number }>(`SELECT COUNT(*) AS n FROM data_share WHERE account_id = ? AND ${LIVE}`, [accountId, sqlTime(now)]))[0]?.n ?? 0);
  }

  /** Who still reads a saved table; null = nobody. */
  async reader(tx: Tx, tableId: number, now: number): Promise<string | null> {
    return (await tx.query<{ system_name: string }>(`SELECT system_name FROM data_share WHERE table_id = ? AND ${LIVE} LIMIT 1`, [tableId, sqlTime(now)]))[0]?.system_name ?? null;
  }

  async insert(tx: Tx, draft: ShareDraft, now: number): Promise<void> {
    await tx.write('INSERT INTO data_share (id, table_id, table_version, table_name, system_name, purpose, most_level, account_id, account_name, area_path, key_hash, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      draft.id, draft.table_id, draft.table_version, draft.table_name, draft.system_name, draft.purpose, draft.most_level, draft.account_id, draft.account_name, draft.area_path, draft.key_hash, sqlTime(draft.expires_at), sqlTime(now),
    ]);
  }

  async setKey(tx: Tx, id: number, keyHash: Buffer): Promise<void> {
    await tx.write('UPDATE data_share SET key_hash = ? WHERE id = ?', [keyHash, id]);
  }

  async revoke(tx: Tx, id: number, by: string, now: number): Promise<void> {
    await tx.write('UPDATE data_share SET revoked_at = ?, revoked_by = ? WHERE id = ?', [sqlTime(now), by, id]);
  }

  async noteRead(tx: Tx, id: number, now: number): Promise<void> {
    await tx.write('UPDATE data_share SET last_read_at = ?, read_count = read_count + 1 WHERE id = ?', [sqlTime(now), id]);
  }

  /** Newest first. */
  reads(shareId: number): Promise<ReadRow[]> {
    return this.database.query<ReadRow>(`SELECT id, at, format, page_no, row_total, outcome, client, content_hash FROM data_share_read WHERE share_id = ? ORDER BY id DESC LIMIT ${MOST_READS}`, [shareId]);
  }

  private rows(condition: string, values: readonly unknown[], db: Queryable = this.database): Promise<ShareRow[]> {
    return db.query<ShareRow>(`SELECT x.*, a.username, t.version AS newest FROM data_share x JOIN account a ON a.id = x.account_id LEFT JOIN saved_table t ON t.id = x.table_id WHERE ${condition}`, values);
  }
}
