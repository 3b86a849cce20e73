import { isRealDay } from '#catalogue';
import { addDays, addMonths, dayOf, monthEnd, monthStart, type Period, relativePeriod } from './days.js';
import { NUMBER, numberOf } from './numerals.js';
import type { SpanMatch } from './spans-numbers.js';
import type { TimeSpan } from './types.js';

type Rel = { rel: string };
const at = (source: string): RegExp => new RegExp(source, 'uy');

/** A moment with the days it covers; `rel` when it stays relative in the definition. */
interface Stretch extends Period {
  rel: Rel | null;
  /** Reaches up to today, so that `gte` says it all. */
  current: boolean;
}

const relative = (name: string, today: string, current: boolean): Stretch | null => {
  const period = relativePeriod(name, today);
  return period === null ? null : { ...period, rel: { rel: name }, current };
};
const fixed = (start: string, end: string): Stretch | null => (isRealDay(start) && isRealDay(end) ? { start, end, rel: null, current: false } : null);
const month = (year: number, number: number): Stretch | null => (number < 1 || number > 12 ? null : fixed(monthStart(year, number), monthEnd(year, number)));
const quarter = (year: number, number: number): Stretch | null => (number < 1 || number > 4 ? null : fixed(monthStart(year, number * 3 - 2), monthEnd(year, number * 3)));

const YEAR_WORDS: Readonly<Record<string, number>> = { 今年: 0, 本年: 0, 去年: -1, 上年: -1, 前年: -2, 明年: 1 };
const yearOf = (word: string | undefined, today: string): number => {
  const current = Number(today.slice(0, 4));
  if (word === undefined) return current;
  const offset = YEAR_WORDS[word.replace(/年?度?$/u, '年')] ?? YEAR_WORDS[word];
  return offset === undefined ? numberOf(word.replace(/\D/gu, '')) : current + offset;
};
const YEAR = '(?:(\\d{4})年?|(今年|本年|去年|上年|前年|明年))';
const SMALL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';

const ABSOLUTE: readonly { pattern: RegExp; stretch: (groups: (string | undefined)[], today: string) => Stretch | null }[] = [
  { pattern: at(`(\\d{4})(?:年|-|/|\\.)(\\d{1,2})(?:月|-|/|\\.)(\\d{1,2})(?:日|号)?`), stretch: ([, year, number, date]) => { const day = dayOf(Number(year), Number(number), Number(date)); return fixed(day, day); } },
  { pattern: at('(\\d{4})(\\d{2})(\\d{2})(?!\\d)'), stretch: ([, year, number, date]) => { const day = dayOf(Number(year), Number(number), Number(date)); return fixed(day, day); } },
  { pattern: at(`(?:(\\d{4})年|(今年|本年|去年|上年|前年|明年))(?:的)?(${SMALL})月份?(${SMALL})(?:日|号)`), stretch: ([, number, word, m = '', d = ''], today) => { const day = dayOf(yearOf(number ?? word, today), numberOf(m), numberOf(d)); return fixed(day, day); } },
  { pattern: at(`(?:(\\d{4})年|(今年|本年|去年|上年|前年|明年))(?:的)?(${SMALL})月份?`), stretch: ([, number, word, m = ''], today) => month(yearOf(number ?? word, today), numberOf(m)) },
  { pattern: at('(\\d{4})[-/.](\\d{1,2})(?![\\d./-])'), stretch: ([, year, m]) => month(Number(year), Number(m)) },
  { pattern: at(`${YEAR}?(?:的)?(?:第)?([一二三四1-4])季度`), stretch: ([, number, word, q = ''], today) => quarter(yearOf(number ?? word, today), numberOf(q)) },
  { pattern: at(`${YEAR}?(?:的)?(上|下)半年`), stretch: ([, number, word, half], today) => { const year = yearOf(number ?? word, today); return half === '上' ? fixed(`${year}-01-01`, `${year}-06-30`) : fixed(`${year}-07-01`, `${year}-12-31`); } },
  { pattern: at('(\\d{4})年度?'), stretch: ([, year]) => fixed(`${year ?? ''}-01-01`, `${year ?? ''}-12-31`) },
  { pattern: at(`(${SMALL})月(?:份)?(${SMALL})(?:日|号)`), stretch: ([, m = '', d = ''], today) => { const day = dayOf(yearOf(undefined, today), numberOf(m), numberOf(d)); return fixed(day, day); } },
  { pattern: at(`(${SMALL})月份?(?!份)`), stretch: ([, m = ''], today) => month(yearOf(undefined, today), numberOf(m)) },
  { pattern: at('前年'), stretch: (_, today) => { const year = yearOf('前年', today); return fixed(`${year}-01-01`, `${year}-12-31`); } },
  { pattern: at('今天|今日|当天|当日'), stretch: (_, today) => relative('today', today, false) },
  { pattern: at('昨天|昨日'), stretch: (_, today) => relative('days_ago:1', today, false) },
  { pattern: at('前天'), stretch: (_, today) => relative('days_ago:2', today, false) },
  { pattern: at('明天|明日'), stretch: (_, today) => fixed(addDays(today, 1), addDays(today, 1)) },
  { pattern: at('下周|下个星期|下星期|下一周'), stretch: (_, today) => { const week = relativePeriod('this_week', today); return week === null ? null : fixed(addDays(week.start, 7), addDays(week.end, 7)); } },
  { pattern: at('下个月|下月份?'), stretch: (_, today) => { const start = addMonths(`${today.slice(0, 8)}01`, 1); return fixed(start, addDays(addMonths(start, 1), -1)); } },
  { pattern: at('明年'), stretch: (_, today) => { const year = yearOf('明年', today); return fixed(`${year}-01-01`, `${year}-12-31`); } },
  { pattern: at('本周|这周|这一周|这个星期|本星期|这星期'), stretch: (_, today) => relative('this_week', today, true) },
  { pattern: at('上周|上个星期|上星期|上一周'), stretch: (_, today) => relative('last_week', today, false) },
  { pattern: at('本月份?|这个月|这月|当月|本月内'), stretch: (_, today) => relative('this_month', today, true) },
  { pattern: at('上个月|上月份?|上一个月'), stretch: (_, today) => relative('last_month', today, false) },
  { pattern: at('本季度|这个季度|本季|当季'), stretch: (_, today) => relative('this_quarter', today, true) },
  { pattern: at('上季度|上个季度|上一季度'), stretch: (_, today) => { const period = relativePeriod('last_quarter', today); return period === null ? null : fixed(period.start, period.end); } },
  { pattern: at('今年度?|本年度?|当年|年内|这一年'), stretch: (_, today) => relative('this_year', today, true) },
  { pattern: at('去年度?|上年度?|上一年度?'), stretch: (_, today) => relative('last_year', today, false) },
];

