import { Inject, Injectable } from '@nestjs/common';
import type { SharedRead } from '#contracts';
import { type Clock, Database, IdGenerator, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AuditLog } from '../audit/index.js';
import type { SharePrincipal } from './principal.js';

/** One read of another system, as far as it got. */
export interface ShareRead {
  /** `ok` or the code of the refusal. */
  outcome: string;
  asked?: Pick<SharedRead, 'format' | 'page'>;
  rows?: number;
  hash?: string;
}

/** Who read what, and when: a row for the owner and one in the audit trail, kept or lost together. */
@Injectable()
export class ShareLog {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In the caller's transaction, last. */
  async append(tx: Tx, share: SharePrincipal, { outcome, asked, rows = 0, hash }: ShareRead): Promise<void> {
    await tx.write('INSERT INTO data_share_read (id, share_id, at, format, page_no, row_total, outcome, client, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      this.ids.next(), share.shareId, sqlTime(this.clock.now()), asked?.format ?? null, asked?.page ?? null, rows, outcome, share.client, hash === undefined ? null : Buffer.from(hash, 'hex'),
    ]);
    await this.audit.append(tx, { actorId: null, actor: share.name, action: outcome === 'ok' ? 'share.read' : 'share.refused', subject: `share:${share.shareId}`, detail: { outcome, rows, client: share.client, ...asked, ...(hash === undefined ? {} : { hash }) } });
  }

  /** A read that was not answered, in a transaction of its own. */
  refused(share: SharePrincipal, outcome: string, asked?: ShareRead['asked']): Promise<void> {
    return this.database.transaction((tx) => this.append(tx, share, { outcome, ...(asked === undefined ? {} : { asked }) }));
  }
}
