import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import type { Role, SessionReply, SessionUser } from '#contracts';
import { ROLES } from '#contracts';
import { type Clock, type Config, Database, fail, IdGenerator, isoTime } from '#platform';
import { CLOCK, CONFIG } from '../../boot/tokens.js';
import { AreaIndex } from '../spine/index.js';
import { AccessRepository, type AccountRow } from './access.repository.js';
import { LoginThrottle } from './login-throttle.js';
import type { AccountPrincipal, SourcePrincipal } from './principal.js';
import { hashToken, newToken } from './tokens.js';

const SESSION_MS = 12 * 3_600_000;
const SOURCES_FRESH_MS = 5000;

/** Argon2id, 19 MiB, two passes (OWASP's first choice). */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class AccessService {
  private readonly throttle: LoginThrottle;
  private sources: { at: number; list: { id: string; rate: number; keyHash: Buffer }[] } = { at: 0, list: [] };
  private decoy: Promise<string> | null = null;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly repository: AccessRepository,
    private readonly ids: IdGenerator,
    private readonly areas: AreaIndex,
  ) {
    this.throttle = new LoginThrottle(() => this.clock.now());
  }

  /** @throws LOGIN_FAILED, LOGIN_LOCKED, DEMO_LOOPBACK_ONLY */
  async signIn(username: string, password: string, loopback: boolean): Promise<SessionReply> {
    const wait = this.throttle.closedFor(username);
    if (wait > 0) throw fail('LOGIN_LOCKED', { seconds: wait });
    const account = await this.repository.findAccount(username);
    // An unknown name costs the same time as a wrong password.
    this.decoy ??= hash(newToken(), ARGON);
    const right = await verify(account?.password_hash ?? (await this.decoy), password).catch(() => false);
    if (account === null || !right || account.disabled_at !== null) {
      this.throttle.failed(username);
      throw fail('LOGIN_FAILED');
    }
    if (account.is_demo === 1 && !loopback) throw fail('DEMO_LOOPBACK_ONLY');
    this.throttle.succeeded(username);
    return this.openSession(account);
  }

  /** The account buttons of the demo: no password, but only from this machine. */
  async signInDemo(username: string, loopback: boolean): Promise<SessionReply> {
    if (!this.config.DEMO || !loopback) throw fail('DEMO_LOOPBACK_ONLY');
    const account = await this.repository.findAccount(username);
    if (account === null || account.is_demo !== 1 || account.disabled_at !== null) throw fail('LOGIN_FAILED');
    return this.openSession(account);
  }

  async signOut(principal: AccountPrincipal): Promise<void> {
    await this.database.transaction((tx) => this.repository.deleteSession(tx, principal.tokenHash));
  }

  /** The account behind a session token, asked of the database each time so that disabling takes effect at once. */
  async findByToken(token: string): Promise<AccountPrincipal | null> {
    const tokenHash = hashToken(token);
    const account = await this.repository.findBySession(tokenHash, this.clock.now());
    if (account === null) return null;
    return { kind: 'account', id: account.id, username: account.username, name: account.name, role: account.role, areaId: account.area_id, tokenHash };
  }

  /** The sources a key opens; null when it opens none. */
  async findSource(key: string): Promise<SourcePrincipal | null> {
    if (this.clock.now() - this.sources.at > SOURCES_FRESH_MS) await this.loadSources();
    const keyHash = hashToken(key);
    const opened = this.sources.list.filter((source) => timingSafeEqual(source.keyHash, keyHash));
    if (opened.length === 0) return null;
    return { kind: 'source', ids: opened.map((source) => source.id), rates: Object.fromEntries(opened.map((source) => [source.id, source.rate])) };
  }

  /** A source that somebody else has authenticated (an external broker). */
  async sourceById(id: string): Promise<SourcePrincipal | null> {
    if (this.clock.now() - this.sources.at > SOURCES_FRESH_MS) await this.loadSources();
    const source = this.sources.list.find((item) => item.id === id);
    return source === undefined ? null : { kind: 'source', ids: [id], rates: { [id]: source.rate } };
  }

  async demoAccounts(): Promise<{ username: string; name: string; roleText: string }[]> {
    const rows = await this.repository.listDemoAccounts();
    return rows.map((row) => ({ username: row.username, name: row.name, roleText: ROLES[row.role] }));
  }

  hashPassword(password: string): Promise<string> {
    return hash(password, ARGON);
  }

  describe(principal: AccountPrincipal): SessionUser {
    const area = principal.areaId === null ? undefined : this.areas.id(principal.areaId);
    return {
      id: String(principal.id),
      username: principal.username,
      name: principal.name,
      role: principal.role,
      roleText: ROLES[principal.role],
      area: area === undefined ? null : { code: area.code, name: area.name },
    };
  }

  /** Creates an account, or gives an existing one a new password. */
  async saveAccount(account: { username: string; name: string; role: Role; areaId: number | null; isDemo: boolean }, password: string): Promise<void> {
    const passwordHash = await this.hashPassword(password);
    await this.database.transaction((tx) => this.repository.saveAccount(tx, { ...account, id: this.ids.next(), passwordHash }, this.clock.now()));
  }

  /** Creates a source, or gives an existing one a new key. */
  async saveSource(source: { id: string; name: string; kind: string; options: object; isDemo: boolean }, key: string): Promise<void> {
    await this.database.transaction((tx) => this.repository.saveSource(tx, { ...source, keyHash: hashToken(key) }, this.clock.now()));
    await this.loadSources();
  }

  /** Whether demo accounts or demo keys still open something. */
  async hasOpenDemo(): Promise<boolean> {
    return (await this.repository.countOpenDemo()) > 0;
  }

  async hasAccount(username: string): Promise<boolean> {
    return (await this.repository.findAccount(username)) !== null;
  }

  /** New password; every session of the account ends. */
  async resetPassword(username: string, password: string): Promise<void> {
    const passwordHash = await this.hashPassword(password);
    await this.database.transaction((tx) => this.repository.resetPassword(tx, username, passwordHash));
  }

  /** Closes an account, or with null every demo account. @returns how many were closed */
  disable(username: string | null): Promise<number> {
    return this.database.transaction((tx) => this.repository.disable(tx, username, this.clock.now()));
  }

  private async openSession(account: AccountRow): Promise<SessionReply> {
    const token = newToken();
    const tokenHash = hashToken(token);
    const now = this.clock.now();
    await this.database.transaction((tx) => this.repository.insertSession(tx, tokenHash, account.id, now, now + SESSION_MS));
    const user = this.describe({ kind: 'account', id: account.id, username: account.username, name: account.name, role: account.role, areaId: account.area_id, tokenHash });
    return { token, user, expiresAt: isoTime(now + SESSION_MS) };
  }

  private async loadSources(): Promise<void> {
    const at = this.clock.now();
    try {
      const rows = await this.repository.listSources();
      const active = rows.filter((row) => row.disabled_at === null);
      this.sources = { at, list: active.map((row) => ({ id: row.id, rate: rateOf(row.options), keyHash: row.key_hash })) };
    } catch (error) {
      // While MySQL is away the doors keep answering by the keys last known.
      if (this.sources.list.length === 0) throw error;
      this.sources = { ...this.sources, at };
    }
  }
}

function rateOf(options: unknown): number {
  const value = (typeof options === 'string' ? (JSON.parse(options) as unknown) : options) as { rate?: unknown } | null;
  return typeof value?.rate === 'number' && value.rate > 0 ? value.rate : 0;
}
