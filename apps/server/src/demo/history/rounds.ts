import { arrivals, instantOf, localHour, visitText, type Random } from '#catalogue';
import { phoneOf } from '../citizen-id.js';
import { DAY_MS, HOUR_MS, idOf, iso, randomOf, type Day } from './day.js';
import type { HouseholdRef, WorkerRef } from './refs.js';

const VISITS_PER_DAY = 920;

/** Patrols of one day: each worker once or twice, few at weekends, a handful through the night. */
export function tellPatrols(day: Day): void {
  const random = randomOf(day, 'patrol');
  const nightCount = Math.max(1, Math.round(day.refs.workers.length / 40));
  const roster = random.shuffle(day.refs.workers);
  let no = 0;
  const patrol = (worker: WorkerRef, startAt: number, endAt: number) => {
    const gridCode = random.pick(worker.leaves);
    const id = idOf(day, 'patrol', no++);
    for (const [phase, at] of [['start', startAt], ['end', endAt]] as const)
      day.emit({ source: 'demo-grid', id: `${id}-${phase}`, type: 'grid.patrol', at, data: { gridCode, worker: worker.code, phase, at: iso(at) } });
  };
  roster.forEach((worker, at) => {
    if (at < nightCount * 2) {
      // Two night shifts, 22–02 and 02–06, each in rounds of about two hours.
      const first = day.start + (at < nightCount ? 22 : 26) * HOUR_MS;
      for (let round = 0; round < 2; round++) {
        const start = first + round * 2 * HOUR_MS + random.int(0, 10) * 60_000;
        patrol(worker, start, start + random.int(80, 105) * 60_000);
      }
      return;
    }
    if (day.weekday >= 5 && random.chance(0.62)) return;
    const morning = day.start + bounded(random.bell(8.9, 0.8), 6.4, 10.8) * HOUR_MS;
    patrol(worker, Math.floor(morning), Math.floor(morning + random.between(0.8, 2) * HOUR_MS));
    if (random.chance(0.48)) {
      const later = day.start + (random.chance(0.75) ? bounded(random.bell(14.8, 0.7), 13.2, 16.5) : random.between(18.5, 20)) * HOUR_MS;
      patrol(worker, Math.floor(later), Math.floor(later + random.between(0.7, 1.8) * HOUR_MS));
    }
  });
}

const bounded = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Home visits of one day; one in twenty-five proposes a change to the ledger. */
export function tellVisits(day: Day): void {
  const random = randomOf(day, 'visit');
  const perDay = VISITS_PER_DAY * day.refs.factor * (day.weekday >= 5 ? 0.45 : 1.12);
  arrivals(random, 'visit', perDay, day.start, day.start + DAY_MS).forEach((at, no) => {
    const worker = random.pick(day.refs.workers);
    if (worker.households.length === 0) return;
    const household = random.pick(worker.households);
    const { findings, need } = visitText(random);
    const subject = random.chance(0.05) ? { personRef: household.headRef } : { householdRef: household.code };
    const changes = random.chance(0.04) && 'householdRef' in subject ? { changes: [changeOf(random, household)] } : {};
    day.emit({ source: 'demo-grid', id: idOf(day, 'visit', no), type: 'grid.visit', at, data: { ...subject, visitor: worker.code, at: iso(at), findings, ...(need ? { need } : {}), ...changes } });
  });
}

function changeOf(random: Random, household: HouseholdRef): { personRef: string; field: string; value: string } {
  const [field, value] = random.pick([
    ['person.phone', phoneOf(90_000_000 + random.int(0, 999_999))],
    ['person.emergency_phone', phoneOf(90_000_000 + random.int(0, 999_999))],
    ['person.skill', random.pick(['书法', '缝纫', '理发', '水电维修', '太极拳', '合唱'])],
  ] as const);
  return { personRef: household.headRef, field, value };
}

/** Rare renewals of registrations: volunteers who tell a unit or new skills. */
export function tellRegistrations(day: Day): void {
  const random = randomOf(day, 'registration');
  const count = random.poisson(4 * Math.max(0.25, day.refs.factor));
  for (let no = 0; no < count; no++) {
    const [communityId, codes] = random.pick([...day.refs.volunteers]);
    const at = instantOf(random, 'volunteer', day.start);
    if (localHour(at) < 7) continue;
    day.emit({
      source: 'demo-volunteer',
      id: idOf(day, 'registration', no),
      type: 'volunteer.registration',
      at,
      data: { volunteerRef: random.pick(codes), community: day.refs.communityCodes.get(communityId) ?? day.refs.street, unit: random.pick(['市第二中学', '区人民医院', '供电公司', '公交公司', '街道机关']), skills: random.sample(['助老', '医护', '应急', '环保', '法律'], random.int(1, 2)) },
    });
  }
}
