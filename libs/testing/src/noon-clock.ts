import { businessDay, type Clock, dayStart, systemClock } from '#platform';

const HALF_DAY_MS = 12 * 3_600_000;

/**
 * The system's clock, moved so that it is noon when the test begins: "an hour ago" and "in a minute" are today,
 * and no day ends while the test runs, at whatever hour that is.
 */
export function noonClock(): Clock {
  const began = systemClock.now();
  const moved = dayStart(businessDay(began)) + HALF_DAY_MS - began;
  return { now: () => systemClock.now() + moved };
}
