import { Inject, Injectable } from '@nestjs/common';
import { ageOn, CODE_LISTS, codeName, fieldOf, type FieldDefinition, tagOf } from '#catalogue';
import { DOOR_FIELDS, DOOR_HOUSE_FIELDS, type DoorHousehold, type DoorPerson, type VisitDay } from '#contracts';
import { addDays, businessDay, type Clock, dayStart, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope, scopeOf } from '../access/index.js';
import { type RecordRow, valueOf } from '../ledger/index.js';
import { AreaIndex } from '../spine/index.js';
import { type DoorRow, type PlannedRow, VisitPlanRepository } from './visit-plan.repository.js';

const DAY_MS = 86_400_000;
const fields = (ids: readonly string[]): FieldDefinition[] => ids.flatMap((id) => fieldOf(id) ?? []);
const PERSON_FIELDS = fields(DOOR_FIELDS);
const HOME_FIELDS = fields(DOOR_HOUSE_FIELDS);
const FRESH_FIELDS = PERSON_FIELDS.filter((field) => field.freshDays !== null);

type PersonRow = Awaited<ReturnType<VisitPlanRepository['people']>>[number];

/** What a grid worker takes along in the morning: today's households in clear, to be read without a signal. */
@Injectable()
export class VisitDayService {
  constructor(
    private readonly repository: VisitPlanRepository,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async today(account: AccountPrincipal): Promise<VisitDay> {
    const now = this.clock.now();
    const day = businessDay(now);
    const scope = scopeOf(account, 'visit.record');
    let planned = await this.repository.planned(account.id, day);
    if (planned.length === 0) {
      await this.repository.save(account.id, day, await this.repository.draw(scope, now));
      planned = await this.repository.planned(account.id, day);
    }
    const households = await this.households(planned, account);
    const area = account.areaId === null ? undefined : this.areas.id(account.areaId);
    return {
      day,
      asOf: isoTime(now),
      worker: account.name,
      grid: area === undefined ? '' : this.areas.lineage(area).slice(1).map((node) => node.name).join(''),
      done: households.filter((household) => household.visitedToday).length,
      households,
      fields: [...PERSON_FIELDS, ...HOME_FIELDS, ...fields(['person.name', 'person.id_no', 'person.sex', 'person.birth_date', 'person.relation'])].map((field) => ({
        id: field.id,
        label: field.label,
        type: field.type,
        codes: field.codeList === null ? null : (CODE_LISTS[field.codeList]?.items.map((item) => ({ code: item.code, name: item.name })) ?? null),
        options: field.options === null ? null : [...field.options],
      })),
    };
  }

  /** A household of one's own area joins today's list. @throws NOT_FOUND */
  async add(householdId: number, account: AccountPrincipal): Promise<DoorHousehold> {
    const now = this.clock.now();
    const row = (await this.repository.doors([householdId], now))[0];
    if (row === undefined) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'visit.record').covers(row.area_path)) throw outOfScope();
    await this.repository.add(account.id, businessDay(now), householdId);
    const found = await this.one(householdId, account);
    if (found === null) throw fail('NOT_FOUND');
    return found;
  }

  /** One household of today's list as it is now; null when it is not on it. */
  async one(householdId: number, account: AccountPrincipal): Promise<DoorHousehold | null> {
    const planned = (await this.repository.planned(account.id, businessDay(this.clock.now()))).filter((item) => item.household_id === householdId);
    return (await this.households(planned, account))[0] ?? null;
  }

  private async households(planned: readonly PlannedRow[], account: AccountPrincipal): Promise<DoorHousehold[]> {
    const now = this.clock.now();
    const day = businessDay(now);
    const scope = scopeOf(account, 'visit.record');
    const rows = (await this.repository.doors(planned.map((item) => item.household_id), now)).filter((row) => scope.covers(row.area_path));
    const [houses, people, visited] = await Promise.all([
      this.repository.houses(rows.map((row) => row.house_id)),
      this.repository.people(rows.map((row) => row.id)),
      this.repository.visited(account.id, dayStart(day), dayStart(addDays(day, 1))),
    ]);
    const ids = people.map((person) => person.id);
    const [tags, changes] = await Promise.all([this.repository.tags(ids, day), this.repository.lastChanges(ids)]);
    const changedAt = new Map(changes.map((change) => [`${change.entity_id}/${change.field}`, change.at.getTime()]));
    return planned.flatMap((plan) => {
      const row = rows.find((item) => item.id === plan.household_id);
      if (row === undefined) return [];
      const house = houses.find((item) => item.id === row.house_id);
      const members = people.filter((person) => person.household_id === row.id).map((person) => this.person(person, tags.filter((tag) => tag.person_id === person.id).map((tag) => tag.tag), changedAt, day, now));
      return this.household(row, house, plan, members, visited.has(row.id));
    });
  }

  private household(row: DoorRow, house: RecordRow | undefined, plan: PlannedRow, people: DoorPerson[], visitedToday: boolean): DoorHousehold {
    const area = this.areas.id(row.area_id);
    const name = (level: 'community' | 'grid') => (area === undefined ? '' : (this.areas.at(area, level)?.name ?? ''));
    return {
      id: String(row.id),
      code: row.code,
      version: row.version,
      houseVersion: house?.version ?? 0,
      no: plan.no,
      reason: plan.reason,
      community: name('community'),
      grid: name('grid'),
      door: `${row.building} ${row.unit} ${row.room}`,
      estate: row.estate,
      verifiedAt: row.last_verified_at === null ? null : isoTime(row.last_verified_at),
      visitedToday,
      openNeeds: Number(row.needs),
      people,
      values: Object.fromEntries(HOME_FIELDS.map((field) => [field.id, field.entity === 'house' ? (house === undefined ? null : valueOf(house, field)) : valueOf(row, field)])),
    };
  }

  private person(row: PersonRow, tags: readonly string[], changedAt: ReadonlyMap<string, number>, day: string, now: number): DoorPerson {
    const confirmed = row.confirmed_at?.getTime() ?? 0;
    const stale = FRESH_FIELDS.filter((field) => now - Math.max(confirmed, changedAt.get(`${row.id}/${field.id}`) ?? 0) > (field.freshDays ?? 0) * DAY_MS);
    return {
      id: String(row.id),
      version: row.version,
      name: row.name,
      relation: row.relation === null ? '' : codeName('family-relation', row.relation),
      age: row.birth_date === null ? null : ageOn(row.birth_date, day),
      values: Object.fromEntries(PERSON_FIELDS.map((field) => [field.id, valueOf(row, field)])),
      tags: tags.filter((tag) => tagOf(tag)?.level !== 'L4').map((tag) => ({ code: tag, name: tagOf(tag)?.name ?? tag })),
      confirmedAt: row.confirmed_at === null ? null : isoTime(row.confirmed_at),
      staleFields: stale.map((field) => field.label),
    };
  }
}
