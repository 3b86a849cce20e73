import { Inject, Injectable } from '@nestjs/common';
import { ROLES, type SessionReply, type SessionUser } from '#contracts';
import { type Clock, type Config, Database, fail, isoTime } from '#platform';
import { CLOCK, CONFIG } from '../../boot/tokens.js';
import { AuditLog } from '../audit/index.js';
import { AreaIndex } from '../spine/index.js';
import { type AccountRow, AccountsRepository, type AssignmentRow } from './accounts.repository.js';
import { LoginThrottle } from './login-throttle.js';
import { checkPassword, hashPassword, passwordMatches } from './passwords.js';
import type { AccountPrincipal } from './principal.js';
import type { Grant } from './scope.js';
import { SessionsRepository } from './sessions.repository.js';
import { hashToken, newToken } from './tokens.js';

const SESSION_MS = 12 * 3_600_000;
const STEP_UP_MS = 10 * 60_000;

/** Sessions: sign-in, step-up, sign-out, own password. */
@Injectable()
export class AccessService {
  private readonly throttle: LoginThrottle;
  private decoy: Promise<string> | null = null;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditLog,
    private readonly areas: AreaIndex,
  ) {
    this.throttle = new LoginThrottle(() => this.clock.now());
  }

  /** @throws LOGIN_FAILED, LOGIN_LOCKED, DEMO_LOOPBACK_ONLY */
  async signIn(username: string, password: string, loopback: boolean): Promise<SessionReply> {
    const wait = this.throttle.closedFor(username);
    if (wait > 0) throw fail('LOGIN_LOCKED', { seconds: wait });
    const account = await this.accounts.find(username);
    // An unknown name costs the same time as a wrong password.
    this.decoy ??= hashPassword(newToken());
    const right = await passwordMatches(account?.password_hash ?? (await this.decoy), password);
    if (account === null || !right || account.disabled_at !== null) {
      this.throttle.failed(username);
      await this.audit.write({ actorId: account?.id ?? null, actor: username.slice(0, 64), action: 'session.failed', subject: account === null ? 'account:?' : `account:${account.username}` });
      throw fail('LOGIN_FAILED');
    }
    if (account.is_demo === 1 && !loopback) throw fail('DEMO_LOOPBACK_ONLY');
    this.throttle.succeeded(username);
    return this.openSession(account);
  }

  /** The account buttons of the demo: no password, but only from this machine. */
  async signInDemo(username: string, loopback: boolean): Promise<SessionReply> {
    if (!this.config.DEMO || !loopback) throw fail('DEMO_LOOPBACK_ONLY');
    const account = await this.accounts.find(username);
    if (account === null || account.is_demo !== 1 || account.disabled_at !== null) throw fail('LOGIN_FAILED');
    return this.openSession(account);
  }

  async signOut(caller: AccountPrincipal): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.sessions.delete(tx, caller.tokenHash);
      await this.audit.append(tx, { actorId: caller.id, actor: caller.username, action: 'session.signOut', subject: `account:${caller.username}` });
    });
  }

  /** Opens ten minutes for reveals and approvals. @throws LOGIN_LOCKED, STEP_UP_FAILED */
  async stepUp(caller: AccountPrincipal, password: string): Promise<{ until: string }> {
    await this.proveSelf(caller, password, 'STEP_UP_FAILED');
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.sessions.stepUp(tx, caller.tokenHash, now);
      await this.audit.append(tx, { actorId: caller.id, actor: caller.username, action: 'session.stepUp', subject: `account:${caller.username}` });
    });
    return { until: isoTime(now + STEP_UP_MS) };
  }

  /** @throws STEP_UP_REQUIRED when the password was given too long ago */
  requireStepUp(caller: AccountPrincipal): void {
    if (this.clock.now() - caller.steppedUpAt > STEP_UP_MS) throw fail('STEP_UP_REQUIRED');
  }

  /** A new password of one's own; every other session of the account ends. @throws STEP_UP_FAILED, PASSWORD_WEAK */
  async changePassword(caller: AccountPrincipal, current: string, next: string): Promise<void> {
    await this.proveSelf(caller, current, 'STEP_UP_FAILED');
    checkPassword(next, caller.username);
    const passwordHash = await hashPassword(next);
    await this.database.transaction(async (tx) => {
      await this.accounts.setPassword(tx, caller.id, passwordHash, false);
      await this.sessions.deleteAll(tx, caller.id, caller.tokenHash);
      await this.audit.append(tx, { actorId: caller.id, actor: caller.username, action: 'account.passwordChanged', subject: `account:${caller.username}` });
    });
  }

  /** The account behind a session token, asked of the database each time so that disabling takes effect at once. */
  async findByToken(token: string): Promise<AccountPrincipal | null> {
    const tokenHash = hashToken(token);
    const now = this.clock.now();
    const row = await this.sessions.find(tokenHash, now);
    if (row === null) return null;
    return this.principal(row, await this.accounts.inForce(row.id, now), tokenHash, row.step_up_at?.getTime() ?? 0);
  }

  /** An account with what it holds now, for work that goes on without its session; null once disabled. It has proved nothing lately. */
  async accountById(id: number): Promise<AccountPrincipal | null> {
    const row = await this.accounts.byId(id);
    if (row === null || row.disabled_at !== null) return null;
    return this.principal(row, await this.accounts.inForce(id, this.clock.now()), Buffer.alloc(0), 0);
  }

  /** Those of the given sessions (hex of their hash) that still open something. */
  alive(tokenHashes: readonly Buffer[]): Promise<Set<string>> {
    return this.sessions.alive(tokenHashes, this.clock.now());
  }

  describe(account: AccountPrincipal): SessionUser {
    const assignments = account.grants.map((grant) => ({ role: grant.role, roleText: ROLES[grant.role], area: this.area(grant.areaId) }));
    return { id: String(account.id), username: account.username, name: account.name, role: account.role, roleText: ROLES[account.role], area: this.area(account.areaId), assignments, mustChange: account.mustChange };
  }

  private area(areaId: number | null): { code: string; name: string } | null {
    const area = areaId === null ? undefined : this.areas.id(areaId);
    return area === undefined ? null : { code: area.code, name: area.name };
  }

  /** An account without an assignment in force may sign in and see that it may see nothing. */
  private principal(row: AccountRow, assignments: readonly AssignmentRow[], tokenHash: Buffer, steppedUpAt: number): AccountPrincipal {
    const grants = assignments.flatMap((item): Grant[] => {
      if (item.area_id === null) return [{ role: item.role, areaId: null, path: '/' }];
      const area = this.areas.id(item.area_id);
      return area === undefined ? [] : [{ role: item.role, areaId: area.id, path: area.path }];
    });
    return { kind: 'account', id: row.id, username: row.username, name: row.name, role: grants[0]?.role ?? 'volunteer', areaId: grants[0]?.areaId ?? null, grants, tokenHash, steppedUpAt, mustChange: row.must_change === 1 };
  }

  private async proveSelf(caller: AccountPrincipal, password: string, code: 'STEP_UP_FAILED'): Promise<void> {
    const wait = this.throttle.closedFor(caller.username);
    if (wait > 0) throw fail('LOGIN_LOCKED', { seconds: wait });
    const account = await this.accounts.find(caller.username);
    if (account !== null && (await passwordMatches(account.password_hash, password))) return this.throttle.succeeded(caller.username);
    this.throttle.failed(caller.username);
    await this.audit.write({ actorId: caller.id, actor: caller.username, action: 'session.failed', subject: `account:${caller.username}`, detail: { at: 'step-up' } });
    throw fail(code);
  }

  private async openSession(account: AccountRow): Promise<SessionReply> {
    const token = newToken();
    const tokenHash = hashToken(token);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.sessions.insert(tx, tokenHash, account.id, now, now + SESSION_MS);
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'session.signIn', subject: `account:${account.username}` });
    });
    const user = this.describe(this.principal(account, await this.accounts.inForce(account.id, now), tokenHash, now));
    return { token, user, expiresAt: isoTime(now + SESSION_MS) };
  }
}
