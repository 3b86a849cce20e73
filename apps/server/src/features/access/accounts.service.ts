import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AccountView, type AuditAction, type ListQuery, type NewAccount, type NewAssignment, type Page, type Role, ROLES } from '#contracts';
import { type Clock, Database, fail, IdGenerator, isoTime, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AuditLog } from '../audit/index.js';
import { AreaIndex } from '../spine/index.js';
import { type AccountRow, AccountsRepository, type AssignmentRow } from './accounts.repository.js';
import { hashPassword } from './passwords.js';
import { mayGrant } from './permissions.rules.js';
import { actorOf, type Doer, rolesOf } from './principal.js';
import { SessionsRepository } from './sessions.repository.js';

export interface RoleHolder {
  username: string;
  name: string;
  /** Null: every street. */
  areaId: number | null;
  path: string;
}

/** Accounts and their time-limited assignments. Every change is audited in its own transaction. */
@Injectable()
export class AccountsService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly repository: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    private readonly areas: AreaIndex,
  ) {}

  async page({ q, page, pageSize }: ListQuery): Promise<Page<AccountView>> {
    const found = (await this.list()).filter((account) => account.username.includes(q) || account.name.includes(q));
    return { items: found.slice((page - 1) * pageSize, page * pageSize), total: found.length, page, pageSize, asOf: isoTime(this.clock.now()) };
  }

  async list(): Promise<AccountView[]> {
    const accounts = await this.repository.list();
    const assignments = await this.repository.assignmentsOf(accounts.map((account) => account.id));
    return accounts.map((account) => this.view(account, assignments.filter((item) => item.account_id === account.id)));
  }

  /** Who holds a role now, and where. */
  async holders(role: Role): Promise<RoleHolder[]> {
    return (await this.repository.holding(role, this.clock.now())).flatMap(({ username, name, area_id: areaId }) => {
      const area = areaId === null ? undefined : this.areas.id(areaId);
      return areaId !== null && area === undefined ? [] : [{ username, name, areaId, path: area?.path ?? '/' }];
    });
  }

  async demoAccounts(): Promise<{ username: string; name: string; roleText: string }[]> {
    const accounts = await this.repository.listDemo();
    const assignments = await this.repository.assignmentsOf(accounts.map((account) => account.id));
    return accounts.map((account) => ({ username: account.username, name: account.name, roleText: ROLES[assignments.find((item) => item.account_id === account.id)?.role ?? 'volunteer'] }));
  }

  /** @returns the first password, shown once @throws NAME_TAKEN, FORBIDDEN, ROOM_UNKNOWN */
  async create(account: NewAccount, doer: Doer): Promise<string> {
    const areaId = this.areaId(account.area);
    this.refuseAbove(doer, account.role);
    const password = firstPassword();
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async (tx) => {
      if ((await this.repository.lock(tx, account.username)) !== null) throw fail('NAME_TAKEN', { name: account.username });
      const id = this.ids.next();
      await this.repository.insert(tx, { id, username: account.username, name: account.name, passwordHash, isDemo: false, mustChange: account.mustChange }, this.clock.now());
      await this.assignIn(tx, id, { role: account.role, areaId, validFrom: this.clock.now(), validTo: account.validTo === undefined ? null : Date.parse(account.validTo) }, doer);
      await this.note(tx, doer, 'account.created', account.username, { role: account.role, area: account.area ?? null });
    });
    return password;
  }

  /** A new password by an administrator; every session of the account ends. @throws NOT_FOUND */
  async resetPassword(username: string, doer: Doer, mustChange: boolean): Promise<string> {
    const password = firstPassword();
    const passwordHash = await hashPassword(password);
    await this.change(username, doer, 'account.passwordReset', async (tx, account) => {
      await this.repository.setPassword(tx, account.id, passwordHash, mustChange);
      await this.repository.setDisabled(tx, account.id, null);
      await this.sessions.deleteAll(tx, account.id);
    });
    return password;
  }

  /** @throws NOT_FOUND, SELF_LOCKOUT */
  async setDisabled(username: string, disabled: boolean, doer: Doer): Promise<void> {
    if (doer?.username === username) throw fail('SELF_LOCKOUT');
    await this.change(username, doer, disabled ? 'account.disabled' : 'account.enabled', async (tx, account) => {
      await this.repository.setDisabled(tx, account.id, disabled ? this.clock.now() : null);
      if (disabled) await this.sessions.deleteAll(tx, account.id);
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN, ROOM_UNKNOWN, BAD_REQUEST */
  async assign(username: string, wanted: NewAssignment, doer: Doer): Promise<void> {
    this.refuseAbove(doer, wanted.role);
    const areaId = this.areaId(wanted.area);
    const validFrom = wanted.validFrom === undefined ? this.clock.now() : Date.parse(wanted.validFrom);
    const validTo = wanted.validTo === undefined ? null : Date.parse(wanted.validTo);
    if (validTo !== null && validTo <= validFrom) throw fail('BAD_REQUEST', { reason: '结束时间应晚于开始时间' });
    await this.change(username, doer, 'assignment.granted', (tx, account) => this.assignIn(tx, account.id, { role: wanted.role, areaId, validFrom, validTo }, doer), { role: wanted.role, area: wanted.area ?? null });
  }

  /** @throws NOT_FOUND, SELF_LOCKOUT */
  async endAssignment(username: string, assignmentId: number, doer: Doer): Promise<void> {
    if (doer?.username === username) throw fail('SELF_LOCKOUT');
    await this.change(username, doer, 'assignment.ended', async (tx, account) => {
      if (!(await this.repository.endAssignment(tx, account.id, assignmentId, this.clock.now()))) throw fail('NOT_FOUND');
    }, { assignment: String(assignmentId) });
  }

  /** Creates an account with a known password, or gives an existing one this password: demo and tests. */
  async save(account: { username: string; name: string; role: Role; areaId: number | null; isDemo: boolean }, password: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async (tx) => {
      const known = await this.repository.lock(tx, account.username);
      if (known !== null) return this.repository.setPassword(tx, known.id, passwordHash, false);
      const id = this.ids.next();
      const now = this.clock.now();
      await this.repository.insert(tx, { id, username: account.username, name: account.name, passwordHash, isDemo: account.isDemo, mustChange: false }, now);
      await this.assignIn(tx, id, { role: account.role, areaId: account.areaId, validFrom: now, validTo: null }, null);
    });
  }

  /** Closes every account and key of the demo: neither may open anything on a network. @returns how many accounts were closed */
  async disableDemo(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const at = sqlTime(this.clock.now());
      const open = await tx.query<{ id: number }>('SELECT id FROM account WHERE is_demo = 1 AND disabled_at IS NULL FOR UPDATE');
      for (const { id } of open) {
        await this.sessions.deleteAll(tx, id);
        await this.repository.setDisabled(tx, id, this.clock.now());
      }
      await tx.write('UPDATE source SET disabled_at = ? WHERE is_demo = 1 AND disabled_at IS NULL', [at]);
      await this.note(tx, null, 'account.disabled', '--demo', { accounts: open.length });
      return open.length;
    });
  }

  async hasOpenDemo(): Promise<boolean> {
    return (await this.repository.countOpenDemo()) > 0;
  }

  private async assignIn(tx: Tx, accountId: number, assignment: { role: Role; areaId: number | null; validFrom: number; validTo: number | null }, doer: Doer): Promise<void> {
    await this.repository.assign(tx, { ...assignment, id: this.ids.next(), accountId, grantedBy: doer?.id ?? null }, this.clock.now());
  }

  private async change(username: string, doer: Doer, action: AuditAction, work: (tx: Tx, account: AccountRow) => Promise<void>, detail: Record<string, unknown> = {}): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await this.repository.lock(tx, username);
      if (account === null) throw fail('NOT_FOUND');
      await work(tx, account);
      await this.note(tx, doer, action, username, detail);
    });
  }

  private note(tx: Tx, doer: Doer, action: AuditAction, username: string, detail: Record<string, unknown>): Promise<void> {
    return this.audit.append(tx, { ...actorOf(doer), action, subject: `account:${username}`, detail });
  }

  private refuseAbove(doer: Doer, role: Role): void {
    if (doer !== null && !rolesOf(doer).some((own) => mayGrant(own, role))) throw fail('FORBIDDEN');
  }

  private areaId(code: string | undefined): number | null {
    if (code === undefined || code === '') return null;
    const area = this.areas.code(code);
    if (area === undefined) throw fail('ROOM_UNKNOWN', { area: code });
    return area.id;
  }

  private view(account: AccountRow, assignments: readonly AssignmentRow[]): AccountView {
    const now = this.clock.now();
    return {
      username: account.username,
      name: account.name,
      isDemo: account.is_demo === 1,
      mustChange: account.must_change === 1,
      disabledAt: account.disabled_at === null ? null : isoTime(account.disabled_at),
      createdAt: isoTime(account.created_at),
      assignments: assignments.map((item) => {
        const area = item.area_id === null ? undefined : this.areas.id(item.area_id);
        return {
          id: String(item.id),
          role: item.role,
          roleText: ROLES[item.role],
          area: area === undefined ? null : { code: area.code, name: this.areas.lineage(area).slice(1).map((node) => node.name).join(' ') || area.name },
          validFrom: isoTime(item.valid_from),
          validTo: item.valid_to === null ? null : isoTime(item.valid_to),
          inForce: item.valid_from.getTime() <= now && (item.valid_to === null || item.valid_to.getTime() > now),
        };
      }),
    };
  }
}

function firstPassword(): string {
  return randomBytes(9).toString('base64url');
}
