import { caseLimitMs } from '#catalogue';
import type { GridCaseResult } from '#contracts';

export type CaseStatus = 'REPORTED' | 'HANDLING' | 'CLOSED' | 'REJECTED';

export const CASE_STATUS_TEXT: Record<CaseStatus, string> = { REPORTED: '已上报', HANDLING: '处置中', CLOSED: '已办结', REJECTED: '不予受理' };

/** The instant a case is due: safety 2 h, utilities 24 h, else 7 days after it was reported. */
export function dueAt(categoryClass: string, reportedAt: number): number {
  return reportedAt + caseLimitMs(categoryClass);
}

/** The status a result leads to, or null when the case is not in a state that allows it. */
export function nextStatus(status: CaseStatus, result: GridCaseResult['result']): CaseStatus | null {
  const open = status === 'REPORTED' || status === 'HANDLING';
  if (result === 'reopened') return status === 'CLOSED' ? 'HANDLING' : null;
  if (!open) return null;
  return result === 'closed' ? 'CLOSED' : 'REJECTED';
}
