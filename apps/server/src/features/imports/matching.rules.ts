import type { FieldValue } from '#catalogue';

export interface IncomingPerson {
  name: string;
  birthDate: string | null;
  sex: string | null;
  /** The incoming birth date knows no day (出生年月). */
  monthOnly?: boolean;
}

/** A person of the ledger that blocking found; `null` = one side does not know. */
export interface MatchCandidate {
  id: string;
  name: string;
  formerName?: string | null;
  idNoEqual: boolean | null;
  phoneEqual: boolean | null;
  birthDate: string | null;
  sex: string | null;
  householdEqual: boolean | null;
  addressEqual: boolean | null;
  /** Share of the ledger's people with this surname, 0…1: 王 says less than 亓. */
  surnameFrequency: number;
}

export interface MatchReason {
  text: string;
  /** In bits; positive speaks for the same person. */
  weight: number;
}

export type MatchVerdict = 'same' | 'likely' | 'different';

export interface Match {
  score: number;
  verdict: MatchVerdict;
  reasons: readonly MatchReason[];
  /** Why a person must decide although the score is high: id equal and name different, or the reverse. */
  question: string | null;
}

/** log2 of (share among true pairs ÷ share among chance pairs) for agreement and disagreement: Fellegi–Sunter weights. */
const WEIGHTS = {
  idNo: [24, -12],
  phone: [9, -1],
  birthDate: [13, -7],
  birthMonth: [8, -7],
  sex: [1, -6],
  household: [8, -1],
  address: [6, -1],
} as const;
/** A given name repeats in about 1 of 500 people of one surname. */
const GIVEN_NAME_BITS = 9;
const NAME_DIFFERENT = -8;
const SAME_SCORE = 24;
const LIKELY_SCORE = 9;

const plain = (name: string) => name.normalize('NFKC').replace(/[\s·•・.]+/gu, '').toLowerCase();

function nameReason(incoming: IncomingPerson, candidate: MatchCandidate): MatchReason {
  const [left, right, former] = [plain(incoming.name), plain(candidate.name), plain(candidate.formerName ?? '')];
  const bits = GIVEN_NAME_BITS + Math.min(12, Math.max(1, -Math.log2(Math.max(candidate.surnameFrequency, 1e-6))));
  if (left === right) return { text: candidate.surnameFrequency > 0.03 ? '姓名相同(常见姓)' : '姓名相同', weight: bits };
  if (former !== '' && left === former) return { text: '与曾用名相同', weight: bits - 2 };
  const [a, b] = [[...left], [...right]];
  const oneOff = a.length === b.length && a.length >= 2 && a.filter((sign, at) => sign !== b[at]).length === 1;
  return oneOff ? { text: '姓名只差一个字', weight: -1 } : { text: '姓名不同', weight: NAME_DIFFERENT };
}

function birthReason(incoming: IncomingPerson, candidate: MatchCandidate): MatchReason[] {
  if (incoming.birthDate === null || candidate.birthDate === null) return [];
  const length = incoming.monthOnly === true ? 7 : 10;
  const equal = incoming.birthDate.slice(0, length) === candidate.birthDate.slice(0, length);
  const [yes, no] = incoming.monthOnly === true ? WEIGHTS.birthMonth : WEIGHTS.birthDate;
  const what = incoming.monthOnly === true ? '出生年月' : '出生日期';
  return [equal ? { text: `${what}相同`, weight: yes } : { text: `${what}不同`, weight: no }];
}

function known(equal: boolean | null, what: string, [yes, no]: readonly [number, number]): MatchReason[] {
  if (equal === null) return [];
  return [equal ? { text: `${what}相同`, weight: yes } : { text: `${what}不同`, weight: no }];
}

const signed = (value: number) => Math.round(value * 10) / 10;

/**
 * Explained likeness of an incoming row and a person of the ledger. The score is a sum of bits, each with its reason; an
 * equal id number with another name (or the reverse) is a question however high the score.
 */
