import { ALARM_DONE_STATES, ALARM_KINDS, type AlarmKind, type AlarmState, PRIORITIES, type Priority } from '#contracts';

/** Signals of one device within this time of the open alarm's last one join it (issue 1; full correlation is issue 4). */
export const JOIN_MS = 60_000;
/** Later than this between happening and arriving is marked "迟到" (alarms.md §4.2). */
export const LATE_MS = 120_000;

export interface Transition {
  action: string;
  from: AlarmState;
  to: AlarmState;
}

/** The life of an alarm as data; issue 1 knows receipt and answering (alarms.md §3.3). */
export const TRANSITIONS: readonly Transition[] = [
  { action: 'queue', from: 'RECEIVED', to: 'QUEUED' },
  { action: 'claim', from: 'QUEUED', to: 'CLAIMED' },
];

/** Actions a person may take from here; what only the system does is not named. */
export function allowedActions(state: AlarmState, mayAnswer: boolean): string[] {
  if (!mayAnswer) return [];
  return TRANSITIONS.filter((step) => step.from === state && step.action !== 'queue').map((step) => step.action);
}

export function isOpen(state: AlarmState): boolean {
  return !ALARM_DONE_STATES.includes(state);
}

/** Priority by kind; an unbound device is never below P2, because nobody knows whose home it stands in. */
export function priorityOf(kind: AlarmKind, bound: boolean): Priority {
  const priority = ALARM_KINDS[kind].priority;
  return bound || priority === 'P1' ? priority : 'P2';
}

/** Raise-only while open. */
export function higher(a: Priority, b: Priority): Priority {
  return a < b ? a : b;
}

/** The order every seat sees: priority, then deadline, then order of receipt (alarms.md §3.6, 10). */
export function deskOrder(a: { priority: Priority; receivedAt: number; id: number }, b: { priority: Priority; receivedAt: number; id: number }): number {
  if (a.priority !== b.priority) return a.priority < b.priority ? -1 : 1;
  return a.receivedAt + PRIORITIES[a.priority].limitS * 1000 - (b.receivedAt + PRIORITIES[b.priority].limitS * 1000) || a.id - b.id;
}

/** What kind of thing spoke, for the counts ELD-03 (elders) and DEV-01 (cameras, robots, lifts, sensors). */
export function sourceKindOf(deviceClass: string | null, hasElder: boolean): 'elder' | 'camera' | 'robot' | 'lift' | 'sensor' | 'unknown' {
  if (deviceClass === null) return 'unknown';
  if (deviceClass === 'camera' || deviceClass === 'robot' || deviceClass === 'lift') return deviceClass;
  return hasElder && (deviceClass === 'sos' || deviceClass === 'fall') ? 'elder' : 'sensor';
}
