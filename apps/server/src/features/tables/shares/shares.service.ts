import { Inject, Injectable } from '@nestjs/common';
import { type DataShare, type DataShareKey, type DataShareRead, type NewShare, SHARE_DAYS, SHARE_STATES } from '#contracts';
import { addDays, businessDay, type Clock, Database, dayStart, fail, IdGenerator, type Tx } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { AccessService, type AccountPrincipal, hashToken, newToken, outOfScope, scopeOf } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { SavedTablesService } from '../saved.service.js';
import { SharedRows } from './shared-rows.service.js';
import { readView, shareView, stateOf } from './share.view.js';
import { type ShareRow, SharesRepository } from './shares.repository.js';

/** Shares of one account that may be open at once. */
const MOST_LIVE = 50;

/** Agreeing with another system what it may read, for what and how long; its key; the end of it. */
@Injectable()
export class SharesService {
  constructor(
    private readonly database: Database,
    private readonly repository: SharesRepository,
    private readonly saved: SavedTablesService,
    private readonly rows: SharedRows,
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One's own, and for who oversees an area all that lie in it. */
  async list(account: AccountPrincipal): Promise<DataShare[]> {
    const now = this.clock.now();
    return (await this.repository.list(account.id, scopeOf(account, 'tables.oversee'))).map((row) => shareView(row, account, now));
  }

  /** @throws STEP_UP_REQUIRED, NOT_FOUND, TABLE_*, SHARE_* */
  async create(asked: NewShare, account: AccountPrincipal): Promise<DataShareKey> {
    this.access.requireStepUp(account);
    const expires = this.end(asked.until);
    const table = await this.saved.pinned(Number(asked.tableId), asked.tableVersion, account);
    const { root, withheld } = await this.rows.check({ definition: table.definition, most: asked.mostLevel, owner: account });
    const scope = scopeOf(account, 'tables.share');
    // A table without rows today is agreed over the first area its owner answers for.
    const areaPath = root ?? scope.grants[0]?.path;
    if (areaPath === undefined || !scope.covers(areaPath)) throw fail('SHARE_AREA');
    const key = newToken();
    const id = this.ids.next();
    const row = await this.database.transaction(async (tx) => {
      await this.mayHaveMore(tx, account);
      await this.saved.hold(tx, Number(table.id), account);
      await this.repository.insert(tx, { id, table_id: Number(table.id), table_version: table.version, table_name: table.name, system_name: asked.system, purpose: asked.purpose, most_level: asked.mostLevel, account_id: account.id, account_name: account.name, area_path: areaPath, key_hash: hashToken(key), expires_at: expires }, this.clock.now());
      const made = await this.known(tx, id);
      await this.note(tx, made, account, 'share.created', { system: asked.system, purpose: asked.purpose, level: asked.mostLevel, until: asked.until });
      return made;
    });
    return { share: shareView(row, account, this.clock.now()), key, withheld };
  }

  /** A new key for one's own share; the one before opens nothing from here on. @throws STEP_UP_REQUIRED, NOT_FOUND, SHARE_ENDED, SHARE_* */
  async rekey(id: number, account: AccountPrincipal): Promise<DataShareKey> {
    const share = await this.visible(id, account);
    if (share.account_id !== account.id) throw outOfScope();
    this.access.requireStepUp(account);
    const table = await this.saved.pinned(share.table_id, share.table_version, account);
    const { withheld } = await this.rows.check({ definition: table.definition, most: share.most_level, owner: account });
    const key = newToken();
    const row = await this.database.transaction(async (tx) => {
      await this.open(tx, id);
      await this.repository.setKey(tx, id, hashToken(key));
      await this.note(tx, share, account, 'share.rekeyed');
      return this.known(tx, id);
    });
    return { share: shareView(row, account, this.clock.now()), key, withheld };
  }

  /** @throws NOT_FOUND, SHARE_ENDED */
  async revoke(id: number, account: AccountPrincipal): Promise<void> {
    await this.visible(id, account);
    await this.database.transaction(async (tx) => {
      const share = await this.open(tx, id);
      await this.repository.revoke(tx, id, account.name, this.clock.now());
      await this.note(tx, share, account, 'share.revoked');
    });
  }

  /** The newest reads. @throws NOT_FOUND */
  async reads(id: number, account: AccountPrincipal): Promise<DataShareRead[]> {
    await this.visible(id, account);
    return (await this.repository.reads(id)).map(readView);
  }

  /** The instant the last agreed day is over. @throws SHARE_UNTIL */
  private end(until: string): number {
    const today = businessDay(this.clock.now());
    const last = addDays(today, SHARE_DAYS);
    if (addDays(until, 0) !== until || until < today || until > last) throw fail('SHARE_UNTIL', { last });
    return dayStart(addDays(until, 1));
  }

  private async mayHaveMore(tx: Tx, account: AccountPrincipal): Promise<void> {
    await tx.query('SELECT id FROM account WHERE id = ? FOR UPDATE', [account.id]);
    const count = await this.repository.live(tx, account.id, this.clock.now());
    if (count >= MOST_LIVE) throw fail('SHARE_MANY', { count });
  }

  private async visible(id: number, account: AccountPrincipal): Promise<ShareRow> {
    const share = await this.repository.find(id);
    if (share === null) throw fail('NOT_FOUND');
    if (share.account_id !== account.id && !scopeOf(account, 'tables.oversee').covers(share.area_path)) throw outOfScope();
    return share;
  }

  /** Locked, and not yet ended. */
  private async open(tx: Tx, id: number): Promise<ShareRow> {
    const share = await this.repository.lock(tx, id);
    if (share === null) throw fail('NOT_FOUND');
    const state = stateOf(share, this.clock.now());
    if (state !== 'active') throw fail('SHARE_ENDED', { state: SHARE_STATES[state] });
    return share;
  }

  private async known(tx: Tx, id: number): Promise<ShareRow> {
    const share = await this.repository.find(id, tx);
    if (share === null) throw fail('NOT_FOUND');
    return share;
  }

  private note(tx: Tx, share: ShareRow, account: AccountPrincipal, action: 'share.created' | 'share.rekeyed' | 'share.revoked', more: Record<string, unknown> = {}): Promise<void> {
    return this.audit.append(tx, { actorId: account.id, actor: account.username, action, subject: `share:${share.id}`, detail: { table: String(share.table_id), version: share.table_version, ...more } });
  }
}
