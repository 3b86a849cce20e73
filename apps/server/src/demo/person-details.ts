import type { Random } from '#catalogue';
import { addDays, businessDay, idNoIndex, nameKeys, phoneIndex, phoneTail, seal, sqlTime } from '#platform';
import { givenName, surname } from './names.js';
import type { Family, Numbers, Resident } from './people.js';
import type { BuildingRow, DrawnBuilding, DrawnHouse, DrawnHousehold, DrawnOrg, HouseholdRow, HouseRow, OrgRow, PersonDetails } from './rows.js';

const DAY_MS = 86_400_000;
const UNITS = ['市第二中学', '区人民医院', '供电公司', '公交公司', '街道卫生服务中心', '物业公司', '纺织厂', '建筑公司', '商贸公司', '餐饮公司', '快递站', '软件公司'];
const DOCTORS = ['社区卫生服务中心 刘医生', '社区卫生服务中心 高医生', '社区卫生服务中心 马医生'];

/** Where a resident without a register here is registered; fictional like the street itself. */
const ELSEWHERE = ['临江市东城区', '临江市云溪县', '海宁州平湖县', '北屏市南山区', '青川市古镇'];

/** Columns of a person that follow from others or are told at the door, drawn apart so that the people stay as they were. */
export function personDetails(family: Family, resident: Resident, address: string, numbers: Numbers, random: Random, now: number): PersonDetails {
  const { facts, member, name, phone, idNo } = resident;
  const { health, employment } = facts;
  // Health codes 61…67 are the seven kinds of disability (GB/T 2261.3), 60 and 69 name none.
  const disabled = /^6[1-7]$/.test(health) ? { type: health[1] ?? '', level: random.pick(['1', '2', '3', '4']) } : null;
  const local = facts.residenceType === '户籍';
  const working = !['31', '70', '80', '90'].includes(employment) && member.age >= 16;
  const elder = member.age >= 60;
  const recorded = now - random.int(200, 900) * DAY_MS;
  const confirmed = family.row.last_verified_at;
  const kin = elder || member.age < 16;
  const sex = random.chance(0.5) ? '1' : '2';
  return {
    ...nameKeys(name),
    id_no_index: idNoIndex(idNo),
    phone_index: phoneIndex(phone),
    phone_tail: phoneTail(phone),
    id_type: idNo === null ? null : '111',
    reg_address: local ? address : `${random.pick(ELSEWHERE)}${random.int(1, 60)}号`,
    reg_kind: local ? '居民家庭户' : null,
    inflow_reason: facts.residenceType === '流动' ? random.weighted([['务工', 60], ['经商', 15], ['投靠', 15], ['就学', 8], ['其他', 2]] as const) : null,
    work_unit: working && random.chance(0.55) ? random.pick(UNITS) : null,
    income_source: elder ? '养老金' : working ? '工资' : null,
    medical_insurance: random.weighted([['职工', working || employment === '80' ? 70 : 5], ['居民', 28], ['未参保', 2]] as const),
    pension: member.age < 16 ? null : random.weighted([['职工', working || employment === '80' ? 68 : 5], ['居民', 25], ['未参保', 7]] as const),
    family_doctor: elder && random.chance(0.6) ? random.pick(DOCTORS) : null,
    disability_type: disabled?.type ?? null,
    disability_level: disabled?.level ?? null,
    disability_cert: disabled === null || idNo === null ? null : seal(`${idNo}${disabled.type}${disabled.level}`),
    emergency_contact: kin && random.chance(0.8) ? (elder && member.sex === '1' ? resident.surname : surname(random)) + givenName(random, 1975, sex) : null,
    emergency_relation: kin ? (elder ? (sex === '1' ? '儿子' : '女儿') : '父母') : null,
    emergency_phone: kin && random.chance(0.75) ? seal(numbers.phone()) : null,
    move_in_date: businessDay(now - random.int(30, Math.max(40, Math.min(7000, Math.floor(member.age * 360)))) * DAY_MS),
    recorded_at: sqlTime(recorded),
    origin_kind: 'seed',
    origin_by: random.chance(0.5) ? '公安户籍底册' : '网格入户登记',
    confirmed_at: confirmed,
    confirmed_by: confirmed === null ? null : '网格员',
  };
}

const TENURE: readonly (readonly [string, number])[] = [['自住', 74], ['出租', 20], ['借住', 6]];

/** What the ledger says of a home: who lives in it decides how it is used. */
export function houseDetails(family: Family | undefined, numbers: Numbers, random: Random): Omit<HouseRow, keyof DrawnHouse> {
  const renting = family !== undefined && (family.kind === 'migrants' || family.kind === 'students');
  const tenure = family === undefined ? '空置' : renting ? '出租' : random.weighted(TENURE);
  const head = family?.residents[0];
  const owner = tenure === '自住' && head !== undefined ? head.name : surname(random) + givenName(random, random.int(1950, 1990), random.chance(0.5) ? '1' : '2');
  return {
    tenure,
    gas: random.weighted([['管道', 93], ['瓶装', 5], ['无', 2]] as const),
    owner,
    owner_phone: tenure === '自住' ? null : seal(numbers.phone()),
    area_sqm: random.int(42, 128),
    tenants: tenure === '出租' ? (family?.residents.length ?? 0) : null,
    smoke_detector: random.chance(0.35) ? 1 : 0,
  };
}

const RELIEF: Readonly<Record<string, string>> = { low_income: '低保', extreme_poverty: '特困', low_income_edge: '低保边缘' };

export function householdDetails(tags: ReadonlySet<string>, random: Random): Omit<HouseholdRow, keyof DrawnHousehold> {
  const relief = Object.keys(RELIEF).find((tag) => tags.has(tag));
  return { kind: '家庭户', low_income_type: relief === undefined ? null : (RELIEF[relief] ?? null), dogs: random.chance(0.06) ? 1 : 0 };
}

export function buildingDetails(building: Pick<DrawnBuilding, 'floors'>, random: Random): Omit<BuildingRow, keyof DrawnBuilding> {
  const tall = building.floors > 7;
  return { elevator: tall ? 1 : random.chance(0.08) ? 1 : 0, year: tall ? random.int(2002, 2019) : random.int(1983, 2008), property: random.pick(['安居物业', '和顺物业', '惠民物业', '社区代管']) };
}

export function orgDetails(numbers: Numbers, random: Random, now: number): Omit<OrgRow, keyof DrawnOrg> {
  return {
    principal: surname(random) + givenName(random, random.int(1965, 1995), random.chance(0.5) ? '1' : '2'),
    phone: seal(numbers.phone()),
    staff: random.int(1, 14),
    gas: random.weighted([['管道', 45], ['瓶装', 15], ['无', 40]] as const),
    opened_at: addDays(businessDay(now), -random.int(60, 4000)),
    area_sqm: random.int(15, 280),
    night_stay: random.chance(0.03) ? 1 : 0,
  };
}
