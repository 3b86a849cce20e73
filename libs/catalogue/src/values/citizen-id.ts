import rules from '#data/citizen-id.json' with { type: 'json' };
import { compactNumber } from './clean-text.js';
import { isRealDay } from './days.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

const SCIENTIFIC = /^\d(?:\.\d+)?[eE]\+?\d+$/;
const LOOK_ALIKE = /[\u0425\u0445\u03A7\u03C7\u00D7]$/u;
export const TRUNCATED_MESSAGE = '身份证号被表格截断,请把该列设为文本后重填';

/** Check character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function citizenIdCheck(first17: string): string {
  const sum = rules.weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return rules.checkMap[sum % 11] ?? '';
}

/** Birth date and sex code ('1' or '2') that a well-formed 18-character number states; null for anything else. */
export function citizenIdFacts(id: string): { birthDate: string; sex: '1' | '2' } | null {
  if (!/^\d{17}[\dX]$/.test(id)) return null;
  const birthDate = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  if (!isRealDay(birthDate)) return null;
  return { birthDate, sex: Number(id[16]) % 2 === 1 ? '1' : '2' };
}

/** True when an 18-digit number ends as Excel leaves it after keeping 15 digits; one genuine number in about a thousand does too. */
export function endsLikeTruncated(id: string): boolean {
  return /^\d{15}000$/.test(id);
}

/** True when a cell can't hold the number any more: a float beyond 15 digits, or scientific notation. */
export function isTruncatedRaw(raw: unknown, text: string): boolean {
  return (typeof raw === 'number' && Math.abs(raw) >= 1e15) || SCIENTIFIC.test(text);
}

function fromOldForm(text: string, today: string): ParsedValue {
  const first17 = `${text.slice(0, 6)}19${text.slice(6)}`;
  const birthDate = `19${text.slice(6, 8)}-${text.slice(8, 10)}-${text.slice(10, 12)}`;
  if (!isRealDay(birthDate)) return refuse('ID_DATE', `15位身份证号中的出生日期 ${birthDate} 不存在,请对照证件重填`);
  return checkBirth(first17 + citizenIdCheck(first17), today, ['15位旧身份证号已换算为18位']);
}

function checkBirth(id: string, today: string, notes: string[]): ParsedValue {
  const facts = citizenIdFacts(id);
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  if (facts === null) return refuse('ID_DATE', `身份证号中的出生日期 ${born} 不存在,请对照证件重填`);
  if (born > today) return refuse('ID_DATE', `身份证号中的出生日期 ${born} 晚于今天,请对照证件重填`);
  if (Number(today.slice(0, 4)) - Number(born.slice(0, 4)) > 130) return refuse('ID_DATE', `身份证号中的出生日期 ${born} 距今超过130年,请对照证件重填`);
  return accept(id, notes);
}

/**
 * Citizen id number of a cell as 18 characters. Blanks, full width, a leading apostrophe and `x` are tidied, 15 digits
 * become 18; a wrong check digit or damage by a spreadsheet is refused, never repaired.
 */
export function parseCitizenId(raw: string | number, today: string): ParsedValue {
  const { text: compact, notes } = compactNumber(String(raw));
  if (compact === '') return accept(null);
  if (isTruncatedRaw(raw, compact)) return refuse('ID_TRUNCATED', TRUNCATED_MESSAGE);
  if (LOOK_ALIKE.test(compact)) return refuse('ID_CHARS', '身份证号最后一位是形似X的其他字母,请改为英文字母X');
  const text = compact.replace(/x$/, 'X');
  if (text !== compact) notes.push('末位小写x已改为X');
  if (/^\d{15}$/.test(text)) return fromOldForm(text, today);
  if (!/^[\dA-Za-z]*$/.test(text) || /[A-Za-z]/.test(text.slice(0, -1))) return refuse('ID_CHARS', '身份证号只能是数字(末位可为X),请对照证件重填');
  if (text.length !== 18) return refuse('ID_LENGTH', `身份证号应为18位,现为${text.length}位,请对照证件补全`);
  if (!/[\dX]$/.test(text)) return refuse('ID_CHARS', '身份证号末位只能是数字或X,请对照证件重填');
  const expected = citizenIdCheck(text);
  if (text.endsWith(expected)) return checkBirth(text, today, endsLikeTruncated(text) ? [...notes, '末三位为000,请核对是否被表格截断'] : notes);
  if (endsLikeTruncated(text)) return refuse('ID_TRUNCATED', TRUNCATED_MESSAGE);
  if (citizenIdFacts(text) === null) return checkBirth(text, today, notes);
  return refuse('ID_CHECK_DIGIT', `身份证号校验位不符:按前17位末位应为${expected},现为${text.slice(-1)},请对照证件核对每一位`);
}
