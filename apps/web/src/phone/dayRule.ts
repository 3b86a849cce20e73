import type { CaseCategoryView, VisitDay } from '#contracts';

/** The day's list as it lies on the phone, with whose it is. */
export interface StoredDay {
  owner: string;
  day: VisitDay;
  categories: readonly CaseCategoryView[];
}

/**
 * May yesterday's list still lie on this phone? Personal data goes when the day has changed and nothing waits any more;
 * while something waits it stays, so that the worker can see what it was about.
 * @param today YYYY-MM-DD of the street
 */
export function mustForget(stored: StoredDay | null, today: string, waiting: number): boolean {
  return stored !== null && stored.day.day !== today && waiting === 0;
}

const DAY_MS = 86_400_000;

/** Whole days since an instant; null when it never was. */
export function daysSince(at: string | null, now: number): number | null {
  return at === null ? null : Math.max(0, Math.floor((now - Date.parse(at)) / DAY_MS));
}
