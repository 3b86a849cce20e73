import { type DataShare, type DataShareRead, SHARE_OUTCOMES, SHARE_STATES, type ShareState } from '#contracts';
import { isoTime } from '#platform';
import type { AccountPrincipal } from '../../access/index.js';
import type { ReadRow, ShareRow } from './shares.repository.js';

export function stateOf(row: Pick<ShareRow, 'revoked_at' | 'expires_at'>, now: number): ShareState {
  if (row.revoked_at !== null) return 'revoked';
  return row.expires_at.getTime() <= now ? 'expired' : 'active';
}

/** A share as its owner or who oversees it sees it. A key is made for the owner alone: it reads as the owner. */
export function shareView(row: ShareRow, account: Pick<AccountPrincipal, 'id'>, now: number): DataShare {
  const state = stateOf(row, now);
  const mine = row.account_id === account.id;
  return {
    id: String(row.id),
    tableId: String(row.table_id),
    tableName: row.table_name,
    tableVersion: row.table_version,
    newestVersion: row.newest,
    system: row.system_name,
    purpose: row.purpose,
    mostLevel: row.most_level,
    owner: { name: row.account_name, username: row.username },
    mine,
    state,
    stateText: SHARE_STATES[state],
    createdAt: isoTime(row.created_at),
    expiresAt: isoTime(row.expires_at),
    revokedAt: row.revoked_at === null ? null : isoTime(row.revoked_at),
    revokedBy: row.revoked_by,
    lastReadAt: row.last_read_at === null ? null : isoTime(row.last_read_at),
    reads: Number(row.read_count),
    path: `/api/v1/shared-tables/${row.id}`,
    allowedActions: state !== 'active' ? [] : mine ? ['key', 'revoke'] : ['revoke'],
  };
}

export function readView(row: ReadRow): DataShareRead {
  return { id: String(row.id), at: isoTime(row.at), format: row.format, page: row.page_no, rows: Number(row.row_total), outcome: row.outcome, outcomeText: SHARE_OUTCOMES[row.outcome] ?? '未能提供', client: row.client, hash: row.content_hash?.toString('hex') ?? null };
}
