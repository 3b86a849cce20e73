import { badNote, CHECK_TEMPLATES, checkItems, HAZARD_LEVEL_WEIGHTS, instantOf } from '#catalogue';
import { DAY_MS, idOf, iso, randomOf, type Day } from './day.js';

/** Monday … Sunday: Tuesday is the day of self-checks; by Sunday about 90 % of the places have sent one. */
const WEEKDAYS = [[0, 6], [1, 66], [2, 9], [3, 6], [4, 5], [5, 4], [6, 4]] as const;
const COMPLETE = 0.905;

/** The self-checks of a whole week; called on its Monday. */
export function tellSelfChecks(day: Day): void {
  const templates = new Map(CHECK_TEMPLATES.map((item) => [item.smallPlace, item]));
  const random = randomOf(day, 'checks');
  for (const org of day.refs.orgs) {
    const template = templates.get(org.smallPlace);
    if (template === undefined || !random.chance(COMPLETE)) continue;
    const at = instantOf(random, 'selfCheck', day.start + random.weighted(WEEKDAYS) * DAY_MS);
    const items = checkItems(random, template.items);
    const id = idOf(day, 'check', org.code);
    day.emit({ source: 'demo-inspection', id, type: 'inspection.submitted', at, data: { placeRef: org.code, template: template.code, items, by: org.code, at: iso(at) } });
    const bad = items.find((item) => item.result === 'BAD');
    // Someone from the street looks at part of the bad answers and records what is found as a hazard.
    if (bad !== undefined && random.chance(0.35)) {
      const foundAt = at + random.int(5, 90) * 60_000;
      day.emit({ source: 'demo-inspection', id: `${id}-h`, type: 'inspection.hazard', at: foundAt, data: { placeRef: org.code, level: random.weighted(HAZARD_LEVEL_WEIGHTS), text: bad.note ?? badNote(bad.code) } });
    }
  }
}
