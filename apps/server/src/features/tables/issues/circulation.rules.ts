import type { IssueAction, IssueState } from '#contracts';

/** What somebody is to an issue, and how far its file is. */
export interface IssueCaller {
  preparer: boolean;
  mayCheck: boolean;
  mayApprove: boolean;
}

export type FileState = 'running' | 'done' | 'failed';

/** Where a step leads; `resubmit` freezes the table anew. */
export const NEXT: Readonly<Record<IssueAction, IssueState>> = { check: 'checked', approve: 'approved', issue: 'issued', return: 'returned', resubmit: 'prepared', withdraw: 'withdrawn' };

/**
 * Steps open to a caller. What names people is checked and approved by others than who prepared it; a file is approved and issued only
 * once it is written, so that what was approved is what goes out.
 */
export function allowedSteps(state: IssueState, personal: boolean, file: FileState, { preparer, mayCheck, mayApprove }: IssueCaller): IssueAction[] {
  const other = !(personal && preparer);
  const written = file === 'done';
  const again: IssueAction[] = preparer && file === 'failed' ? ['resubmit'] : [];
  switch (state) {
    case 'prepared':
      return [...(mayCheck && other ? (['check', 'return'] as const) : []), ...again, ...(preparer ? (['withdraw'] as const) : [])];
    case 'checked':
      return [...(mayApprove && other ? [...(written ? (['approve'] as const) : []), 'return' as const] : []), ...again, ...(preparer ? (['withdraw'] as const) : [])];
    case 'approved':
      return [...(written && preparer ? (['issue'] as const) : []), ...(mayApprove && other ? (['return'] as const) : [])];
    case 'returned':
      return preparer ? ['resubmit', 'withdraw'] : [];
    case 'issued':
    case 'withdrawn':
      return [];
  }
}

/** Whether the caller's hand is what the issue waits for. */
export const waitsFor = (state: IssueState, steps: readonly IssueAction[]): boolean => steps.some((step) => step !== 'withdraw' && !(state === 'approved' && step === 'return'));
