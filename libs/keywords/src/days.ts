/** Arithmetic on days written `YYYY-MM-DD`, in UTC so that no time zone can shift them. */
const MS_PER_DAY = 86_400_000;

const toDate = (day: string): Date => new Date(`${day}T00:00:00Z`);
const toDay = (date: Date): string => date.toISOString().slice(0, 10);
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

export const addDays = (day: string, count: number): string => toDay(new Date(toDate(day).getTime() + count * MS_PER_DAY));

/** The same day of another month, or its last day when that is shorter. */
export function addMonths(day: string, count: number): string {
  const total = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const year = Math.floor(total / 12);
  const month = (total % 12) + 1;
  return `${pad(year, 4)}-${pad(month)}-${pad(Math.min(Number(day.slice(8, 10)), Number(monthEnd(year, month).slice(8))))}`;
}

export const monthStart = (year: number, month: number): string => `${pad(year, 4)}-${pad(month)}-01`;
export const monthEnd = (year: number, month: number): string => toDay(new Date(Date.UTC(year, month, 0)));
export const dayOf = (year: number, month: number, date: number): string => `${pad(year, 4)}-${pad(month)}-${pad(date)}`;

export interface Period {
  start: string;
  end: string;
}

/** First and last day of a named period around `today`; weeks begin on Monday. Null for a name nobody knows. */
export function relativePeriod(name: string, today: string): Period | null {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const monday = addDays(today, -((toDate(today).getUTCDay() + 6) % 7));
  const quarter = Math.floor((month - 1) / 3);
  const quarterAt = (index: number): Period => {
    const first = year * 12 + index * 3;
    const start = monthStart(Math.floor(first / 12), (first % 12) + 1);
    return { start, end: addDays(addMonths(start, 3), -1) };
  };
  const monthAt = (offset: number): Period => {
    const start = addMonths(monthStart(year, month), offset);
    return { start, end: addDays(addMonths(start, 1), -1) };
  };
  const [word = '', count] = name.split(':');
  const far = Number(count ?? 0);
  switch (word) {
    case 'today':
      return { start: today, end: today };
    case 'this_week':
      return { start: monday, end: addDays(monday, 6) };
    case 'last_week':
      return { start: addDays(monday, -7), end: addDays(monday, -1) };
    case 'this_month':
      return monthAt(0);
    case 'last_month':
      return monthAt(-1);
    case 'this_quarter':
      return quarterAt(quarter);
    case 'last_quarter':
      return quarterAt(quarter - 1);
    case 'this_year':
      return { start: monthStart(year, 1), end: monthEnd(year, 12) };
    case 'last_year':
      return { start: monthStart(year - 1, 1), end: monthEnd(year - 1, 12) };
    case 'days_ago':
      return { start: addDays(today, -far), end: addDays(today, -far) };
    case 'days_ahead':
      return { start: addDays(today, far), end: addDays(today, far) };
    case 'months_ago': {
      const day = addMonths(today, -far);
      return { start: day, end: day };
    }
    default:
      return null;
  }
}
