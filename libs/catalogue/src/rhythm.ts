import type { Random } from './random.js';

// Offered here as well until the index names it: one binding, however many doors.

/** The rhythm of a street by hour of Asia/Shanghai (no daylight saving since 1991, so a fixed offset is exact). */
const OFFSET_MS = 8 * 3_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Relative rate per hour 0…23; only the shape counts. */
export const RHYTHMS = {
  patrol: [0.3, 0.2, 0.2, 0.2, 0.2, 0.4, 1, 4, 14, 13, 8, 4, 2, 3, 11, 12, 9, 6, 4, 5, 4, 2, 1, 0.5],
  visit: [0, 0, 0, 0, 0, 0, 0.3, 1, 8, 14, 13, 6, 1.5, 3, 11, 13, 10, 6, 6, 7, 2, 0.3, 0, 0],
  report: [0.8, 0.5, 0.4, 0.3, 0.4, 0.8, 2, 5, 9, 10, 9, 7, 5, 6, 8, 8, 8, 7, 6, 6, 5, 4, 2.5, 1.3],
  caseResult: [0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 1, 3, 9, 12, 12, 8, 3, 6, 11, 13, 12, 9, 5, 3, 2, 1, 0.5, 0.3],
  selfCheck: [0.1, 0.1, 0, 0, 0, 0.3, 1, 5, 12, 15, 12, 7, 4, 6, 9, 9, 7, 5, 4, 4, 3, 2, 1, 0.4],
  volunteer: [0, 0, 0, 0, 0, 0.2, 1.5, 5, 12, 14, 9, 3, 2, 4, 11, 12, 8, 4, 4, 5, 3, 1, 0.2, 0],
  claim: [0.6, 0.3, 0.1, 0.1, 0.2, 0.5, 2, 4, 6, 7, 7, 7, 8, 6, 6, 6, 6, 7, 8, 9, 9, 7, 4, 2],
  alarm: [2, 1.5, 1.5, 1.5, 2, 3.5, 5, 6, 5.5, 5, 5, 5, 5, 4, 4, 4, 4.5, 6, 6.5, 6, 6, 5, 4, 3],
  camera: [1, 0.7, 0.5, 0.5, 0.6, 1, 3, 7, 8, 6, 5, 5, 5, 4, 4, 5, 7, 9, 8, 6, 4, 3, 2, 1.5],
} as const satisfies Record<string, readonly number[]>;
export type Rhythm = keyof typeof RHYTHMS;

const SUMS = Object.fromEntries(Object.entries(RHYTHMS).map(([name, hours]) => [name, hours.reduce((a: number, b: number) => a + b, 0)])) as Record<Rhythm, number>;

/** Hour 0…23 in the street's own time. */
export function localHour(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / HOUR_MS) % 24;
}

/** 0 = Monday … 6 = Sunday in the street's own time. */
export function localWeekday(ms: number): number {
  return (Math.floor((ms + OFFSET_MS) / DAY_MS) + 3) % 7;
}

/** First instant of the local day `ms` lies in. */
export function localDayStart(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS;
}

/** Share of a day's events that falls into the hour of `ms`. */
export function hourShare(rhythm: Rhythm, ms: number): number {
  return (RHYTHMS[rhythm][localHour(ms)] ?? 0) / SUMS[rhythm];
}

/** Expected events per second at `ms` when a day has `perDay`. */
export function rateAt(rhythm: Rhythm, perDay: number, ms: number): number {
  return (perDay * hourShare(rhythm, ms)) / 3600;
}

/** Instants of events in [from, to), in order, with the rhythm's rate; `perDay` is the mean of a whole day. */
export function arrivals(random: Random, rhythm: Rhythm, perDay: number, from: number, to: number): number[] {
  const out: number[] = [];
  for (let hour = from - ((from + OFFSET_MS) % HOUR_MS); hour < to; hour += HOUR_MS) {
    const count = random.poisson(perDay * hourShare(rhythm, hour));
    for (let i = 0; i < count; i++) {
      const at = Math.floor(hour + random.next() * HOUR_MS);
      if (at >= from && at < to) out.push(at);
    }
  }
  return out.sort((a, b) => a - b);
}

/** One instant of the local day that begins at `dayStart`, drawn with the rhythm. */
export function instantOf(random: Random, rhythm: Rhythm, dayStart: number): number {
  const hour = random.weighted(RHYTHMS[rhythm].map((weight, at) => [at, weight] as const));
  return dayStart + Math.floor((hour + random.next()) * HOUR_MS);
}
