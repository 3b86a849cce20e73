import { Injectable } from '@nestjs/common';
import { Database, sqlTime, type Tx } from '#platform';
import type { AccountRow } from './accounts.repository.js';

/** More sessions of one account than this end the oldest. */
const SESSIONS = 10;

export interface SessionRow extends AccountRow {
  step_up_at: Date | null;
}

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async find(tokenHash: Buffer, now: number): Promise<SessionRow | null> {
    const rows = await this.database.query<SessionRow>(
      `SELECT a.id, a.username, a.name, a.password_hash, a.is_demo, a.must_change, a.disabled_at, a.created_at, s.step_up_at
       FROM session s JOIN account a ON a.id = s.account_id
       WHERE s.token_hash = ? AND s.expires_at > ? AND a.disabled_at IS NULL`,
      [tokenHash, sqlTime(now)],
    );
    return rows[0] ?? null;
  }

  async insert(tx: Tx, tokenHash: Buffer, accountId: number, now: number, expiresAt: number): Promise<void> {
    const at = sqlTime(now);
    await tx.write('INSERT INTO session (token_hash, account_id, created_at, expires_at, last_seen_at, step_up_at) VALUES (?, ?, ?, ?, ?, ?)', [tokenHash, accountId, at, sqlTime(expiresAt), at, at]);
    await tx.write('DELETE FROM session WHERE expires_at < ?', [at]);
    const extra = await tx.query<{ token_hash: Buffer }>('SELECT token_hash FROM session WHERE account_id = ? ORDER BY created_at DESC, token_hash LIMIT 50 OFFSET ?', [accountId, SESSIONS]);
    if (extra.length > 0) await tx.write('DELETE FROM session WHERE token_hash IN (?)', [extra.map((row) => row.token_hash)] as never);
  }

  async stepUp(tx: Tx, tokenHash: Buffer, now: number): Promise<void> {
    await tx.write('UPDATE session SET step_up_at = ? WHERE token_hash = ?', [sqlTime(now), tokenHash]);
  }

  async delete(tx: Tx, tokenHash: Buffer): Promise<void> {
    await tx.write('DELETE FROM session WHERE token_hash = ?', [tokenHash]);
  }

  /** Ends every session of an account, or all but the one that asks. */
  async deleteAll(tx: Tx, accountId: number, except: Buffer | null = null): Promise<void> {
    if (except === null) await tx.write('DELETE FROM session WHERE account_id = ?', [accountId]);
    else await tx.write('DELETE FROM session WHERE account_id = ? AND token_hash <> ?', [accountId, except]);
  }

  /** Hashes of those sessions that still open something. */
  async alive(tokenHashes: readonly Buffer[], now: number): Promise<Set<string>> {
    if (tokenHashes.length === 0) return new Set();
    const rows = await this.database.query<{ token_hash: Buffer }>('SELECT s.token_hash FROM session s JOIN account a ON a.id = s.account_id WHERE s.token_hash IN (?) AND s.expires_at > ? AND a.disabled_at IS NULL', [tokenHashes, sqlTime(now)]);
    return new Set(rows.map((row) => row.token_hash.toString('hex')));
  }
}
