import { cleanLine, meansNothing } from './clean-text.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

const LIMIT = 2_147_483_647;
const EARLIEST_YEAR = 1800;
const UNIT = /(?:人|口|户|条|只|层|个|间|套|岁|年|m2|m²|㎡|平方米|平米|平方|平)$/u;
const TRUE = new Set(['是', '有', '√', '✓', '✔', '☑', '对', '1', 'y', 'yes', 'true', 't']);
const FALSE = new Set(['否', '无', '没有', '不是', '×', 'x', '✗', '✘', '☐', '0', 'n', 'no', 'false', 'f']);

/** Whole number within a database INT. `decimals` rounds (areas in m²), with a note; otherwise 1.5 is refused. */
export function parseInteger(raw: string | number, rules: { nonNegative: boolean; decimals: boolean }): ParsedValue {
  const { text } = cleanLine(String(raw));
  if (text === '') return accept(null);
  if (meansNothing(text)) return accept(null, [`“${text}”按未填处理`]);
  const notes: string[] = [];
  const plain = text.normalize('NFKC').replace(/\s+/g, '');
  if (/[\uFF10-\uFF19]/.test(text)) notes.push('全角数字已转为半角');
  const bare = plain.replace(UNIT, '');
  if (bare !== plain) notes.push('已去掉单位');
  const digits = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(digits)) return refuse('INT_BAD', `“${text.slice(0, 20)}”不是整数,请填写如 12 这样的数字`);
  const number = Number(digits);
  if (!Number.isInteger(number) && !rules.decimals) return refuse('INT_BAD', `“${text.slice(0, 20)}”有小数,这里要整数`);
  const whole = Math.round(number) + 0;
  if (whole !== number) notes.push('小数已四舍五入为整数');
  if (Math.abs(whole) > LIMIT) return refuse('INT_RANGE', '数字过大,请核对');
  if (rules.nonNegative && whole < 0) return refuse('INT_RANGE', '这里的数字不能是负数,请核对');
  return accept(whole, notes);
}

/** A year something was built: an age in years under the same heading is refused, not taken for one. */
export function parseYear(raw: string | number, today: string): ParsedValue {
  const parsed = parseInteger(raw, { nonNegative: true, decimals: false });
  if (!parsed.ok || parsed.value === null) return parsed;
  const latest = Number(today.slice(0, 4));
  return Number(parsed.value) < EARLIEST_YEAR || Number(parsed.value) > latest ? refuse('INT_RANGE', `年份应在 ${EARLIEST_YEAR} 与 ${latest} 之间`) : parsed;
}

export function parseBool(raw: string | number | boolean): ParsedValue {
  if (typeof raw === 'boolean') return accept(raw);
  const text = cleanLine(String(raw)).text.normalize('NFKC').toLowerCase();
  if (text === '') return accept(null);
  if (TRUE.has(text)) return accept(true);
  if (FALSE.has(text)) return accept(false);
  if (meansNothing(text)) return accept(null, [`“${text}”按未填处理`]);
  return refuse('BOOL_BAD', `“${text.slice(0, 20)}”看不出是或否,请填“是”或“否”`);
}
