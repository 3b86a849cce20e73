import { Injectable } from '@nestjs/common';
import type { Role } from '#contracts';
import { Database, sqlTime, type Tx } from '#platform';

export interface AccountRow {
  id: number;
  username: string;
  name: string;
  password_hash: string;
  is_demo: number;
  must_change: number;
  disabled_at: Date | null;
  created_at: Date;
}

export interface AssignmentRow {
  id: number;
  account_id: number;
  role: Role;
  area_id: number | null;
  valid_from: Date;
  valid_to: Date | null;
  ended_at: Date | null;
}

const ACCOUNT = 'SELECT id, username, name, password_hash, is_demo, must_change, disabled_at, created_at FROM account';
const ASSIGNMENT = 'SELECT id, account_id, role, area_id, valid_from, valid_to, ended_at FROM assignment';
const IN_FORCE = 'ended_at IS NULL AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)';

/** Accounts and what they are assigned to. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  async find(username: string): Promise<AccountRow | null> {
    return (await this.database.query<AccountRow>(`${ACCOUNT} WHERE username = ?`, [username]))[0] ?? null;
  }

  async byId(id: number): Promise<AccountRow | null> {
    return (await this.database.query<AccountRow>(`${ACCOUNT} WHERE id = ?`, [id]))[0] ?? null;
  }

  listDemo(): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(`${ACCOUNT} WHERE is_demo = 1 AND disabled_at IS NULL ORDER BY id`);
  }

  list(): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(`${ACCOUNT} ORDER BY disabled_at IS NOT NULL, id LIMIT 2000`);
  }

  /** Locked until the transaction ends, so that two administrators do not decide over each other. */
  async lock(tx: Tx, username: string): Promise<AccountRow | null> {
    return (await tx.query<AccountRow>(`${ACCOUNT} WHERE username = ? FOR UPDATE`, [username]))[0] ?? null;
  }

  async count(): Promise<number> {
    return Number((await this.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM account'))[0]?.total ?? 0);
  }

  /** Assignments in force at an instant, oldest first. */
  inForce(accountId: number, now: number): Promise<AssignmentRow[]> {
    return this.database.query<AssignmentRow>(`${ASSIGNMENT} WHERE account_id = ? AND ${IN_FORCE} ORDER BY id`, [accountId, sqlTime(now), sqlTime(now)]);
  }

  /** Open accounts that hold a role now, a row for each assignment. */
  holding(role: Role, now: number): Promise<{ username: string; name: string; area_id: number | null }[]> {
    return this.database.query(`SELECT a.username, a.name, s.area_id FROM assignment s JOIN account a ON a.id = s.account_id WHERE s.role = ? AND a.disabled_at IS NULL AND ${IN_FORCE} ORDER BY a.name, a.id, s.id LIMIT 2000`, [role, sqlTime(now), sqlTime(now)]);
  }

  assignmentsOf(accountIds: readonly number[]): Promise<AssignmentRow[]> {
    return accountIds.length === 0 ? Promise.resolve([]) : this.database.query<AssignmentRow>(`${ASSIGNMENT} WHERE account_id IN (?) AND ended_at IS NULL ORDER BY id`, [accountIds]);
  }

  async insert(tx: Tx, account: { id: number; username: string; name: string; passwordHash: string; isDemo: boolean; mustChange: boolean }, now: number): Promise<void> {
    await tx.write('INSERT INTO account (id, username, name, password_hash, is_demo, must_change, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [account.id, account.username, account.name, account.passwordHash, account.isDemo, account.mustChange, sqlTime(now)]);
  }

  async setPassword(tx: Tx, accountId: number, passwordHash: string, mustChange: boolean): Promise<void> {
    await tx.write('UPDATE account SET password_hash = ?, must_change = ?, version = version + 1 WHERE id = ?', [passwordHash, mustChange, accountId]);
  }

  async assign(tx: Tx, assignment: { id: number; accountId: number; role: Role; areaId: number | null; validFrom: number; validTo: number | null; grantedBy: number | null }, now: number): Promise<void> {
    await tx.write('INSERT INTO assignment (id, account_id, role, area_id, valid_from, valid_to, granted_by, granted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      assignment.id,
      assignment.accountId,
      assignment.role,
      assignment.areaId,
      sqlTime(assignment.validFrom),
      assignment.validTo === null ? null : sqlTime(assignment.validTo),
      assignment.grantedBy,
      sqlTime(now),
    ]);
  }

  async endAssignment(tx: Tx, accountId: number, assignmentId: number, now: number): Promise<boolean> {
    return (await tx.write('UPDATE assignment SET ended_at = ? WHERE id = ? AND account_id = ? AND ended_at IS NULL', [sqlTime(now), assignmentId, accountId])).affectedRows === 1;
  }

  async setDisabled(tx: Tx, accountId: number, at: number | null): Promise<void> {
    await tx.write('UPDATE account SET disabled_at = ?, version = version + 1 WHERE id = ?', [at === null ? null : sqlTime(at), accountId]);
  }

  async countOpenDemo(): Promise<number> {
    const rows = await this.database.query<{ total: number }>('SELECT (SELECT COUNT(*) FROM account WHERE is_demo = 1 AND disabled_at IS NULL) + (SELECT COUNT(*) FROM source WHERE is_demo = 1 AND disabled_at IS NULL) AS total');
    return Number(rows[0]?.total ?? 0);
  }
}