const TO = at('(?:到|至|-|~|—)');
const SHORT_MONTH = at(`(${SMALL})月份?(?:(${SMALL})(?:日|号))?`);
const SHORT_DAY = at(`(${SMALL})(?:日|号)`);
const YEAR_ONLY = at('(\\d{4})年?');
const SUFFIX = at('(底|末|初)?(以来|以后|之后|至今|到现在|开始|起|后|以前|之前|前|为止|止|内|期间|当中|里)?');

function stretchAt(text: string, start: number, today: string): { end: number; stretch: Stretch }[] {
  return ABSOLUTE.flatMap(({ pattern, stretch }) => {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    const found = match === null ? null : stretch([...match], today);
    return match === null || found === null ? [] : [{ end: start + match[0].length, stretch: found }];
  });
}

/** What follows 到: a date of its own, or one that borrows its year or month from the first. */
function untilAt(text: string, start: number, first: Stretch, today: string): { end: number; last: string } | null {
  TO.lastIndex = start;
  if (TO.exec(text) === null) return null;
  const from = start + 1;
  const whole = stretchAt(text, from, today).filter(({ stretch }) => stretch.rel === null || stretch.rel.rel === 'today' || stretch.current).sort((a, b) => b.end - a.end)[0];
  SHORT_MONTH.lastIndex = from;
  const short = SHORT_MONTH.exec(text);
  if (short !== null && (whole === undefined || from + short[0].length >= whole.end)) {
    const year = Number(first.start.slice(0, 4));
    const number = numberOf(short[1] ?? '');
    const last = short[2] === undefined ? monthEnd(year, number) : dayOf(year, number, numberOf(short[2]));
    return isRealDay(last) ? { end: from + short[0].length, last } : null;
  }
  if (whole !== undefined) return { end: whole.end, last: whole.stretch.current ? today : whole.stretch.end };
  SHORT_DAY.lastIndex = from;
  const date = SHORT_DAY.exec(text);
  if (date !== null) {
    const last = `${first.start.slice(0, 8)}${String(numberOf(date[1] ?? '')).padStart(2, '0')}`;
    return isRealDay(last) ? { end: from + date[0].length, last } : null;
  }
  YEAR_ONLY.lastIndex = from;
  const year = YEAR_ONLY.exec(text);
  return year === null ? null : { end: from + year[0].length, last: `${year[1] ?? ''}-12-31` };
}

