import { localHour, SERVICE_NOTES } from '#catalogue';
import { DAY_MS, HOUR_MS, idOf, iso, randomOf, type Day } from './day.js';

/** Claims and service of the tasks that start on this day. */
export function tellService(day: Day): void {
  const tasks = day.refs.tasks.filter((task) => task.startsAt >= day.start && task.startsAt < day.start + DAY_MS);
  for (const task of tasks) {
    const random = randomOf(day, `task/${task.code}`);
    const coming = task.startsAt >= day.to;
    // Volunteers with odd numbers are left to the simulator, also for the last days, which a test may send again: nobody claims a task twice.
    const shared = task.startsAt >= day.to - 3 * DAY_MS;
    const near = (day.refs.volunteers.get(task.communityId) ?? []).filter((code) => !shared || Number(code.slice(-1)) % 2 === 0);
    // Of tasks still to come half the seats at most are gone: the others are for those who join from now on.
    const share = random.between(0.35, 1) * (coming ? 0.5 : 1);
    const wanted = Math.min(near.length, Math.max(1, Math.floor(task.seats * share)));
    for (const volunteerRef of random.sample(near, wanted)) {
      const id = idOf(day, 'task', `${task.code}-${volunteerRef}`);
      const claimedAt = waking(task.startsAt - random.between(2, 60) * HOUR_MS);
      const claim = (action: 'take' | 'withdraw', at: number) =>
        day.emit({ source: 'demo-volunteer', id: `${id}-${action}`, type: 'volunteer.claim', at, data: { taskRef: task.code, volunteerRef, action } });
      claim('take', claimedAt);
      if (random.chance(0.06)) {
        claim('withdraw', Math.floor(claimedAt + (task.startsAt - claimedAt) * random.between(0.1, 0.8)));
        continue;
      }
      // A few never come: the claim stays without service.
      if (random.chance(0.04)) continue;
      const checkIn = Math.floor(task.startsAt + random.bell(-2, 6) * 60_000);
      const checkOut = Math.floor(task.endsAt + random.bell(2, 7) * 60_000);
      const now = checkOut >= day.to;
      day.emit({
        source: 'demo-volunteer',
        id: now ? `${id}-in` : `${id}-out`,
        type: 'volunteer.service',
        at: now ? checkIn : checkOut,
        data: { taskRef: task.code, volunteerRef, checkIn: iso(checkIn), ...(now ? {} : { checkOut: iso(checkOut), note: random.pick(SERVICE_NOTES) }) },
      });
    }
  }
}

/** Nobody claims a task at three in the night. */
function waking(at: number): number {
  const hour = localHour(at);
  return Math.floor(hour < 6 ? at - (hour + 2) * HOUR_MS : at);
}
