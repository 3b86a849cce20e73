import { Inject, Injectable } from '@nestjs/common';
import { type FieldValue, parseAddress, type AddressParts, tagOf } from '#catalogue';
import { businessDay, type Clock, Database, idNoIndex, phoneIndex } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import type { Scope } from '../access/index.js';
import { type RecordRow, valueOf } from '../ledger/index.js';
import { AddressBook, type Home } from '../residents/index.js';
import { type CheckedRow, isRejected } from './checking/index.js';
import { chooseMatch, fieldOutcome, type MatchCandidate } from './matching.rules.js';
import { fieldOfTarget, PLACE_TARGETS, type PlannedField, type RowPlan, stateOf, textIn } from './plan.js';
import type { SheetCell } from '../../spreadsheets/reading/index.js';

const DAY_MS = 86_400_000;

type PersonRow = RecordRow & { household_id: number; name: string; former_name: string | null; birth_date: string | null; sex: string | null; residence_status: string; confirmed_at: Date | null; id_no_index: Buffer | null; phone_index: Buffer | null };

/** What is known of the ledger for one part of a sheet. */
interface Known {
  people: PersonRow[];
  tags: Map<number, Set<string>>;
  records: Map<string, RecordRow>;
  homes: Map<string, Home | null>;
}

const equal = (a: Buffer | null, b: Buffer | null): boolean | null => (a === null || b === null ? null : a.equals(b));