function spanOf(stretch: Stretch, edge: string | undefined, tail: string | undefined): TimeSpan {
  const { start, end, rel, current } = stretch;
  const at: Period = edge === '底' || edge === '末' ? { start: end, end } : edge === '初' ? { start, end: start } : { start, end };
  const value = edge === undefined && rel !== null ? rel : at.start;
  if (tail !== undefined && SINCE.has(tail)) return { op: 'gte', value, ...at };
  if (tail !== undefined && AFTER.has(tail)) return { op: at.start === at.end || edge !== undefined ? 'gt' : 'gte', value, ...at };
  if (tail !== undefined && BEFORE.has(tail)) return edge === '底' || edge === '末' ? { op: 'lte', value: at.end, ...at } : { op: 'lt', value, ...at };
  if (edge !== undefined) return { op: 'eq', value: at.start, ...at };
  if (rel !== null) return { op: current ? 'gte' : 'eq', value: rel, ...at };
  return start === end ? { op: 'eq', value: start, ...at } : { op: 'between', value: [start, end], ...at };
}

const SINCE = new Set(['以来', '至今', '到现在', '开始', '起']);
const AFTER = new Set(['以后', '之后', '后']);
const BEFORE = new Set(['以前', '之前', '前']);

const LENGTH = at(`(近|最近|过去|过去的|近来|前|连续|超过|已经|已|最近的|未来|今后|接下来|往后|未来的)?(半年|半个月|半月|一季度|${NUMBER}(?:个工作日|个星期|个季度|个月|天|日|周|星期|年|月))(多)?(内|以内|之内|以来|来|里|以上|之前|前|期间|之后|后)?(?:都|还|一直)?`);

/** Longer than anything one looks back over: 2024年 is a year. */
const LONGEST_LENGTH = 999;

/** A length of time: 3个月 within which, or since longer than which. */
function lengthAt(text: string, start: number, today: string): SpanMatch[] {
  LENGTH.lastIndex = start;
  const match = LENGTH.exec(text);
  if (match === null) return [];
  const [whole, before, body = '', , after] = match;
  const bare = /^(.*?)(个工作日|个星期|个季度|个月|天|日|周|星期|年|月)$/u.exec(body);
  const count = body.startsWith('半') || body === '一季度' ? 1 : numberOf(bare?.[1] ?? '');
  if (Number.isNaN(count) || count > LONGEST_LENGTH) return [];
  const unit = body === '半年' ? '半年' : body.startsWith('半') ? '半月' : body === '一季度' ? '个季度' : (bare?.[2] ?? '');
  // 3月 is March and 2023年 a year, unless 近 or 内 says it is a length; 5号 and 3日 are days of a month.
  if (before === undefined && after === undefined && (unit === '月' || unit === '日' || (unit === '年' && count > 99))) return [];
  const months = unit === '年' ? 12 * count : unit === '半年' ? 6 : unit === '个季度' ? 3 * count : unit === '个月' || unit === '月' ? count : 0;
  const days = months > 0 ? 0 : unit === '半月' ? 15 : /周|星期/u.test(unit) ? 7 * count : count;
  const ahead = /未来|今后|接下来|往后/u.test(before ?? '');
  const past = months > 0 ? addMonths(today, -months) : addDays(today, -days);
  const future = months > 0 ? addMonths(today, months) : addDays(today, days);
  const length = months > 0 ? `months:${months}` : `days:${days}`;
  const rel: Rel = { rel: months > 0 ? `months_ago:${months}` : `days_ago:${days}` };
  const reach: Rel | string = days > 0 ? { rel: `days_ahead:${days}` } : future;
  const time: TimeSpan = ahead ? { op: 'between', value: [{ rel: 'today' }, reach], length, start: today, end: future } : { op: after === '以上' || after === '之前' || (after === '前' && before === undefined) || before === '超过' ? 'lt' : 'gte', value: rel, length, start: past, end: today };
  return [{ end: start + whole.length, sense: { kind: 'time', time } }];
}

/** Everything at `start` that names a time. */
export function timeSpans(text: string, start: number, today: string): SpanMatch[] {
  const found = lengthAt(text, start, today);
  for (const { end, stretch } of stretchAt(text, start, today)) {
    const until = untilAt(text, end, stretch, today);
    if (until !== null && until.last >= stretch.start) found.push({ end: until.end, sense: { kind: 'time', time: { op: 'between', value: [stretch.start, until.last], start: stretch.start, end: until.last } } });
    SUFFIX.lastIndex = end;
    const suffix = SUFFIX.exec(text);
    if (suffix !== null && suffix[0] !== '') found.push({ end: end + suffix[0].length, sense: { kind: 'time', time: spanOf(stretch, suffix[1], suffix[2]) } });
    found.push({ end, sense: { kind: 'time', time: spanOf(stretch, undefined, undefined) } });
  }
  return found;
}
