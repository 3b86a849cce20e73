import { businessDay, seal, sqlTime } from '#platform';
import type { Random } from '#catalogue';
import type { Home } from './buildings.js';
import { citizenId, phoneOf } from './citizen-id.js';
import { drawHousehold, kindsOf, type HouseholdKind, type Member, type Sex } from './household-kinds.js';
import { givenName, surname } from './names.js';
import { drawFacts, drawResidence, type Facts } from './person-facts.js';
import { drawRelief, drawTags } from './person-tags.js';
import type { StreetPlan } from './plan.js';
import type { DrawnHousehold, DrawnPerson, PersonTagRow } from './rows.js';

const YEAR_MS = 365.2425 * 86_400_000;
const DAY_MS = 86_400_000;

/** A resident while the street is drawn: what later steps ask for in clear. */
export interface Resident {
  row: DrawnPerson;
  member: Member;
  facts: Facts;
  surname: string;
  name: string;
  phone: string | null;
  idNo: string | null;
}
export interface Family {
  row: DrawnHousehold;
  kind: HouseholdKind;
  home: Home;
  residents: Resident[];
}
export interface Population {
  families: Family[];
  tags: PersonTagRow[];
}

/** Phone numbers and citizen ids that no two people share, within a street and between streets. */
export class Numbers {
  private phones: number;
  private readonly orders = new Map<string, number>();

  constructor(private readonly plan: StreetPlan) {
    this.phones = plan.idBase;
  }

  phone(): string {
    return phoneOf(this.phones++);
  }

  citizenId(birthDate: string, sex: Sex): string {
    const key = birthDate + sex;
    const order = this.orders.get(key) ?? this.plan.index * 30;
    this.orders.set(key, order + 1);
    return citizenId(birthDate, sex, order);
  }
}

/** Fills the homes with households; about 3 % of the homes stay empty. */
export function settle(plan: StreetPlan, homes: readonly Home[], numbers: Numbers, random: Random, now: number): Population {
  const kinds = kindsOf(random, plan.scale.households, plan.small);
  const vacant = new Set(random.sample(homes, homes.length - kinds.length));
  const families: Family[] = [];
  const tags: PersonTagRow[] = [];
  let people = 0;
  let next = 0;
  for (const home of homes) {
    const kind = vacant.has(home) ? undefined : kinds[next++];
    if (kind === undefined) continue;
    const family: Family = { row: householdRow(plan, families.length + 1, home, random, now), kind, home, residents: [] };
    const members = drawHousehold(random, kind);
    const lines = new Map<number, string>();
    const allElders = members.every((item) => item.age >= 60);
    const relief = drawRelief(random, kind);
    const residence = drawResidence(random, kind);
    for (const member of members) {
      const resident = personOf(plan, ++people, family, member, residence, lines, numbers, random, now);
      family.residents.push(resident);
      drawTags(random, { id: resident.row.id, birthDate: resident.row.birth_date, member, facts: resident.facts }, kind, members.length === 1, allElders, relief, now, tags);
    }
    families.push(family);
  }
  return { families, tags };
}

/** Public codes carry the street's first digits only where there are several streets. */
export function publicCode(prefix: string, plan: StreetPlan, no: number, digits: number): string {
  return prefix + String(plan.idBase === 0 ? no : plan.idBase + no).padStart(digits, '0');
}

function householdRow(plan: StreetPlan, no: number, home: Home, random: Random, now: number): DrawnHousehold {
  const verified = random.chance(0.01) ? null : now - random.exponential(52) * DAY_MS;
  return {
    id: plan.idBase + no,
    code: publicCode('H', plan, no, 6),
    house_id: home.house.id,
    area_id: home.house.area_id,
    area_path: home.house.area_path,
    last_verified_at: verified === null ? null : sqlTime(Math.floor(verified)),
    valid_to: null,
  };
}

function personOf(plan: StreetPlan, no: number, family: Family, member: Member, residence: string, lines: Map<number, string>, numbers: Numbers, random: Random, now: number): Resident {
  const birthDate = businessDay(now - member.age * YEAR_MS);
  const birthYear = Number(birthDate.slice(0, 4));
  const facts = drawFacts(random, member, family.kind, residence, birthYear);
  const line = lines.get(member.line) ?? surname(random);
  lines.set(member.line, line);
  const name = line + givenName(random, birthYear, member.sex);
  const hasPhone = member.age >= 12 && random.chance(member.age < 16 ? 0.5 : member.age < 70 ? 0.985 : member.age < 85 ? 0.85 : 0.6);
  const phone = hasPhone ? numbers.phone() : null;
  const idNo = random.chance(member.age < 1 ? 0.15 : 0.001) ? null : numbers.citizenId(birthDate, member.sex);
  const row: DrawnPerson = {
    id: plan.idBase + no,
    code: publicCode('P', plan, no, 7),
    household_id: family.row.id,
    area_id: family.row.area_id,
    area_path: family.row.area_path,
    name,
    id_no: seal(idNo),
    phone: seal(phone),
    sex: member.sex,
    birth_date: birthDate,
    relation: member.relation,
    ethnic: facts.ethnic,
    education: facts.education,
    marital: member.marital,
    political: facts.political,
    employment: facts.employment,
    health: facts.health,
    residence_type: facts.residenceType,
    residence_status: 'LIVING',
    valid_to: null,
  };
  return { row, member, facts, surname: line, name, phone, idNo };
}
