import { ISSUE_ACTIONS, type IssueAction, type ChangeReason, type TableIssue } from '#contracts';
import { minuteOf } from '../../ledger/words.js';

export const nameOf = (issue: Pick<TableIssue, 'tableName' | 'no'>): string => `${issue.tableName} 第 ${issue.no} 期`;

/** What a button of a step says. */
export const stepText = (action: IssueAction): string => ISSUE_ACTIONS[action];

/** Why a value or row is another one: the record that brought it, or that nothing recorded did. */
export const reasonText = (reason: ChangeReason): string => `${reason.label}：${reason.kindText}，${reason.by}，${minuteOf(reason.at)}${reason.reason === null ? '' : `，${reason.reason}`}`;

/** Whom the issue waits for, in words. */
export function waitsText(issue: Pick<TableIssue, 'state' | 'file' | 'personal'>): string {
  if (issue.file?.state === 'failed') return '文件未能生成';
  if (issue.file?.state === 'running') return '正在生成文件';
  switch (issue.state) {
    case 'prepared':
    case 'checked':
      return issue.personal ? '含个人信息，须由编制人以外的人办理' : '';
    case 'approved':
      return '由编制人发出';
    case 'returned':
      return '由编制人修改后重新送审';
    case 'issued':
    case 'withdrawn':
      return '';
  }
}
