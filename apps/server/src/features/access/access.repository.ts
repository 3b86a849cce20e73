import { Injectable } from '@nestjs/common';
import type { Role } from '#contracts';
import { Database, sqlTime, type Tx } from '#platform';

export interface AccountRow {
  id: number;
  username: string;
  name: string;
  password_hash: string;
  role: Role;
  area_id: number | null;
  is_demo: number;
  disabled_at: Date | null;
}

export interface SourceRow {
  no: number;
  id: string;
  name: string;
  kind: string;
  key_hash: Buffer;
  options: unknown;
  is_demo: number;
  disabled_at: Date | null;
}

const ACCOUNT = 'SELECT id, username, name, password_hash, role, area_id, is_demo, disabled_at FROM account';

@Injectable()
export class AccessRepository {
  constructor(private readonly database: Database) {}

  async findAccount(username: string): Promise<AccountRow | null> {
    return (await this.database.query<AccountRow>(`${ACCOUNT} WHERE username = ?`, [username]))[0] ?? null;
  }

  listDemoAccounts(): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(`${ACCOUNT} WHERE is_demo = 1 AND disabled_at IS NULL ORDER BY id`);
  }

  async findBySession(tokenHash: Buffer, now: number): Promise<AccountRow | null> {
    const rows = await this.database.query<AccountRow>(
      `SELECT a.id, a.username, a.name, a.password_hash, a.role, a.area_id, a.is_demo, a.disabled_at
       FROM session s JOIN account a ON a.id = s.account_id
       WHERE s.token_hash = ? AND s.expires_at > ? AND a.disabled_at IS NULL`,
      [tokenHash, sqlTime(now)],
    );
    return rows[0] ?? null;
  }

  async insertSession(tx: Tx, tokenHash: Buffer, accountId: number, now: number, expiresAt: number): Promise<void> {
    await tx.write('INSERT INTO session (token_hash, account_id, created_at, expires_at, last_seen_at) VALUES (?, ?, ?, ?, ?)', [tokenHash, accountId, sqlTime(now), sqlTime(expiresAt), sqlTime(now)]);
    await tx.write('DELETE FROM session WHERE expires_at < ?', [sqlTime(now)]);
  }

  async deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
    await tx.write('DELETE FROM session WHERE token_hash = ?', [tokenHash]);
  }

  async saveAccount(tx: Tx, account: { id: number; username: string; name: string; passwordHash: string; role: Role; areaId: number | null; isDemo: boolean }, now: number): Promise<void> {
    await tx.write(
      `INSERT INTO account (id, username, name, password_hash, role, area_id, is_demo, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash)`,
      [account.id, account.username, account.name, account.passwordHash, account.role, account.areaId, account.isDemo, sqlTime(now)],
    );
  }

  async resetPassword(tx: Tx, username: string, passwordHash: string): Promise<void> {
    await tx.write('UPDATE account SET password_hash = ?, disabled_at = NULL WHERE username = ?', [passwordHash, username]);
    await tx.write('DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE username = ?)', [username]);
  }

  async disable(tx: Tx, username: string | null, now: number): Promise<number> {
    const which = username === null ? 'is_demo = 1' : 'username = ?';
    const values = username === null ? [] : [username];
    await tx.write(`DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE ${which})`, values);
    const done = await tx.write(`UPDATE account SET disabled_at = ? WHERE ${which} AND disabled_at IS NULL`, [sqlTime(now), ...values]);
    // The demo's accounts and keys go together: neither may open anything on a network.
    if (username === null) await tx.write('UPDATE source SET disabled_at = ? WHERE is_demo = 1 AND disabled_at IS NULL', [sqlTime(now)]);
    return done.affectedRows;
  }

  async countOpenDemo(): Promise<number> {
    const rows = await this.database.query<{ total: number }>('SELECT (SELECT COUNT(*) FROM account WHERE is_demo = 1 AND disabled_at IS NULL) + (SELECT COUNT(*) FROM source WHERE is_demo = 1 AND disabled_at IS NULL) AS total');
    return Number(rows[0]?.total ?? 0);
  }

  listSources(): Promise<SourceRow[]> {
    return this.database.query<SourceRow>('SELECT no, id, name, kind, key_hash, options, is_demo, disabled_at FROM source ORDER BY no');
  }

  async saveSource(tx: Tx, source: { id: string; name: string; kind: string; keyHash: Buffer; options: object; isDemo: boolean }, now: number): Promise<void> {
    await tx.write(
      `INSERT INTO source (id, name, kind, key_hash, options, is_demo, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE key_hash = VALUES(key_hash)`,
      [source.id, source.name, source.kind, source.keyHash, JSON.stringify(source.options), source.isDemo, sqlTime(now)],
    );
  }
}
