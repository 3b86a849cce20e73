import { Inject, Injectable } from '@nestjs/common';
import { type SharedRead, sharedReadSchema, type SharedTable } from '#contracts';
import { AppError, type Clock, Database, fail, isoTime } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { parse, rowId } from '../../../boot/parse.js';
import { AccessService, type AccountPrincipal, scopeOf, ShareLog, type SharePrincipal } from '../../access/index.js';
import { basisText, localMinute } from '../exports/words.js';
import { SavedTablesService } from '../saved.service.js';
import { SharedRows } from './shared-rows.service.js';
import { stateOf } from './share.view.js';
import { type ShareRow, SharesRepository } from './shares.repository.js';

/** What another system gets, with the format it asked for. */
export interface SharedAnswer {
  asked: SharedRead;
  table: SharedTable;
}

/** Reads of other systems: nothing leaves before its row in the log and in the audit is kept, and no refusal goes unnoted. */
@Injectable()
export class ReadingService {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly repository: SharesRepository,
    private readonly saved: SavedTablesService,
    private readonly rows: SharedRows,
    private readonly access: AccessService,
    private readonly log: ShareLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND for another share than the key's own, BAD_REQUEST, SHARE_* */
  async read(id: string, query: unknown, principal: SharePrincipal): Promise<SharedAnswer> {
    let asked: SharedRead | undefined;
    try {
      if (rowId(id) !== principal.shareId) throw fail('NOT_FOUND');
      const wanted = (asked = parse(sharedReadSchema, query));
      return { asked: wanted, table: await this.inTurn(() => this.answer(wanted, principal)) };
    } catch (error) {
      await this.log.refused(principal, error instanceof AppError ? error.code : 'INTERNAL', asked);
      throw error;
    }
  }

  /** One after another: other systems must not take the database from intake. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(work);
    this.queue = mine.catch(() => undefined);
    return mine;
  }

  private async answer(asked: SharedRead, principal: SharePrincipal): Promise<SharedTable> {
    const share = await this.repository.find(principal.shareId);
    if (share === null) throw fail('NOT_FOUND');
    const owner = await this.owner(share);
    const { definition } = await this.saved.pinned(share.table_id, share.table_version, owner);
    const now = this.clock.now();
    const content = await this.rows.page({ definition, most: share.most_level, owner }, asked.page, asked.pageSize, now);
    // Rights taken away while the rows were read take them away too.
    if (JSON.stringify((await this.owner(share)).grants) !== JSON.stringify(owner.grants)) throw fail('SHARE_OWNER');
    await this.database.transaction(async (tx) => {
      this.checkKey(await this.repository.lock(tx, share.id), principal);
      await this.repository.noteRead(tx, share.id, this.clock.now());
      await this.log.append(tx, principal, { outcome: 'ok', asked, rows: content.rows.length, hash: content.hash });
    });
    return {
      ...content,
      name: share.table_name,
      asOf: definition.asOf ?? isoTime(now),
      page: asked.page,
      pageSize: asked.pageSize,
      basis: basisText(definition, new Date(now)),
      watermark: `水印 ${share.system_name} ${localMinute(now)} 共享编号 ${share.id} 提供方 ${owner.name}(${owner.username})`,
    };
  }

  /** Whose eyes it is read with. @throws SHARE_OWNER once the account is disabled or no longer holds the area that was agreed */
  private async owner(share: ShareRow): Promise<AccountPrincipal> {
    const owner = await this.access.accountById(share.account_id);
    if (owner === null || !scopeOf(owner, 'tables.share').covers(share.area_path)) throw fail('SHARE_OWNER');
    return owner;
  }

  /** Whether the key still opens the share, now that nobody else can change it. */
  private checkKey(share: ShareRow | null, principal: SharePrincipal): void {
    if (share === null || !share.key_hash.equals(principal.keyHash)) throw fail('SHARE_KEY_INVALID');
    const state = stateOf(share, this.clock.now());
    if (state !== 'active') throw fail(state === 'revoked' ? 'SHARE_REVOKED' : 'SHARE_EXPIRED');
  }
}
