import type { Sense } from './types.js';
import { addMonths, addDays, relativePeriod } from './days.js';
import { chineseNumber, NUMBER, numberOf } from './numerals.js';

/** A stretch of the request that a pattern understands. */
export interface SpanMatch {
  end: number;
  sense: Sense;
}

interface Pattern {
  pattern: RegExp;
  sense: (groups: string[], today: string) => Sense | null;
}

const UNIT = '周岁|岁|口人|口|人|层|平方米|平米|平方|平|㎡|条狗|只狗|只|条|个小时|小时|%|项';
const YEAR_UNIT = /^岁$|^周岁$/u;
const unitOf = (unit: string | undefined): string => (unit === undefined ? '' : YEAR_UNIT.test(unit) ? '岁' : unit.startsWith('平') || unit === '㎡' ? '平' : unit.startsWith('口') ? '口' : unit === '个小时' ? '小时' : unit.endsWith('狗') ? '只' : unit);
const compare = (op: 'eq' | 'gte' | 'gt' | 'lte' | 'lt', count: string | undefined, unit: string | undefined): Sense | null => {
  const value = numberOf(count ?? '');
  return Number.isNaN(value) ? null : { kind: 'compare', op, value, unit: unitOf(unit) };
};
const between = (low: number, high: number, unit: string): Sense | null => (Number.isNaN(low) || Number.isNaN(high) ? null : { kind: 'compare', op: 'between', value: low <= high ? [low, high] : [high, low], unit });
const at = (source: string): RegExp => new RegExp(source, 'uy');

/** 60后 → births of 1960 to 1969. */
function decade(text: string): Sense | null {
  const value = numberOf(text);
  if (Number.isNaN(value) || value % 10 !== 0 || value > 90) return null;
  const year = value >= 30 ? 1900 + value : 2000 + value;
  return { kind: 'value', options: [{ field: 'person.birth_date', op: 'between', value: [`${year}-01-01`, `${year + 9}-12-31`] }] };
}

const PERIODS: Readonly<Record<string, string>> = { 今年: 'this_year', 本年: 'this_year', 年内: 'this_year', 本年度: 'this_year', 本月: 'this_month', 这个月: 'this_month', 当月: 'this_month', 上月: 'last_month', 上个月: 'last_month', 去年: 'last_year', 本季度: 'this_quarter', 本周: 'this_week' };

/** 今年满80岁: born 80 years before that time. */
function turning(period: string, count: string, today: string): Sense | null {
  const age = numberOf(count);
  const named = PERIODS[period];
  const base = named === undefined ? nextPeriod(period, today) : relativePeriod(named, today);
  if (Number.isNaN(age) || base === null) return null;
  const back = (day: string) => addMonths(day, -12 * age);
  return { kind: 'value', options: [{ field: 'person.birth_date', op: 'between', value: [back(base.start), back(base.end)] }] };
}

function nextPeriod(word: string, today: string): { start: string; end: string } | null {
  const year = Number(today.slice(0, 4));
  if (word === '明年') return { start: `${year + 1}-01-01`, end: `${year + 1}-12-31` };
  if (word !== '下月' && word !== '下个月') return null;
  const start = addMonths(`${today.slice(0, 8)}01`, 1);
  return { start, end: addDays(addMonths(start, 1), -1) };
}

const MORE_THAN = '超过|大于|高于|多于|>|过';
const LESS_THAN = '不满|未满|不到|小于|低于|少于|不足|<';
const AT_LEAST = '≥|>=|=>|大于等于|大于或等于|不低于|不少于|不小于|至少|达到|年满|已满|满|已年满|不下于';
const AT_MOST = '≤|<=|=<|小于等于|小于或等于|不超过|不大于|不高于|不多于|最多|至多';
const RANK = '最多|最大|最高|最长|最少|最小|最低|最新|最早|最老|最久';

