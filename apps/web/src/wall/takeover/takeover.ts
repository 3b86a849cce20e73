import type { AlarmCard } from '#contracts';
import { isUnanswered } from '../alarmBoard.js';

/** How long the wall keeps showing an alarm after somebody took it. */
export const HOLD_MS = 10_000;

/** What the screen remembers between two steps. */
export interface TakeoverMemory {
  /** Alarm on the screen now. */
  shownId: string | null;
  /** Server time until which the person at the screen asked to see the overview; a newer P1 ends it. */
  pausedUntil: number;
  pausedAt: number;
}

export interface Takeover {
  alarm: AlarmCard;
  /** Other unanswered P1. */
  others: number;
  /** Server time of the return; null while nobody has taken it. */
  returnsAt: number | null;
}

export const NO_MEMORY: TakeoverMemory = { shownId: null, pausedUntil: 0, pausedAt: 0 };

/**
 * Which P1 owns the wall at this moment. Newest unanswered first; when none waits any more,
 * the one that was on the screen stays for ten seconds after its claim.
 */
export function nextTakeover(alarms: ReadonlyMap<string, AlarmCard>, memory: TakeoverMemory, now: number): Takeover | null {
  const waiting = [...alarms.values()]
    .filter((alarm) => alarm.priority === 'P1' && isUnanswered(alarm))
    .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt) || b.id.localeCompare(a.id));
  const newest = waiting[0];
  if (newest) {
    const paused = now < memory.pausedUntil && Date.parse(newest.receivedAt) <= memory.pausedAt;
    return paused ? null : { alarm: newest, others: waiting.length - 1, returnsAt: null };
  }
  const shown = memory.shownId === null ? undefined : alarms.get(memory.shownId);
  if (!shown?.claimedAt) return null;
  const returnsAt = Date.parse(shown.claimedAt) + HOLD_MS;
  return now < returnsAt ? { alarm: shown, others: 0, returnsAt } : null;
}
