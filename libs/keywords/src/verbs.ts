import type { TableEntity } from '#contracts';

const everywhere = (field: string): Readonly<Partial<Record<TableEntity | 'any', string>>> => ({ any: field });

/** Field a verb's time is compared with, by the table's entity; `any` where the entity does not matter. */
const FIELD_OF_VERB: Readonly<Record<string, Readonly<Partial<Record<TableEntity | 'any', string>>>>> = {
  add: { person: 'person.tag_date', household: 'person.tag_date', event: 'event.reported_at', org: 'org.opened_at', alarm: 'alarm.received_at', visit: 'visit.date', volunteer: 'volunteer.registered_at', inspection: 'inspection.at' },
  moveIn: everywhere('person.move_in_date'),
  moveOut: everywhere('person.move_out_date'),
  die: everywhere('person.death_date'),
  born: everywhere('person.birth_date'),
  visit: { visit: 'visit.date', any: 'visit.last_date' },
  check: { org: 'org.last_check', inspection: 'inspection.at', any: 'org.last_check' },
  report: { event: 'event.reported_at', alarm: 'alarm.received_at', inspection: 'inspection.at', any: 'event.reported_at' },
  close: { event: 'event.closed_at', any: 'event.closed_at' },
  update: { person: 'person.updated_at', any: 'person.updated_at' },
  verify: everywhere('household.verified_at'),
  rent: everywhere('house.rent_from'),
  open: everywhere('org.opened_at'),
  register: everywhere('volunteer.registered_at'),
  build: everywhere('building.year'),
  selfCheck: everywhere('inspection.at'),
};

/** Entity a verb speaks of when nothing else says so. */
export const ENTITY_OF_VERB: Readonly<Record<string, TableEntity>> = { moveIn: 'person', moveOut: 'person', die: 'person', born: 'person', report: 'event', close: 'event', rent: 'house', open: 'org', register: 'volunteer', check: 'org', build: 'building', verify: 'household', selfCheck: 'inspection', update: 'person' };

/** The date a table of this kind is about when no verb is near. */
export const DATE_OF_ENTITY: Readonly<Partial<Record<TableEntity, string>>> = { event: 'event.reported_at', visit: 'visit.date', alarm: 'alarm.received_at', inspection: 'inspection.at' };

export function fieldOfVerb(verb: string, entity: TableEntity): string | null {
  const fields = FIELD_OF_VERB[verb];
  return fields?.[entity] ?? fields?.any ?? null;
}
