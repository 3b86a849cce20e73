import type { AlarmCard, Priority } from '#contracts';
import { PRIORITIES } from '#contracts';

export const PRIORITY_ORDER: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

export function isUnanswered(alarm: AlarmCard): boolean {
  return alarm.state === 'RECEIVED' || alarm.state === 'QUEUED';
}

/** Open alarms of one priority, and the one whose clock the wall shows. */
export interface PriorityRow {
  priority: Priority;
  text: string;
  shape: string;
  limitS: number;
  count: number;
  waiting: number;
  shelved: number;
  handled: number;
  /** Oldest still unanswered; for P1 else the newest one being handled. */
  shown: AlarmCard | null;
}

function pickShown(open: readonly AlarmCard[], waiting: readonly AlarmCard[], priority: Priority): AlarmCard | null {
  const oldest = waiting[0] ?? null;
  if (oldest) return oldest;
  return priority === 'P1' ? (open[open.length - 1] ?? null) : null;
}

export function boardRows(alarms: Iterable<AlarmCard>): PriorityRow[] {
  const byPriority: Record<Priority, AlarmCard[]> = { P1: [], P2: [], P3: [], P4: [] };
  for (const alarm of alarms) byPriority[alarm.priority].push(alarm);
  return PRIORITY_ORDER.map((priority) => {
    const open = byPriority[priority].sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    const waiting = open.filter(isUnanswered);
    const shelved = open.filter((alarm) => alarm.state === 'SHELVED').length;
    const { text, shape, limitS } = PRIORITIES[priority];
    const handled = open.length - waiting.length - shelved;
    return { priority, text, shape, limitS, count: open.length, waiting: waiting.length, shelved, handled, shown: pickShown(open, waiting, priority) };
  });
}

/** The desk's order: priority, then deadline of the response clock, then arrival. */
export function deskOrder(alarms: Iterable<AlarmCard>): AlarmCard[] {
  const deadline = (alarm: AlarmCard): number => Date.parse(alarm.receivedAt) + alarm.limitS * 1000;
  return [...alarms].sort(
    (a, b) => a.priority.localeCompare(b.priority) || deadline(a) - deadline(b) || a.receivedAt.localeCompare(b.receivedAt) || a.id.localeCompare(b.id),
  );
}
