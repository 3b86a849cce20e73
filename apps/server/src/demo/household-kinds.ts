import type { Random } from '#catalogue';

export type Sex = '1' | '2';
/** One person before name, number and facts: who they are in this home. */
export interface Member {
  sex: Sex;
  /** Years, with a fraction kept off birthdays so that whole years do not depend on the hour. */
  age: number;
  /** GB/T 4761 relation to the head. */
  relation: string;
  marital: string;
  /** Members of one line share a surname. */
  line: number;
}
export const HOUSEHOLD_KINDS = ['elderAlone', 'elderCouple', 'single', 'couple', 'oneChild', 'twoChildren', 'threeGenOne', 'threeGenTwo', 'singleParent', 'eldersAndChild', 'elderAndChild', 'migrants', 'students', 'skipGeneration'] as const;
export type HouseholdKind = (typeof HOUSEHOLD_KINDS)[number];

const HEAD = '02';
const NEVER = '10';
const MARRIED = '21';
const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));
/** Like clamp, but spreads what lies outside over the nearest years: otherwise hundreds would share one birthday. */
function within(random: Random, value: number, low: number, high: number): number {
  const room = Math.min(3, Math.max(0, high - low));
  return value < low ? low + random.next() * room : value > high ? Math.max(low, high - random.next() * room) : value;
}
/** Keeps the fraction of a year away from a birthday. */
const settle = (age: number) => Math.floor(age) + clamp(age - Math.floor(age), 0.02, 0.98);

export function elderAge(random: Random): number {
  const [low, high] = random.weighted([
    [[60, 65], 30],
    [[65, 70], 26],
    [[70, 75], 19],
    [[75, 80], 12],
    [[80, 85], 7.5],
    [[85, 90], 4],
    [[90, 95], 1.3],
    [[95, 100], 0.25],
    [[100, 104], 0.03],
  ] as const);
  return settle(random.between(low, high));
}

const bornFemale = (random: Random): Sex => (random.chance(0.485) ? '2' : '1');
/** Which family name a child carries: the father's, seldom the mother's. */
const childLine = (random: Random) => (random.chance(0.95) ? 0 : 1);

/** Husband (line 0) and wife (line 1); the head first. */
function couple(random: Random, husband: number, wife: number): Member[] {
  const marital = random.weighted([[MARRIED, 95], ['22', 4], ['23', 1]] as const);
  const maleHead = random.chance(0.76);
  const he: Member = { sex: '1', age: settle(husband), relation: maleHead ? HEAD : '11', marital, line: 0 };
  const she: Member = { sex: '2', age: settle(wife), relation: maleHead ? '12' : HEAD, marital, line: 1 };
  return maleHead ? [he, she] : [she, he];
}

/** Parents of a child of this age, both below 60 and between 20 and 38 years older (he a little more). */
function parentsOf(random: Random, eldest: number, youngest: number): { husband: number; wife: number } {
  const wife = within(random, eldest + random.bell(26.5, 3.2), eldest + 20.1, Math.min(youngest + 37.9, 59.5));
  return { wife, husband: within(random, wife + random.bell(1.8, 2.2), Math.max(22.1, eldest + 20.1), Math.min(youngest + 48, 59.7)) };
}

function children(random: Random, ages: readonly number[]): Member[] {
  const seen = { '1': 0, '2': 0 };
  const line = childLine(random);
  return ages.map((age) => {
    const sex = bornFemale(random);
    const no = ++seen[sex];
    const relation = sex === '1' ? (ages.length === 1 ? '21' : no === 1 ? '22' : '23') : ages.length === 1 ? '31' : no === 1 ? '32' : '33';
    return { sex, age: settle(age), relation, marital: NEVER, line };
  });
}

const childAge = (random: Random) => random.weighted([[[0.1, 3], 6], [[3, 6], 10], [[6, 12], 25], [[12, 15], 12], [[15, 18], 11], [[18, 22], 13], [[22, 30], 23]].map(([band, weight]) => [random.between((band as number[])[0] ?? 0, (band as number[])[1] ?? 0), weight as number] as const));