export function matchPerson(incoming: IncomingPerson, candidate: MatchCandidate): Match {
  const name = nameReason(incoming, candidate);
  const sexes = incoming.sex === null || candidate.sex === null ? null : incoming.sex === candidate.sex;
  const reasons = [
    ...known(candidate.idNoEqual, '身份证号', WEIGHTS.idNo),
    name,
    ...birthReason(incoming, candidate),
    ...known(sexes, '性别', WEIGHTS.sex),
    ...known(candidate.phoneEqual, '电话', WEIGHTS.phone),
    ...known(candidate.householdEqual, '所在户', WEIGHTS.household),
    ...known(candidate.addressEqual, '住址', WEIGHTS.address),
  ].map((reason) => ({ ...reason, weight: signed(reason.weight) }));
  const score = signed(reasons.reduce((sum, reason) => sum + reason.weight, 0));
  return { score, reasons, ...verdictOf(score, candidate.idNoEqual, name) };
}

function verdictOf(score: number, idNoEqual: boolean | null, name: MatchReason): Pick<Match, 'verdict' | 'question'> {
  const nameEqual = name.weight > 0;
  if (idNoEqual === true && !nameEqual) return { verdict: 'likely', question: '身份证号相同而姓名不同,请确认是否同一人' };
  if (idNoEqual === true) return { verdict: 'same', question: null };
  if (idNoEqual === false) return score >= LIKELY_SCORE ? { verdict: 'likely', question: '身份证号不同而其他信息相符,请确认是否录错' } : { verdict: 'different', question: null };
  if (score >= SAME_SCORE) return { verdict: 'same', question: null };
  return score >= LIKELY_SCORE ? { verdict: 'likely', question: '没有身份证号可比,请确认是否同一人' } : { verdict: 'different', question: null };
}

/** Best candidate and whether a second one is as good: then neither may be taken without asking. */
export function chooseMatch(incoming: IncomingPerson, candidates: readonly MatchCandidate[]): { candidate: MatchCandidate; match: Match; rival: MatchCandidate | null } | null {
  const ranked = candidates.map((candidate) => ({ candidate, match: matchPerson(incoming, candidate) })).filter((item) => item.match.verdict !== 'different');
  ranked.sort((a, b) => b.match.score - a.match.score || a.candidate.id.localeCompare(b.candidate.id));
  const [best, second] = ranked;
  if (best === undefined) return null;
  if (second === undefined || best.match.score - second.match.score >= 6) return { ...best, rival: null };
  return { candidate: best.candidate, match: { ...best.match, verdict: 'likely', question: '有两人同样相符,请选择' }, rival: second.candidate };
}

export type FieldOutcome = 'create' | 'update' | 'same' | 'conflict' | 'reject' | 'keep';

export interface FieldDecisionInput {
  /** False when the cell has a fault. */
  valid: boolean;
  incoming: FieldValue;
  /** The ledger's value; null when it has none. */
  current: FieldValue;
  /** Days since the ledger's value was last confirmed; null when never. */
  ageDays: number | null;
  /** Days a confirmed value counts as fresh; null = does not age (a birth date, an id). */
  freshDays: number | null;
}

/**
 * What an import does to one field. An empty cell never deletes (`keep`); a value fresh in the ledger, or one that does not
 * age, is not overwritten by a sheet (`conflict`, a person decides); a stale one is updated.
 */
export function fieldOutcome({ valid, incoming, current, ageDays, freshDays }: FieldDecisionInput): FieldOutcome {
  if (!valid) return 'reject';
  if (incoming === null || incoming === '') return 'keep';
  if (current === null || current === '') return 'create';
  if (incoming === current) return 'same';
  if (freshDays === null) return 'conflict';
  return ageDays === null || ageDays > freshDays ? 'update' : 'conflict';
}
