const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** True for a day of the calendar, years 1850 to 2199: what a ledger can mean. */
export function isRealDay(day: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (found === null) return false;
  const [year, month, date] = found.slice(1).map(Number) as [number, number, number];
  if (year < 1850 || year > 2199 || month < 1 || month > 12 || date < 1) return false;
  return date <= (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0));
}

/** `YYYY-MM-DD` of its parts as written, possible or not. */
export function dayText(year: number | string, month: number | string, date: number | string): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}