const PATTERNS: readonly Pattern[] = [
  { pattern: at(`(今年|本年度|本年|年内|本月|这个月|当月|上月|上个月|去年|明年|下月|下个月|本季度|本周)(?:内|里)?(?:将要|将|要|会|即将|刚|刚刚)?(?:年满|满|到)(${NUMBER})(?:周岁|岁)?`), sense: ([, period = '', count = ''], today) => turning(period, count, today) },
  { pattern: at(`(${NUMBER})(?:${UNIT})?(?:至|到|-|~)(${NUMBER})(${UNIT})(?:之间|以内)?`), sense: ([, low = '', high = '', unit]) => between(numberOf(low), numberOf(high), unitOf(unit)) },
  { pattern: at(`(${NUMBER})(${UNIT})(?:至|到|-|~)(${NUMBER})(?:之间)?`), sense: ([, low = '', unit, high = '']) => between(numberOf(low), numberOf(high), unitOf(unit)) },
  { pattern: at(`(?:在)?(${NUMBER})(?:至|到|-|~)(${NUMBER})(?:之间)?`), sense: ([, low = '', high = '']) => between(numberOf(low), numberOf(high), '') },
  { pattern: at(`(?:${AT_LEAST})?(${NUMBER})(${UNIT})?(?:及其|及|或|含|\\(含\\))?(?:以上|之上|往上|起|开外)`), sense: ([, count, unit]) => compare('gte', count, unit) },
  { pattern: at(`(${NUMBER})(${UNIT})?(?:及其|及|或|含)?(?:以下|之下|以内|之内|往下)`), sense: ([, count, unit]) => compare('lte', count, unit) },
  { pattern: at(`(?:${MORE_THAN})(${NUMBER})(${UNIT})?`), sense: ([, count, unit]) => compare('gt', count, unit) },
  { pattern: at(`(?:${LESS_THAN})(${NUMBER})(${UNIT})?`), sense: ([, count, unit]) => compare('lt', count, unit) },
  { pattern: at(`(?:${AT_LEAST})(${NUMBER})(${UNIT})?`), sense: ([, count, unit]) => compare('gte', count, unit) },
  { pattern: at(`(?:${AT_MOST})(${NUMBER})(${UNIT})?`), sense: ([, count, unit]) => compare('lte', count, unit) },
  { pattern: at(`(?:=|等于)(${NUMBER})(${UNIT})?`), sense: ([, count, unit]) => compare('eq', count, unit) },
  { pattern: at(`(${NUMBER})(?:周岁|岁)`), sense: ([, count]) => compare('eq', count, '岁') },
  { pattern: at(`(${NUMBER})(?:多|几|来)岁`), sense: ([, count = '']) => between(numberOf(count), numberOf(count) + 9, '岁') },
  { pattern: at(`(${NUMBER})(?:口之家|口人|口)`), sense: ([, count]) => compare('eq', count, '口') },
  { pattern: at(`(${NUMBER})人(?:户|家庭)`), sense: ([, count = '']) => ({ kind: 'value', options: [{ field: 'household.size', op: 'eq', value: numberOf(count) }], entity: 'household' }) },
  { pattern: at('单人户|单人家庭|一人户'), sense: () => ({ kind: 'value', options: [{ field: 'household.size', op: 'eq', value: 1 }], entity: 'household' }) },
  { pattern: at(`(\\d{1,2})层楼?`), sense: ([, count]) => compare('eq', count, '层') },
  { pattern: at(`(\\d{2}|[零三四五六七八九]零)后`), sense: ([, text = '']) => decade(text) },
  { pattern: at(`(\\d{1,3}|[一二三四五六七八九十]{1,3})(?:号楼|栋楼|栋|幢|座|#楼|#)`), sense: ([, count = '']) => ({ kind: 'place', level: 'building', name: `${numberOf(count)}号楼` }) },
  { pattern: at(`(\\d{1,2}|[一二三四五六七八九十])(?:单元)`), sense: ([, count = '']) => ({ kind: 'place', level: 'unit', name: `${numberOf(count)}单元` }) },
  { pattern: at('(\\d{3,4})(?:室|房间|号房|房|户)'), sense: ([, room = '']) => ({ kind: 'place', level: 'room', name: room }) },
  { pattern: at('(?<=单元|号楼|栋|幢|座)-?(\\d{3,4})(?!\\d)'), sense: ([, room = '']) => ({ kind: 'place', level: 'room', name: room }) },
  { pattern: at(`(?:第)?(\\d{1,2}|[一二三四五六七八九十]{1,3})(?:号)?(?:网格|格)`), sense: ([, count = '']) => ({ kind: 'place', level: 'grid', name: `第${chineseNumber(numberOf(count))}网格` }) },
  { pattern: at(`网格(\\d{1,2}|[一二三四五六七八九十]{1,3})(?![号栋幢单个])`), sense: ([, count = '']) => ({ kind: 'place', level: 'grid', name: `第${chineseNumber(numberOf(count))}网格` }) },
  { pattern: at(`(${RANK})的?(?:前)?(${NUMBER})(?:名|个|位|户|条|家|件|人|栋)?`), sense: ([, rank = '', count = '']) => ({ kind: 'top', count: numberOf(count), dir: /少|小|低|早|久/u.test(rank) ? 'asc' : 'desc' }) },
  { pattern: at(`(?:排名|排行|人数)?(?:前|top|头)(${NUMBER})(?:名|个|位|户|条|家|件|人|大|栋)?(?!岁|天|周|月|年)`), sense: ([, count = '']) => ({ kind: 'top', count: numberOf(count), dir: 'desc' }) },
];

/** Everything a numeric pattern finds at `start` of the normalised text. */
export function numberSpans(text: string, start: number, today: string): SpanMatch[] {
  const found: SpanMatch[] = [];
  for (const { pattern, sense } of PATTERNS) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    const understood = sense([...match], today);
    if (understood !== null && !('value' in understood && typeof understood.value === 'number' && Number.isNaN(understood.value))) found.push({ end: start + match[0].length, sense: understood });
  }
  return found;
}
