import { addDays, businessDay } from '#platform';
import type { Random } from '#catalogue';
import type { HouseholdKind, Member } from './household-kinds.js';
import type { Facts } from './person-facts.js';
import type { PersonTagRow } from './rows.js';

export interface Tagged {
  id: number;
  birthDate: string;
  member: Member;
  facts: Facts;
}
/** Relief a whole household receives. */
export type Relief = 'low_income' | 'low_income_edge' | 'extreme_poverty' | 'temp_relief' | null;

export function drawRelief(random: Random, kind: HouseholdKind): Relief {
  if (kind === 'migrants' || kind === 'students') return null;
  if (kind === 'elderAlone' && random.chance(0.012)) return 'extreme_poverty';
  const hard = kind === 'singleParent' || kind === 'elderAndChild' ? 3 : 1;
  return random.weighted([['low_income', 11 * hard], ['low_income_edge', 5 * hard], ['temp_relief', 2 * hard], [null, 1000]] as const);
}

/** Writes the tags of one person: derived ones follow age and facts exactly, others are drawn where they can be true. */
export function drawTags(random: Random, person: Tagged, kind: HouseholdKind, alone: boolean, allElders: boolean, relief: Relief, now: number, out: PersonTagRow[]): void {
  const { member, facts, birthDate, id } = person;
  const { age, sex } = member;
  const today = businessDay(now);
  const birthday = (years: number) => birthdayOf(birthDate, years);
  const add = (tag: string, from: string, source: string) => out.push({ person_id: id, tag, valid_from: from < birthDate ? birthDate : from > today ? today : from, valid_to: null, source });
  const derived = (tag: string, years: number) => add(tag, birthday(years), '自动派生');
  const drawn = (tag: string, probability: number, source = '走访核实') => {
    if (random.chance(probability)) add(tag, addDays(today, -random.int(20, 1500)), source);
  };
  const decided = (tag: string, probability: number) => drawn(tag, probability, '部门核定');

  if (age >= 60) derived('elder_60', 60);
  if (age >= 80) derived('elder_80', 80);
  if (age >= 100) derived('elder_100', 100);
  if (age < 3) derived('infant', 0);
  else if (age < 6) derived('preschool', 3);
  else if (age < 16) derived('school_age', 6);
  if (facts.political === '01' || facts.political === '02') add('party_member', addDays(today, -random.int(100, Math.max(101, Math.floor((age - 18.1) * 365)))), '自动派生');
  if (facts.employment === '80') drawn('retired', 1, '部门核定');
  if (facts.employment === '70' && age >= 18) drawn('unemployed', 0.6);
  if (facts.employment === '51') drawn('flexible_job', 0.8);
  if (facts.employment === '70' && age >= 21 && age < 27 && (facts.education === '21' || facts.education === '31')) drawn('graduate', 0.8);
  if (facts.residenceType === '流动') add('migrant', addDays(today, -random.int(20, Math.min(1800, Math.floor(age * 360)))), '自动派生');
  if (kind === 'migrants' || kind === 'students') drawn('renter', 1);
  else if (facts.residenceType !== '户籍' && (kind === 'single' || kind === 'couple')) drawn('renter', 0.5);

  if (age >= 60) tagElder(random, age, kind, alone, allElders, drawn);
  if (facts.health === '31') drawn('hypertension', 0.8);
  if (facts.health === '37') drawn('diabetes', 1);
  if (facts.health[0] === '3' && facts.health !== '38') drawn('chronic', 0.9);
  if (facts.health[0] === '6') decided('disability', 1);
  if (facts.health === '66' || facts.health === '38') decided('severe_mental', 0.5);
  if (relief !== null) add(relief, addDays(today, -random.int(30, 1200)), '部门核定');
  if (sex === '1' && age >= 22) decided('veteran', age >= 60 ? 0.06 : 0.035);
  else if (sex === '2' && age >= 24) decided('veteran', 0.002);
  if (age >= 18) decided('special_care', 0.0015);
  if (sex === '2' && age >= 22 && age < 42 && member.marital.startsWith('2')) drawn('pregnant', 0.012);
  if (age >= 20 && age < 70) {
    decided('correction', 0.0004);
    decided('released', 0.0004);
    decided('drug_rehab', 0.0003);
    decided('petition', 0.0003);
  }
  if (age >= 18) drawn('overseas_kin', 0.001);
  if (age < 16 && kind === 'skipGeneration') {
    drawn('left_behind_child', 0.45);
    decided('child_difficulty', 0.03);
    decided('orphan', 0.004);
  }
}

function tagElder(random: Random, age: number, kind: HouseholdKind, alone: boolean, allElders: boolean, drawn: (tag: string, probability: number, source?: string) => void): void {
  if (alone) drawn('living_alone', 0.95);
  else if (allElders) drawn('empty_nest', 0.92);
  if (kind === 'skipGeneration') drawn('left_behind_elder', 0.3);
  const frail = age >= 85 ? 0.14 : age >= 75 ? 0.045 : 0.012;
  const state = random.next();
  if (state < frail) drawn('disabled_care', 1, '部门核定');
  else if (state < frail * 2.6) drawn('semi_disabled_care', 1, '部门核定');
  if (age >= 68) drawn('dementia', age >= 80 ? 0.05 : 0.012);
  if (!alone && allElders) drawn('bereaved_family', 0.006, '部门核定');
}

/** The day someone reaches an age; 29 February becomes 1 March in other years. */
function birthdayOf(birthDate: string, years: number): string {
  const [year = '0', month = '01', day = '01'] = birthDate.split('-');
  const at = new Date(Date.UTC(Number(year) + years, Number(month) - 1, Number(day)));
  return at.toISOString().slice(0, 10);
}