/** Decides for each row whom it is about, where they live and what it would change. Reads only; nothing is written. */
@Injectable()
export class PlanningService {
  constructor(
    private readonly database: Database,
    private readonly addresses: AddressBook,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Plans a part of a sheet (some hundreds of rows). */
  async plan(rows: readonly { checked: CheckedRow; cells: readonly SheetCell[] }[], scope: Scope): Promise<RowPlan[]> {
    const addresses = rows.map(({ checked }) => addressOf(checked));
    const homes = await this.addresses.homes(addresses, scope);
    const people = await this.candidates(rows.map((row) => row.checked));
    const known: Known = { people, tags: await this.tags(people.map((person) => person.id)), records: await this.records([...homes.values()]), homes };
    return rows.map(({ checked, cells }, at) => this.planOne(checked, cells, addresses[at] ?? null, known, scope));
  }

  private planOne(checked: CheckedRow, cells: readonly SheetCell[], address: AddressParts | null, known: Known, scope: Scope): RowPlan {
    const home = address === null ? null : (known.homes.get(JSON.stringify(address)) ?? null);
    const questions = checked.issues.filter((issue) => issue.severity === 'question').map((issue) => issue.message);
    let rejected = isRejected(checked);
    const found = rejected ? null : this.match(checked, home, known);
    const person = found === null ? null : (known.people.find((row) => String(row.id) === found.candidate.id) ?? null);
    const faults: string[] = [];
    if (person !== null && !scope.covers(person.area_path)) {
      // Nothing about somebody of another area is told, not even where.
      faults.push('该身份信息已登记在您的范围之外,请联系街道管理员办理迁入');
      rejected = true;
    }
    if (found?.match.question != null) questions.push(found.match.question);
    if (person === null && !rejected) {
      if (address === null) faults.push('没有地址,无法确定新增人员住在哪一户');
      else if (home === null) faults.push('地址在底册中找不到对应的房屋,请核对小区、楼栋、单元、房号');
      rejected = faults.length > 0;
    }
    if (person !== null && person.residence_status !== 'LIVING') questions.push('底册显示此人已迁出或死亡,请确认');
    const mine = person !== null && scope.covers(person.area_path) ? person : null;
    const fields = this.fields(checked, mine, home, known);
    const plan: RowPlan = {
      cells,
      checked: faults.length === 0 ? checked : { ...checked, issues: [...checked.issues, ...faults.map((message) => ({ code: 'REQUIRED' as const, severity: 'error' as const, targets: ['person.live_address'], message }))] },
      state: 'reject',
      personId: mine?.id ?? null,
      houseId: home?.houseId ?? null,
      householdId: mine?.household_id ?? home?.householdId ?? null,
      match: found === null || mine === null ? null : { score: found.match.score, reasons: found.match.reasons },
      questions,
      fields,
    };
    return { ...plan, state: stateOf(plan, rejected) };
  }

  private match(checked: CheckedRow, home: Home | null, known: Known): ReturnType<typeof chooseMatch> {
    const name = textIn(checked, 'person.name');
    if (name === null) return null;
    const idNo = idNoIndex(textIn(checked, 'person.id_no'));
    const phone = phoneIndex(textIn(checked, 'person.phone'));
    const birthDate = textIn(checked, 'person.birth_date');
    const candidates = known.people
      .filter((row) => equal(row.id_no_index, idNo) === true || equal(row.phone_index, phone) === true || row.name === name)
      .map((row): MatchCandidate => ({
        id: String(row.id),
        name: row.name,
        formerName: row.former_name,
        idNoEqual: equal(row.id_no_index, idNo),
        phoneEqual: equal(row.phone_index, phone),
        birthDate: row.birth_date,
        sex: row.sex,
        householdEqual: home?.householdId == null ? null : row.household_id === home.householdId,
        addressEqual: null,
        surnameFrequency: 0.01,
      }));
    return chooseMatch({ name, birthDate, sex: textIn(checked, 'person.sex') }, candidates);
  }

  private fields(checked: CheckedRow, person: PersonRow | null, home: Home | null, known: Known): PlannedField[] {
    const now = this.clock.now();
    return checked.fields.flatMap((item): PlannedField[] => {
      const { target, shown, result } = item;
      if (PLACE_TARGETS.has(target)) return [];
      const value = result.ok ? result.value : null;
      const message = result.ok ? (result.notes[0] ?? null) : result.message;
      if (target.startsWith('tag:')) return [{ target, shown, value, current: person === null ? null : (known.tags.get(person.id)?.has(target.slice(4)) ?? false), message, outcome: this.tagOutcome(target.slice(4), value, person, known, result.ok) }];
      const field = fieldOfTarget(target);
      if (field === undefined || (!field.editable && field.id !== 'person.tags')) return [];
      if (field.id === 'person.tags') return [{ target, shown, value, current: null, message, outcome: !result.ok ? 'reject' : value === null ? 'keep' : 'update' }];
      const row = field.entity === 'person' ? person : field.entity === 'household' ? known.records.get(`household/${home?.householdId ?? person?.household_id ?? 0}`) : known.records.get(`house/${home?.houseId ?? 0}`);
      const current: FieldValue = row == null ? null : valueOf(row, field);
      const seenAt = person?.confirmed_at?.getTime() ?? null;
      return [{ target, shown, value, current, message, outcome: fieldOutcome({ valid: result.ok, incoming: value, current, ageDays: seenAt === null ? null : Math.floor((now - seenAt) / DAY_MS), freshDays: field.freshDays }) }];
    });
  }

  private tagOutcome(tag: string, value: FieldValue, person: PersonRow | null, known: Known, valid: boolean): PlannedField['outcome'] {
    if (!valid) return 'reject';
    if (value === null || tagOf(tag)?.derived !== null) return 'keep';
    const held = person !== null && (known.tags.get(person.id)?.has(tag) ?? false);
    if (value === true) return held ? 'same' : 'create';
    return held ? 'conflict' : 'keep';
  }

  /** Blocking: people who share an id number, a phone, or name and birth date with a row. */
  private async candidates(rows: readonly CheckedRow[]): Promise<PersonRow[]> {
    const ids = rows.flatMap((row) => idNoIndex(textIn(row, 'person.id_no')) ?? []);
    const phones = rows.flatMap((row) => phoneIndex(textIn(row, 'person.phone')) ?? []);
    const names = [...new Set(rows.flatMap((row) => textIn(row, 'person.name') ?? []))];
    const births = [...new Set(rows.flatMap((row) => textIn(row, 'person.birth_date') ?? []))];
    const parts: [string, unknown[]][] = [];
    if (ids.length > 0) parts.push(['SELECT * FROM person WHERE id_no_index IN (?)', [ids]]);
    if (phones.length > 0) parts.push(['SELECT * FROM person WHERE phone_index IN (?)', [phones]]);
    if (names.length > 0 && births.length > 0) parts.push(['SELECT * FROM person WHERE name IN (?) AND birth_date IN (?)', [names, births]]);
    const found = new Map<number, PersonRow>();
    for (const [sql, values] of parts) for (const row of await this.database.query<PersonRow>(`${sql} AND residence_status <> 'UNDONE'`, values)) found.set(row.id, row);
    return [...found.values()];
  }

  private async tags(ids: readonly number[]): Promise<Map<number, Set<string>>> {
    const held = new Map<number, Set<string>>(ids.map((id) => [id, new Set()]));
    if (ids.length === 0) return held;
    const day = businessDay(this.clock.now());
    for (const row of await this.database.query<{ person_id: number; tag: string }>('SELECT person_id, tag FROM person_tag WHERE person_id IN (?) AND (valid_to IS NULL OR valid_to > ?)', [ids, day])) held.get(row.person_id)?.add(row.tag);
    return held;
  }

  private async records(homes: readonly (Home | null)[]): Promise<Map<string, RecordRow>> {
    const records = new Map<string, RecordRow>();
    const houses = homes.flatMap((home) => home?.houseId ?? []);
    const households = homes.flatMap((home) => home?.householdId ?? []);
    if (houses.length > 0) for (const row of await this.database.query<RecordRow>('SELECT * FROM house WHERE id IN (?)', [houses])) records.set(`house/${row.id}`, row);
    if (households.length > 0) for (const row of await this.database.query<RecordRow>('SELECT * FROM household WHERE id IN (?)', [households])) records.set(`household/${row.id}`, row);
    return records;
  }
}

/** Where the row says somebody lives: a whole address, or its parts in columns of their own. */
export function addressOf(checked: CheckedRow): AddressParts | null {
  const whole = textIn(checked, 'person.live_address') ?? textIn(checked, 'house.address');
  const parts = whole === null ? null : parseAddress(whole);
  const piece = (target: string, suffix: RegExp) => textIn(checked, target)?.normalize('NFKC').replace(suffix, '').trim() ?? null;
  const own = { estate: piece('estate.name', /$^/u), building: piece('building.no', /(?:号楼|栋|幢|座|#|号)$/u), unit: piece('house.unit', /(?:单元|门)$/u), room: piece('house.room', /(?:室|号|房)$/u) };
  if (parts === null && own.building === null && own.room === null) return null;
  const base = parts ?? parseAddress('');
  return { ...base, estate: own.estate ?? base.estate, building: own.building ?? base.building, unit: own.unit ?? base.unit, room: own.room ?? base.room, community: base.community ?? piece('person.community', /$^/u) };
}

