/**
 * Business time. Stored and sent in UTC; the business day is the calendar day of Asia/Shanghai, which has had no
 * daylight saving since 1991, so a fixed offset is exact and cheap for every instant this product handles.
 */
export const BUSINESS_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of an instant (ms UTC) in business time. */
export function businessDay(ms: number): string {
  return new Date(ms + BUSINESS_OFFSET_MS).toISOString().slice(0, 10);
}

/** Hour 0…23 of an instant in business time. */
export function businessHour(ms: number): number {
  return new Date(ms + BUSINESS_OFFSET_MS).getUTCHours();
}

/** First instant (ms UTC) of a business day. */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - BUSINESS_OFFSET_MS;
}

/** The day `n` days after `day` (negative: before). */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);
}

/** Monday of the week a day lies in. */
export function weekOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** An instant as the database driver takes it: `YYYY-MM-DD HH:MM:SS.mmm` in UTC. */
export function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}

/** The wire form of an instant: ISO 8601 with Z. */
export function isoTime(value: number | Date): string {
  return new Date(value).toISOString();
}
