import type { DateForm } from '../types.js';

const YEAR = String.raw`(?:19|20)\d{2}`;
const PATTERNS: readonly [RegExp, (found: RegExpExecArray) => DateForm][] = [
  [new RegExp(`(?<!\\d)${YEAR}年(\\d{1,2})月(?:(\\d{1,2})日)?`, 'u'), ([, month = '', day]) => `YYYY年${month.length === 2 ? 'MM' : 'M'}月${day === undefined ? '' : `${day.length === 2 ? 'DD' : 'D'}日`}`],
  [new RegExp(`(?<!\\d)${YEAR}([./-])(\\d{1,2})(?:[./-](\\d{1,2}))?(?!\\d)`, 'u'), ([, sign = '-', month = '', day]) => `YYYY${sign}${month.length === 2 ? 'MM' : 'M'}${day === undefined ? '' : `${sign}${day.length === 2 ? 'DD' : 'D'}`}`],
  [new RegExp(`(?<!\\d)${YEAR}(?:0[1-9]|1[0-2])([0-3]\\d)?(?!\\d)`, 'u'), ([, day]) => (day === undefined ? 'YYYYMM' : 'YYYYMMDD')],
  [/y{4}(.?)m{1,2}(?:\1(d{1,2}))?(?![a-z])/iu, ([, sign = '', day]) => `YYYY${sign}MM${day === undefined ? '' : `${sign}DD`}`],
];

/** Form of dates that a remark in a header (如1980.01) or a sample shows; null when none is shown. */
export function dateFormOf(texts: readonly string[]): DateForm | null {
  for (const text of texts)
    for (const [pattern, form] of PATTERNS) {
      const found = pattern.exec(text.normalize('NFKC'));
      if (found !== null) return form(found);
    }
  return null;
}

/** A day `YYYY-MM-DD` (or month `YYYY-MM`) in a form; a text that is no such day stays as it is. */
export function writeDate(text: string, form: DateForm | null): string {
  const found = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (found === null || form === null) return text;
  const [, year = '', month = '', day] = found;
  if (day === undefined && form.includes('D')) return text;
  return form
    .replace('YYYY', year)
    .replace(/MM?/, (sign) => (sign === 'MM' ? month : String(Number(month))))
    .replace(/DD?/, (sign) => (sign === 'DD' ? (day ?? '') : String(Number(day ?? ''))));
}
