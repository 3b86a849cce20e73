import { Injectable } from '@nestjs/common';
import { ISSUE_ACTIONS, ISSUE_STATES, RECHECK_STATES, type TableIssue } from '#contracts';
import { isoTime } from '#platform';
import { type AccountPrincipal, scopeOf } from '../../access/index.js';
import type { ExportRow } from '../exports/exports.repository.js';
import { basisText, titleOf } from '../exports/words.js';
import { mayTell } from '../rights.js';
import { allowedSteps, type FileState } from './circulation.rules.js';
import type { IssueRow, StepRow } from './issues.repository.js';

/** How far the file of an issue is; a removed one counts as written. */
export const fileStateOf = (job: ExportRow | null): FileState => (job === null || job.state === 'failed' || job.state === 'cancelled' ? 'failed' : job.state === 'done' ? 'done' : 'running');

/** What somebody is to an issue. */
export const callerOf = (issue: Pick<IssueRow, 'account_id' | 'area_path'>, account: AccountPrincipal): { preparer: boolean; mayCheck: boolean; mayApprove: boolean } => ({
  preparer: issue.account_id === account.id,
  mayCheck: scopeOf(account, 'ledger.review').covers(issue.area_path),
  mayApprove: scopeOf(account, 'tables.approve').covers(issue.area_path),
});

/** An issue as somebody on its way sees it: what it is and where it stands, never a value. */
@Injectable()
export class IssueView {
  issue(row: IssueRow, steps: readonly StepRow[], job: ExportRow | null, account: AccountPrincipal): TableIssue {
    const { definition } = row.asked;
    const caller = callerOf(row, account);
    const file = fileStateOf(job);
    const out = row.state === 'approved' || row.state === 'issued';
    const recheckable = row.state === 'issued' && file === 'done' && (caller.preparer || caller.mayApprove) && row.recheck !== 'running';
    return {
      id: String(row.id),
      tableId: String(row.table_id),
      tableName: row.table_name,
      tableVersion: row.table_version,
      no: row.no,
      version: row.version,
      state: row.state,
      stateText: ISSUE_STATES[row.state],
      format: row.format,
      title: titleOf(definition),
      basis: basisText(definition, row.as_of),
      asOf: isoTime(row.as_of),
      total: mayTell(definition, row.total) ? row.total : null,
      personal: row.personal === 1,
      needs: row.needs,
      reason: row.reason,
      preparer: { name: row.account_name, username: row.username },
      mine: caller.preparer,
      recipient: row.recipient,
      previous: row.previous_id === null || row.previous_no === null ? null : { id: String(row.previous_id), no: row.previous_no },
      steps: steps.map((step) => ({ at: isoTime(step.at), by: step.account_name, step: step.action, text: ISSUE_ACTIONS[step.action], comment: step.comment })),
      file: row.state === 'withdrawn' || row.state === 'returned' ? null : this.file(row, job, file, out && caller.preparer),
      recheck: row.recheck === null || row.recheck_at === null ? null : { state: row.recheck, text: RECHECK_STATES[row.recheck], at: isoTime(row.recheck_at) },
      allowedActions: [...allowedSteps(row.state, row.personal === 1, file, caller), ...(recheckable ? (['recheck'] as const) : [])],
    };
  }

  private file(row: IssueRow, job: ExportRow | null, state: FileState, mayFetch: boolean): TableIssue['file'] {
    const removed = state === 'done' && job?.removed_at !== null;
    const message = removed ? '文件已过七天保存期并删除,可重新生成' : state === 'failed' ? (job?.message ?? '未能生成文件') : null;
    return { state: removed ? 'removed' : state, link: mayFetch && state === 'done' && !removed ? `/api/v1/tables/issues/${row.id}/file` : null, sha256: job?.sha256?.toString('hex') ?? null, message };
  }
}