function threeGenerations(random: Random, elders: 1 | 2): Member[] {
  const age = random.between(0.2, 18);
  const { husband, wife } = parentsOf(random, age, age);
  const he27 = Math.max(husband, random.between(27, 30));
  const she26 = Math.max(wife, random.between(26, 28));
  const pair = couple(random, he27, she26);
  const headIsHusband = pair[0]?.sex === '1';
  const ofHusband = random.chance(0.72);
  const own = ofHusband ? he27 : she26;
  const mother = within(random, own + random.bell(26, 3.5), Math.max(own + 20.1, 60.05), own + 37.9);
  const father = within(random, mother + random.bell(2, 2), Math.max(own + 20.1, 60.05), 99);
  const [fatherCode, motherCode] = ofHusband === headIsHusband ? ['51', '52'] : headIsHusband ? ['55', '56'] : ['53', '54'];
  const marital = elders === 2 ? MARRIED : random.chance(0.9) ? '30' : '40';
  const he: Member = { sex: '1', age: settle(father), relation: fatherCode ?? '51', marital, line: ofHusband ? 0 : 1 };
  const she: Member = { sex: '2', age: settle(mother), relation: motherCode ?? '52', marital, line: 2 };
  const parents = elders === 2 ? [he, she] : random.chance(0.7) ? [she] : [he];
  return [...pair, ...children(random, [age]), ...parents];
}

function elderPair(random: Random): Member[] {
  const husband = elderAge(random);
  return couple(random, husband, within(random, husband - random.bell(2.2, 2.3), 60.05, 99));
}

/** A grown child who never left, or came back: the parents head the household. */
function grownChild(random: Random, mother: number, youngerParent: number, line: number): Member {
  const age = within(random, mother - random.bell(26, 3.5), Math.max(22.1, mother - 37.9), Math.min(youngerParent - 20.1, 59.5));
  const sex = random.chance(0.62) ? '1' : '2';
  return { sex, age: settle(age), relation: sex === '1' ? '20' : '30', marital: random.chance(age > 40 ? 0.5 : 0.9) ? NEVER : '40', line };
}

function sharers(random: Random, count: number, low: number, high: number, student: boolean): Member[] {
  return Array.from({ length: count }, (_, at): Member => {
    const sex = random.chance(student ? 0.52 : 0.42) ? '2' : '1';
    const age = settle(random.between(low, high));
    const married = !student && age > 24 && random.chance(0.35);
    return { sex, age, relation: at === 0 ? HEAD : '99', marital: married ? MARRIED : NEVER, line: at };
  });
}

