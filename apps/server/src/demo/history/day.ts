import { Random } from '#catalogue';
import type { HistoryRefs } from './refs.js';

export type DemoSource = 'demo-grid' | 'demo-volunteer' | 'demo-elder' | 'demo-inspection';

/** An event of the past as its source would have sent it. */
export interface HistoryEvent {
  sourceId: DemoSource;
  eventId: string;
  type: string;
  /** ISO 8601 with Z. */
  time: string;
  data: Record<string, unknown>;
}

/** One day while it is told. */
export interface Day {
  /** First instant of the business day. */
  start: number;
  /** `YYYYMMDD`, part of every event id. */
  name: string;
  /** 0 = Monday. */
  weekday: number;
  /** End of the history: what happens later is not told. */
  to: number;
  seed: number;
  refs: HistoryRefs;
  emit(event: { source: DemoSource; id: string; type: string; at: number; data: Record<string, unknown> }): void;
}

/** Random numbers of one subject on one day: a day told again is told the same, whatever came before. */
export function randomOf(day: Day, subject: string): Random {
  return Random.of(day.seed, `${day.refs.street}/${day.name}/${subject}`);
}

/** Event ids differ between streets of a district: the street's last digits are part of them. */
export function idOf(day: Day, subject: string, no: number | string): string {
  return `h-${day.refs.street.slice(-3)}-${subject}-${day.name}-${no}`;
}

export const iso = (ms: number) => new Date(ms).toISOString();
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
