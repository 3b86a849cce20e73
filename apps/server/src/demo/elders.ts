import { seal, sqlTime } from '#platform';
import type { Random } from '#catalogue';
import type { Sex } from './household-kinds.js';
import { givenName, surname } from './names.js';
import type { Family, Numbers, Resident } from './people.js';
import type { StreetPlan } from './plan.js';
import type { AlarmSubjectRow, SubjectContactRow } from './rows.js';

const DAY_MS = 86_400_000;

export interface ServedElder {
  subject: AlarmSubjectRow;
  resident: Resident;
  family: Family;
}
export interface ElderService {
  served: ServedElder[];
  contacts: SubjectContactRow[];
}

/** One elder per home, those who live alone or are oldest first: they are whom the alarm service is for. */
export function enrolElders(plan: StreetPlan, families: readonly Family[], numbers: Numbers, random: Random, now: number): ElderService {
  const candidates = families.flatMap((family) => {
    const oldest = family.residents.filter((item) => item.member.age >= 60).sort((a, b) => b.member.age - a.member.age)[0];
    if (oldest === undefined) return [];
    const need = (family.residents.length === 1 ? 40 : 0) + oldest.member.age + random.between(0, 25);
    return [{ family, resident: oldest, need }];
  });
  candidates.sort((a, b) => b.need - a.need);
  const out: ElderService = { served: [], contacts: [] };
  for (const { family, resident } of candidates.slice(0, plan.scale.served)) {
    const subject: AlarmSubjectRow = {
      id: plan.idBase + out.served.length + 1,
      kind: 'elder',
      person_id: resident.row.id,
      household_id: family.row.id,
      area_id: family.row.area_id,
      area_path: family.row.area_path,
      status: 'ACTIVE',
      since: sqlTime(now - random.int(30, 900) * DAY_MS),
    };
    out.served.push({ subject, resident, family });
    addContacts(out.contacts, subject, resident, numbers, random);
  }
  return out;
}

/** Three people to call: grown children mostly, then kin or a neighbour. */
function addContacts(out: SubjectContactRow[], subject: AlarmSubjectRow, elder: Resident, numbers: Numbers, random: Random): void {
  const family = elder.member.sex === '1' ? elder.surname : surname(random);
  const birthYear = Number(elder.row.birth_date.slice(0, 4));
  for (let no = 1; no <= 3; no++) {
    const child = no === 1 || random.chance(0.55);
    const sex: Sex = random.chance(0.5) ? '1' : '2';
    const relation = child ? (sex === '1' ? '20' : '30') : random.pick(['93', '94', '97', '99']);
    const year = child ? birthYear + random.int(21, 36) : birthYear + random.int(0, 40);
    const name = (child ? family : surname(random)) + givenName(random, year, sex);
    out.push({ subject_id: subject.id, no, name: seal(name), relation, phone: seal(numbers.phone()) });
  }
}
