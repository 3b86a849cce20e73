import { z } from 'zod';
import { startedAtSchema } from './reuse.js';
import type { CellValue } from './tables.js';

/** One issue (期) of a saved table on its way from desk to desk (线上流转). */
export const ISSUE_STATES = { prepared: '待核对', checked: '待审批', approved: '待发出', issued: '已发出', returned: '已退回', withdrawn: '已撤回' } as const;
export type IssueState = keyof typeof ISSUE_STATES;

export const ISSUE_ACTIONS = { prepare: '编制', check: '核对通过', approve: '审批通过', issue: '发出', return: '退回', resubmit: '重新送审', withdraw: '撤回' } as const;
export type IssueStep = keyof typeof ISSUE_ACTIONS;
export type IssueAction = Exclude<IssueStep, 'prepare'>;

/** What became of writing the file once more from the ledger as of then. */
export const RECHECK_STATES = { running: '正在重新生成', equal: '与原文件逐字节一致', differs: '与原文件不一致', failed: '未能重新生成' } as const;
export type RecheckState = keyof typeof RECHECK_STATES;

const comment = z.string().trim().max(300, { error: '意见最长 300 个字' });

export const prepareIssueSchema = z.strictObject({
  tableId: z.string().regex(/^\d{1,16}$/, { error: '请选择一张常用表' }),
  format: z.enum(['xlsx', 'csv', 'pdf'], { error: '格式应为 xlsx、csv 或 pdf' }).default('xlsx'),
  comment: comment.optional(),
  /** What it is for; wanted where the table holds everybody of a place. */
  reason: z.string().trim().max(200, { error: '用途最长 200 个字' }).optional(),
  startedAt: startedAtSchema,
});
export type PrepareIssue = z.infer<typeof prepareIssueSchema>;

export const issueActionSchema = z
  .strictObject({
    action: z.enum(['check', 'approve', 'issue', 'return', 'resubmit', 'withdraw'], { error: '没有这个步骤' }),
    version: z.number().int().min(1),
    comment: comment.optional(),
    /** To whom it goes; with `issue` only. */
    recipient: z.string().trim().max(80, { error: '发往单位最长 80 个字' }).optional(),
  })
  .refine(({ action, comment: said }) => action !== 'return' || (said ?? '') !== '', { error: '退回时请写明意见', path: ['comment'] })
  .refine(({ action, recipient }) => action !== 'issue' || (recipient ?? '') !== '', { error: '请写明发往哪个单位', path: ['recipient'] });
export type IssueActionRequest = z.infer<typeof issueActionSchema>;

export interface TableIssue {
  id: string;
  tableId: string;
  tableName: string;
  tableVersion: number;
  no: number;
  version: number;
  state: IssueState;
  stateText: string;
  format: 'xlsx' | 'csv' | 'pdf';
  title: string;
  basis: string;
  asOf: string;
  /** Null: too few of something sensitive to be told. */
  total: number | null;
  /** Names people: then who prepared it neither checks nor approves it. */
  personal: boolean;
  needs: string[];
  reason: string | null;
  preparer: { name: string; username: string };
  mine: boolean;
  recipient: string | null;
  previous: { id: string; no: number } | null;
  steps: { at: string; by: string; step: IssueStep; text: string; comment: string | null }[];
  /** Of the preparer only, once approved. */
  file: { state: 'running' | 'done' | 'failed' | 'removed'; link: string | null; sha256: string | null; message: string | null } | null;
  recheck: { state: RecheckState; text: string; at: string } | null;
  allowedActions: (IssueAction | 'recheck')[];
}

export interface IssueList {
  /** A step the caller may take next. */
  waiting: TableIssue[];
  mine: TableIssue[];
  /** Those of others within what the caller checks or approves. */
  others: TableIssue[];
}

/** Why a row or cell is not as it was: the last thing recorded between the two issues. */
export interface ChangeReason {
  /** What was recorded, e.g. 联系电话. */
  label: string;
  kindText: string;
  by: string;
  at: string;
  reason: string | null;
}

export interface IssueRow {
  rowKey: string;
  values: Record<string, CellValue>;
  reasons: ChangeReason[];
  /** In words, where nothing recorded explains it. */
  otherwise: string | null;
}

export interface ChangedCell {
  column: string;
  before: CellValue;
  after: CellValue;
  reason: ChangeReason | null;
  otherwise: string | null;
}

/** What an issue has that the one before had not, and the other way round. */
export interface IssueDifference {
  previous: { id: string; no: number; asOf: string };
  columns: { id: string; label: string }[];
  counts: { before: number; after: number; added: number; removed: number; changed: number; same: number };
  /** The definition is another one than that of the issue before. */
  definitionChanged: { before: string; after: string } | null;
  added: IssueRow[];
  removed: IssueRow[];
  changed: { rowKey: string; values: Record<string, CellValue>; cells: ChangedCell[] }[];
  /** Why rows are not shown although they were compared. */
  withheld: string | null;
}

