import type { HazardLevel } from '#contracts';
import { addDays, businessDay, dayStart } from '#platform';

const DAY_MS = 86_400_000;

/** When a hazard must be put right: MAJOR the same day, SERIOUS 3 days, GENERAL 7 days (governance.md §5.2). */
export function hazardDueAt(level: HazardLevel, foundAt: number): number {
  if (level === 'MAJOR') return dayStart(addDays(businessDay(foundAt), 1));
  return foundAt + (level === 'SERIOUS' ? 3 : 7) * DAY_MS;
}
