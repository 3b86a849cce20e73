import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { type Clock, Database, fail } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import type { SharePrincipal } from './principal.js';
import { ShareLog } from './share-log.js';
import { ShareThrottle } from './share-throttle.js';
import { hashToken } from './tokens.js';

interface KeyRow {
  id: number;
  system_name: string;
  expires_at: Date;
  revoked_at: Date | null;
}

/** Keys of other systems: each opens one share, while it lasts. Asked of the database each time, so that an end takes effect at once. */
@Injectable()
export class ShareKeysService {
  private readonly throttle: ShareThrottle;

  constructor(
    private readonly database: Database,
    private readonly log: ShareLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.throttle = new ShareThrottle(() => this.clock.now());
  }

  /** The share a key opens; a refusal of a known share is kept. @throws SHARE_KEY_INVALID, RATE_LIMITED, SHARE_EXPIRED, SHARE_REVOKED */
  async open(key: string | null, address: string | undefined, headers: IncomingHttpHeaders): Promise<SharePrincipal> {
    if (key === null) throw fail('SHARE_KEY_INVALID');
    const keyHash = hashToken(key);
    const row = (await this.database.query<KeyRow>('SELECT id, system_name, expires_at, revoked_at FROM data_share WHERE key_hash = ?', [keyHash]))[0];
    if (row === undefined) throw fail('SHARE_KEY_INVALID');
    const share: SharePrincipal = { kind: 'share', shareId: row.id, name: row.system_name, keyHash, client: clientOf(address, headers) };
    const { wait, first } = this.throttle.take(row.id);
    if (wait > 0) {
      // One line a minute: a system that asks without end must not fill the log.
      if (first) await this.log.refused(share, 'RATE_LIMITED');
      throw fail('RATE_LIMITED', { seconds: wait });
    }
    const ended = row.revoked_at !== null ? 'SHARE_REVOKED' : row.expires_at.getTime() <= this.clock.now() ? 'SHARE_EXPIRED' : null;
    if (ended !== null) {
      await this.log.refused(share, ended);
      throw fail(ended);
    }
    return share;
  }
}

/** Where a call came from; behind a proxy also what the proxy says, which nobody vouches for. */
function clientOf(address: string | undefined, headers: IncomingHttpHeaders): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').replace(/[^0-9a-fA-F.:, ]/g, '').slice(0, 48);
  return `${(address ?? '').replace(/^::ffff:/, '')}${forwarded === '' ? '' : `(转自 ${forwarded})`}`.slice(0, 100);
}
