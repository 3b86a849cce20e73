import type { Random } from '#catalogue';
import type { HouseholdKind, Member } from './household-kinds.js';

/** What the ledger knows of a person beyond kinship; all codes of the national tables. */
export interface Facts {
  education: string | null;
  employment: string;
  political: string;
  health: string;
  ethnic: string;
  residenceType: string;
}

const RETIRED = '80';
const STUDENT = '31';

export function drawFacts(random: Random, member: Member, kind: HouseholdKind, residence: string, birthYear: number): Facts {
  const student = isStudent(random, member, kind);
  const education = educationOf(random, member.age, birthYear, student);
  const employment = employmentOf(random, member, kind, student, education);
  return {
    education,
    employment,
    political: politicalOf(random, member.age, education),
    health: healthOf(random, member.age),
    ethnic: random.weighted(ETHNIC),
    residenceType: residence === '户籍' && random.chance(0.04) ? '人户分离' : residence,
  };
}

const ETHNIC = [['01', 965], ['11', 12], ['03', 9], ['02', 6], ['10', 3], ['08', 2], ['15', 2], ['06', 1]] as const;

function isStudent(random: Random, member: Member, kind: HouseholdKind): boolean {
  if (kind === 'students') return true;
  if (member.age < 6) return false;
  if (member.age < 18) return true;
  return member.age < 23 && member.relation !== '02' && kind !== 'migrants' && random.chance(0.75);
}

function educationOf(random: Random, age: number, birthYear: number, student: boolean): string | null {
  if (age < 6) return null;
  if (age < 12.3) return '80';
  if (age < 15.3) return '70';
  if (age < 18) return random.chance(0.68) ? '60' : '40';
  if (student) return random.weighted([['20', 60], ['30', 40]] as const);
  if (age < 21) return random.weighted([['61', 50], ['44', 30], ['71', 20]] as const);
  if (birthYear < 1945) return random.weighted([['90', 12], ['81', 38], ['71', 26], ['61', 11], ['41', 7], ['31', 3], ['21', 3]] as const);
  if (birthYear < 1960) return random.weighted([['90', 3], ['81', 22], ['71', 39], ['61', 19], ['41', 8], ['31', 6], ['21', 3]] as const);
  if (birthYear < 1975) return random.weighted([['81', 9], ['71', 38], ['61', 22], ['41', 11], ['31', 12], ['21', 7.5], ['14', 0.5]] as const);
  if (birthYear < 1988) return random.weighted([['81', 3], ['71', 24], ['61', 16], ['41', 12], ['31', 22], ['21', age < 24 ? 0 : 20], ['14', age < 26 ? 0 : 3]] as const);
  return random.weighted([['71', 12], ['61', 13], ['44', 13], ['31', 27], ['21', age < 22 ? 0 : 30], ['14', age < 25 ? 0 : 5], ['11', age < 28 ? 0 : 0.6]] as const);
}

function employmentOf(random: Random, member: Member, kind: HouseholdKind, student: boolean, education: string | null): string {
  if (member.age < 6) return '90';
  if (student) return STUDENT;
  const retireAt = member.sex === '1' ? 60 : random.chance(0.6) ? 50 : 55;
  if (member.age >= Math.max(retireAt, 60)) return random.chance(0.94) ? RETIRED : '90';
  if (member.age >= retireAt && member.age >= 55) return random.chance(0.85) ? RETIRED : '70';
  if (kind === 'migrants') return random.weighted([['24', 52], ['51', 22], ['54', 10], ['17', 12], ['70', 4]] as const);
  const graduate = education !== null && '123'.includes(education[0] ?? '');
  if (graduate) return random.weighted([['17', 40], ['13', 24], ['21', 11], ['11', 6], ['51', 9], ['54', 5], ['70', 5]] as const);
  return random.weighted([['24', 40], ['17', 18], ['54', 14], ['51', 15], ['21', 3], ['70', 10]] as const);
}

function politicalOf(random: Random, age: number, education: string | null): string {
  if (age < 14) return '13';
  if (age < 28 && random.chance(age < 22 ? 0.42 : 0.25)) return '03';
  if (age < 19) return '13';
  const graduate = education !== null && '12'.includes(education[0] ?? '');
  if (random.chance(graduate ? 0.2 : age >= 60 ? 0.13 : 0.055)) return '01';
  if (age < 45 && random.chance(0.006)) return '02';
  return random.weighted([['13', 990], ['05', 3], ['07', 2], ['10', 2], ['04', 1], ['12', 2]] as const);
}

function healthOf(random: Random, age: number): string {
  if (random.chance(age < 18 ? 0.006 : age < 60 ? 0.016 : 0.045)) return random.weighted([['64', 55], ['61', 12], ['62', 14], ['63', 2], ['65', 8], ['66', 6], ['67', 3]] as const);
  const ill = age < 30 ? 0.015 : age < 45 ? 0.06 : age < 60 ? 0.2 : age < 75 ? 0.48 : 0.66;
  if (random.chance(ill)) return random.weighted([['31', 40], ['37', 18], ['30', 14], ['32', 8], ['33', 6], ['34', 5], ['49', 5], ['41', 2], ['38', 1], ['35', 1]] as const);
  return random.chance(age < 60 ? 0.06 : 0.22) ? '20' : '10';
}

/** How a household lives here; single members may have their register elsewhere. */
export function drawResidence(random: Random, kind: HouseholdKind): string {
  if (kind === 'migrants') return '流动';
  if (kind === 'students') return random.chance(0.8) ? '流动' : '人户分离';
  if (kind === 'single' || kind === 'couple') return random.weighted([['户籍', 60], ['人户分离', 22], ['流动', 18]] as const);
  return random.weighted([['户籍', 79], ['人户分离', 17], ['流动', 4]] as const);
}