const DRAW: Record<HouseholdKind, (random: Random) => Member[]> = {
  elderAlone: (r) => [{ sex: r.chance(0.62) ? '2' : '1', age: settle(Math.max(elderAge(r), r.chance(0.4) ? elderAge(r) : 0)), relation: HEAD, marital: r.weighted([['30', 78], ['40', 15], [NEVER, 7]] as const), line: 0 }],
  elderCouple: elderPair,
  single: (r) => {
    const age = settle(r.weighted([[r.between(22, 32), 36], [r.between(32, 45), 24], [r.between(45, 59.5), 40]] as const));
    return [{ sex: r.chance(0.44) ? '2' : '1', age, relation: HEAD, marital: age < 30 || r.chance(0.5) ? NEVER : r.chance(0.92) || age < 40 ? '40' : '30', line: 0 }];
  },
  couple: (r) => {
    const wife = r.weighted([[r.between(21, 34), 30], [r.between(34, 46), 10], [r.between(46, 58.5), 60]] as const);
    return couple(r, within(r, wife + r.bell(1.8, 2.2), 22.1, 59.7), wife);
  },
  oneChild: (r) => {
    const age = childAge(r);
    const { husband, wife } = parentsOf(r, age, age);
    return [...couple(r, husband, wife), ...children(r, [age])];
  },
  twoChildren: (r) => {
    const eldest = r.between(3.5, 20);
    const youngest = Math.max(r.between(0.1, 1.2), eldest - r.between(1.6, 7));
    const { husband, wife } = parentsOf(r, eldest, youngest);
    return [...couple(r, husband, wife), ...children(r, [eldest, youngest])];
  },
  threeGenOne: (r) => threeGenerations(r, 1),
  threeGenTwo: (r) => threeGenerations(r, 2),
  singleParent: (r) => {
    const age = Math.min(childAge(r), r.between(14, 21));
    const { wife, husband } = parentsOf(r, age, age);
    const mother = r.chance(0.72);
    const parent: Member = { sex: mother ? '2' : '1', age: settle(mother ? wife : husband), relation: HEAD, marital: r.chance(0.85) ? '40' : '30', line: mother ? 1 : 0 };
    return [parent, ...children(r, [age])];
  },
  eldersAndChild: (r) => {
    // The very old have children who are elders themselves: another kind of household.
    let pair = elderPair(r);
    while (pair.some((item) => item.age > 94)) pair = elderPair(r);
    const mother = pair.find((item) => item.sex === '2')?.age ?? 65;
    return [...pair, grownChild(r, mother, Math.min(...pair.map((item) => item.age)), 0)];
  },
  elderAndChild: (r) => {
    const age = Math.min(elderAge(r), r.between(80, 94));
    const mother = r.chance(0.68);
    return [{ sex: mother ? '2' : '1', age, relation: HEAD, marital: r.chance(0.86) ? '30' : '40', line: mother ? 1 : 0 }, grownChild(r, age, age, 0)];
  },
  migrants: (r) => sharers(r, r.int(2, 4), 18.2, 44, false),
  students: (r) => sharers(r, r.int(3, 4), 18.2, 23.5, true),
  skipGeneration: (r) => {
    const age = r.between(1, 15.5);
    const wife = settle(within(r, age + r.bell(58, 5), 60.05, 84));
    const pair = couple(r, within(r, wife + r.bell(2, 2), 60.05, 88), wife);
    const sex = bornFemale(r);
    const bySon = r.chance(0.6);
    const relation = bySon ? (sex === '1' ? '41' : '42') : sex === '1' ? '43' : '44';
    return [...pair, { sex, age: settle(age), relation, marital: NEVER, line: bySon ? 0 : 2 }];
  },
};

/** Shares of the kinds: an ageing inner-city street of 2.5 people a home, and the small street of 2.0. */
const SHARES: Record<'street' | 'small', Record<HouseholdKind, number>> = {
  street: { elderAlone: 8.5, elderCouple: 11.5, single: 11, couple: 13, oneChild: 24, twoChildren: 8, threeGenOne: 5, threeGenTwo: 3.5, singleParent: 3.5, eldersAndChild: 2, elderAndChild: 3, migrants: 4, students: 1, skipGeneration: 2 },
  small: { elderAlone: 12, elderCouple: 11, single: 23, couple: 21, oneChild: 15, twoChildren: 2, threeGenOne: 3, threeGenTwo: 1, singleParent: 4, eldersAndChild: 1, elderAndChild: 2, migrants: 3, students: 1, skipGeneration: 1 },
};

/** Kinds of all households in random order, in exact proportion, so that the totals do not wander with the seed. */
export function kindsOf(random: Random, count: number, small: boolean): HouseholdKind[] {
  const shares = SHARES[small ? 'small' : 'street'];
  const kinds = HOUSEHOLD_KINDS.flatMap((kind) => Array.from({ length: Math.round((shares[kind] / 100) * count) }, () => kind));
  while (kinds.length < count) kinds.push('couple');
  return random.shuffle(kinds.slice(0, count));
}

export function drawHousehold(random: Random, kind: HouseholdKind): Member[] {
  return DRAW[kind](random);
}
