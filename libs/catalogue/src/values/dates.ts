import { cleanLine, meansNothing } from './clean-text.js';
import { dayText, isRealDay } from './days.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

export interface DateRules {
  today: string;
  /** A month without a day is taken as its first day, with a note: only for birth dates, whose column is often 出生年月. */
  monthAllowed: boolean;
  notFuture: boolean;
  birth: boolean;
  /** The workbook counts days from 1904. */
  date1904: boolean;
}

const FIRST_SERIAL = 10_000;
const LAST_SERIAL = 73_050;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const DAY_MS = 86_400_000;
const TIME = /[ T]+([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const DIGITS: Readonly<Record<string, string>> = { 〇: '0', 零: '0', '○': '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9' };

/** Day of an Excel serial number; a fraction is a time of day and falls away. */
export function dayOfSerial(serial: number, date1904: boolean): string {
  return new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10);
}

function chineseNumber(text: string): string {
  const ten = /^([一二三四五六七八九])?十([一二三四五六七八九])?$/.exec(text);
  if (ten !== null) return String(Number(DIGITS[ten[1] ?? '一']) * 10 + Number(DIGITS[ten[2] ?? '〇']));
  return [...text].map((sign) => DIGITS[sign] ?? sign).join('');
}

const westernDigits = (text: string) => text.replace(/[〇零○一二三四五六七八九十]+(?=[年月日号])/gu, chineseNumber);

function check(day: string, rules: DateRules, notes: string[]): ParsedValue {
  if (!isRealDay(day)) return refuse('DATE_IMPOSSIBLE', `日期 ${day} 不存在,请改正`);
  if (rules.birth && day > rules.today) return refuse('DATE_FUTURE', `出生日期 ${day} 晚于今天,请改正`);
  if (rules.birth && Number(rules.today.slice(0, 4)) - Number(day.slice(0, 4)) > 130) return refuse('AGE_IMPOSSIBLE', `出生日期 ${day} 距今超过130年,请改正`);
  if (rules.notFuture && day > rules.today) return refuse('DATE_FUTURE', `日期 ${day} 晚于今天,请改正`);
  return accept(day, notes);
}

function month(year: string, number: string, rules: DateRules): ParsedValue {
  if (!isRealDay(dayText(year, number, 1))) return refuse('DATE_IMPOSSIBLE', `${year}年${number}月不存在,请改正`);
  if (!rules.monthAllowed) return refuse('DATE_INCOMPLETE', '日期只有年月,请补上日');
  return check(dayText(year, number, 1), rules, ['只有年月,日按1日记,请核实']);
}

function fromDigits(digits: string, rules: DateRules): ParsedValue {
  if (digits.length === 8) return check(dayText(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)), rules, []);
  if (digits.length === 6 && /^(?:19|20)/.test(digits)) return month(digits.slice(0, 4), digits.slice(4), rules);
  if (digits.length === 4 && /^(?:19|20)/.test(digits)) return refuse('DATE_INCOMPLETE', '日期只有年份,请补上月和日');
  const serial = Number(digits);
  if (digits.length === 5 && serial >= FIRST_SERIAL && serial <= LAST_SERIAL) return check(dayOfSerial(serial, rules.date1904), rules, [`表格日期序号 ${digits} 已换算`]);
  return refuse('DATE_AMBIGUOUS', `“${digits}”不能确定是哪一天,请写成 2024-01-02 这样的日期`);
}

/** True when a birth cell states year and month only (出生年月), so that its first day is no contradiction to an id number. */
export function isMonthOnly(raw: unknown): boolean {
  if (typeof raw !== 'string' && typeof raw !== 'number') return false;
  const text = westernDigits(cleanLine(String(raw)).text.normalize('NFKC').replace(/\s+/g, ''));
  return /^(?:19|20)\d{2}(?:[-/.年](?:0?[1-9]|1[0-2])月?份?|(?:0[1-9]|1[0-2]))$/.test(text);
}

function fromText(text: string, rules: DateRules): ParsedValue {
  const plain = westernDigits(text.normalize('NFKC').replace(/\s*([-/.年月日号])\s*/gu, '$1')).trim();
  const shown = plain.replace(TIME, '').replace(/[日号]$/, '');
  if (/^\d+$/.test(shown)) return fromDigits(shown, rules);
  const notes = TIME.test(plain) && !/[ T]0?0:00(?::00(?:\.0+)?)?/.test(plain) ? ['已去掉钟点,只留日期'] : [];
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})$/.exec(shown);
  if (full !== null) return check(dayText(full[1] ?? '', full[2] ?? '', full[3] ?? ''), rules, notes);
  const bare = /^(\d{4})[-/.年](\d{1,2})月?份?$/.exec(shown);
  if (bare !== null) return month(bare[1] ?? '', bare[2] ?? '', rules);
  if (/^\d{4}年$/.test(shown)) return refuse('DATE_INCOMPLETE', '日期只有年份,请补上月和日');
  if (/^\d{1,2}[-/.年月]\d{1,2}(?:[-/.月]\d{1,4})?$/.test(shown)) return refuse('DATE_AMBIGUOUS', `“${text.slice(0, 20)}”看不出年月日的先后,请写成 2024-01-02 这样的日期`);
  return refuse('DATE_BAD', `“${text.slice(0, 20)}”不是日期,请写成 2024-01-02 这样的日期`);
}

/** Day of a cell or form entry as `YYYY-MM-DD`; a `Date` is read in UTC, as sheet readers give it. */
export function parseDate(raw: string | number | Date, rules: DateRules): ParsedValue {
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? refuse('DATE_BAD', '日期无效,请写成 2024-01-02 这样的日期') : check(dayText(raw.getUTCFullYear(), raw.getUTCMonth() + 1, raw.getUTCDate()), rules, []);
  if (typeof raw === 'number') return Number.isFinite(raw) && raw > 0 && raw < 1e8 ? fromDigits(String(Math.floor(raw)), rules) : refuse('DATE_BAD', '数字不是日期,请写成 2024-01-02 这样的日期');
  const { text, notes } = cleanLine(raw);
  if (text === '') return accept(null);
  if (meansNothing(text)) return accept(null, [`“${text}”按未填处理`]);
  const parsed = fromText(text, rules);
  return parsed.ok ? accept(parsed.value, [...notes, ...parsed.notes]) : parsed;
}
