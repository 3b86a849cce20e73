import { Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import { EXPORT_FORMATS, EXPORT_STATES, type ExportJob } from '#contracts';
import { isoTime } from '#platform';
import { type AccountPrincipal, scopeOf } from '../../access/index.js';
import { shownColumns } from '../query/detail.js';
import { mayTell } from '../rights.js';
import type { ExportRow } from './exports.repository.js';
import { basisText, chipsText, titleOf } from './words.js';

/** A file stays a week; its row stays for good. */
export const KEPT_MS = 7 * 86_400_000;

/** An export as its requester or who decides over it sees it: what is asked for, never a value. */
@Injectable()
export class ExportView {
  job(row: ExportRow, account: AccountPrincipal): ExportJob {
    const mine = row.account_id === account.id;
    const { definition } = row.asked;
    const file = row.state === 'done' && row.removed_at === null && row.finished_at !== null && row.sha256 !== null && mine;
    return {
      id: String(row.id),
      state: row.state,
      stateText: EXPORT_STATES[row.state],
      format: row.format,
      title: titleOf(definition),
      basis: basisText(definition, row.as_of),
      columns: definition.aggregates.length > 0 ? [chipsText(definition)] : shownColumns(definition).map(({ id }) => fieldOf(id)?.label ?? id),
      total: mine && row.approved !== 1 && !mayTell(definition, row.total) ? null : row.total,
      done: row.done,
      asOf: isoTime(row.as_of),
      createdAt: isoTime(row.created_at),
      finishedAt: row.finished_at === null ? null : isoTime(row.finished_at),
      requester: { name: row.account_name, username: row.username },
      mine,
      approval: row.needs,
      reason: row.reason,
      decision: row.decided_at === null ? null : { by: row.decided_by ?? '', at: isoTime(row.decided_at), approved: row.approved === 1, reason: row.decision_reason },
      message: row.message ?? (row.removed_at === null ? null : `${EXPORT_FORMATS[row.format]} 文件已过七天保存期并删除`),
      file: file && row.finished_at !== null && row.sha256 !== null ? { name: row.file_name ?? '', bytes: Number(row.bytes), sha256: row.sha256.toString('hex'), link: `/api/v1/tables/exports/${row.id}/file`, until: isoTime(row.finished_at.getTime() + KEPT_MS) } : null,
      allowedActions: this.allowed(row, account, mine, file),
    };
  }

  private allowed(row: ExportRow, account: AccountPrincipal, mine: boolean, file: boolean): ExportJob['allowedActions'] {
    if (mine) return row.state === 'running' || row.state === 'waiting_approval' ? ['cancel'] : file ? ['download'] : [];
    return row.state === 'waiting_approval' && scopeOf(account, 'tables.approve').covers(row.area_path) ? ['approve', 'refuse'] : [];
  }
}
