import { type FieldDefinition, fieldOf, type FieldValue } from '#catalogue';
import { fail, sqlTime } from '#platform';
import type { Area } from '../spine/index.js';
import type { LedgerBatch } from './ledger-batch.js';
import type { Provenance } from './provenance.js';

interface HouseholdPlace {
  id: number;
  area: Area;
}

const LIVING = 'LED-01';

function field(id: string): FieldDefinition {
  const found = fieldOf(id);
  if (found === undefined) throw new Error(`no field ${id}`);
  return found;
}

/** Moves, births and deaths: the changes of the ledger that also change how many people live somewhere. */
export class LifeEvents {
  constructor(private readonly batch: LedgerBatch) {}

  /** A person who is new to the ledger, in a household. `values` are checked. @returns the new id */
  add(household: HouseholdPlace, code: string, values: ReadonlyMap<FieldDefinition, FieldValue>, by: Provenance, relation: string | null = null): number {
    const { ids, counters } = this.batch.tools;
    const id = ids.next();
    this.batch.create('person', id, household.area, { code, household_id: household.id, name: '', residence_status: 'LIVING' }, by);
    for (const [item, value] of values) this.batch.set('person', id, item, value, by);
    if (relation !== null && !values.has(field('person.relation'))) this.batch.set('person', id, field('person.relation'), relation, by);
    counters.standing(LIVING, household.area.id, 1);
    this.note('moveIn', id, household, by);
    return id;
  }

  /** An existing person joins another household; one who had left lives here again. */
  moveIn(personId: number, household: HouseholdPlace, day: string, by: Provenance): void {
    const row = this.row(personId);
    const { counters } = this.batch.tools;
    // Who moved away may come back; the dead and what an import took back may not.
    if (!['LIVING', 'MOVED'].includes(String(row['residence_status']))) throw fail('RECORD_LEFT');
    if (row['residence_status'] === 'LIVING') counters.standing(LIVING, row.area_id, -1);
    counters.standing(LIVING, household.area.id, 1);
    const before = String(row['household_id']);
    this.batch.setColumns('person', personId, { household_id: household.id, area_id: household.area.id, area_path: household.area.path, residence_status: 'LIVING', valid_to: null }, { field: 'person.household', before, after: String(household.id) }, by);
    this.batch.set('person', personId, field('person.move_in_date'), day, by);
    this.batch.set('person', personId, field('person.move_out_date'), null, by);
    this.note('moveIn', personId, household, { ...by, validFrom: day });
  }

  moveOut(personId: number, day: string, by: Provenance): void {
    this.leave(personId, 'MOVED', 'person.move_out_date', day, by, 'moveOut');
  }

  death(personId: number, day: string, by: Provenance): void {
    this.leave(personId, 'DIED', 'person.death_date', day, by, 'death');
  }

  private leave(personId: number, status: string, dateField: string, day: string, by: Provenance, kind: string): void {
    const row = this.row(personId);
    if (row['residence_status'] !== 'LIVING') throw fail('RECORD_LEFT');
    this.batch.tools.counters.standing(LIVING, row.area_id, -1);
    this.batch.setColumns('person', personId, { residence_status: status, valid_to: sqlTime(this.batch.tools.now) }, null, by);
    this.batch.set('person', personId, field(dateField), day, by);
    for (const tag of this.batch.tags.of(personId)) this.batch.tags.end(personId, tag, day);
    const area = this.batch.tools.areas.id(row.area_id);
    if (area !== undefined) this.note(kind, personId, { id: Number(row['household_id']), area }, { ...by, validFrom: day });
  }

  private row(personId: number): { area_id: number } & Record<string, unknown> {
    const row = this.batch.row('person', personId);
    if (row === undefined) throw fail('NOT_FOUND');
    return row;
  }

  private note(kind: string, personId: number, household: HouseholdPlace, by: Provenance): void {
    const { ids, now } = this.batch.tools;
    this.batch.life.push([ids.next(), kind, personId, household.id, household.area.id, household.area.path, by.validFrom, sqlTime(now), by.actorId, by.actor, by.kind === 'visit' ? by.id : null, by.reason?.slice(0, 200) ?? null]);
  }
}
