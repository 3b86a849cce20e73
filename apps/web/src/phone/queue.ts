import type { VisitReply, VisitReport } from '#contracts';
import type { DoorDraft } from './draft.js';

/** Saved visits on their way to the server, in the order in which they were saved. */
export type QueueState = 'waiting' | 'sent' | 'refused';

export interface QueuedVisit {
  /** Given by the store when it is saved; the order of sending. */
  seq: number;
  clientId: string;
  /** User name of who made the visit: nobody else sends it. */
  owner: string;
  household: string;
  door: string;
  savedAt: string;
  state: QueueState;
  /** How often it was on its way, answered or not. */
  attempts: number;
  /** The server's or the network's last word. */
  message: string | null;
  outcomes: VisitReply['outcomes'];
  caseCode: string | null;
  draft: DoorDraft;
  report: VisitReport;
}
export type NewVisit = Omit<QueuedVisit, 'seq'>;

export const QUEUE_STATES: Readonly<Record<QueueState | 'sending', string>> = { waiting: '等待', sending: '正在上传', sent: '已上传', refused: '需要处理' };

export function newVisit(draft: DoorDraft, report: VisitReport, door: string, owner: string): NewVisit {
  return { clientId: draft.clientId, owner, household: draft.household, door, savedAt: report.at, state: 'waiting', attempts: 0, message: null, outcomes: [], caseCode: null, draft, report };
}

/** The next to send: the oldest that waits and belongs to who is signed in. */
export function nextToSend(queue: readonly QueuedVisit[], owner: string): QueuedVisit | null {
  return [...queue].sort((a, b) => a.seq - b.seq).find((item) => item.state === 'waiting' && item.owner === owner) ?? null;
}

/** Not yet with the server: what waits, and what was refused and not yet thrown away. */
export function backlog(queue: readonly QueuedVisit[]): QueuedVisit[] {
  return queue.filter((item) => item.state !== 'sent');
}

export function onWay(item: QueuedVisit): QueuedVisit {
  return { ...item, attempts: item.attempts + 1, message: null };
}

export function answered(item: QueuedVisit, reply: VisitReply): QueuedVisit {
  // A repeat tells no outcomes; those of the first answer, if it came, are kept.
  return { ...item, state: 'sent', message: null, outcomes: reply.repeat && reply.outcomes.length === 0 ? item.outcomes : reply.outcomes, caseCode: reply.caseCode };
}

export type Verdict = 'later' | 'signIn' | 'refused';

/** What a failed call means for the visit: only a clear no to its content is a refusal, all else is tried again. */
export function verdictOf(status: number): Verdict {
  if (status === 401) return 'signIn';
  return [400, 403, 404, 409, 413, 422].includes(status) ? 'refused' : 'later';
}

export function failed(item: QueuedVisit, status: number, message: string): QueuedVisit {
  return { ...item, state: verdictOf(status) === 'refused' ? 'refused' : 'waiting', message };
}

/** A visit that never left the phone can still be corrected: it is taken back into the card. */
export function reopenable(queue: readonly QueuedVisit[], household: string, owner: string): QueuedVisit | null {
  return queue.find((item) => item.household === household && item.owner === owner && item.state === 'waiting' && item.attempts === 0) ?? null;
}
