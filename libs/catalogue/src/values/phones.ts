import rules from '#data/phone.json' with { type: 'json' };
import { cleanLines, compactNumber, meansNothing } from './clean-text.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

const MOBILE = new RegExp(rules.mobileRegex);
const LANDLINE = new RegExp(rules.landlineRegex);
const SERVICE = /^[48]00\d{7}$/;

function splitNumbers(text: string): string[] {
  const parts = text.split(/[/、,，;；|\n或]+/u).map((part) => part.trim());
  return parts.flatMap((part) => (/^1\d{10}(?:\s+1\d{10})+$/.test(part) ? part.split(/\s+/) : [part])).filter((part) => part !== '');
}

/** Canonical form of one number: mobiles as 11 digits, landlines as area-number-extension; null when it is neither. */
function canonical(part: string): string | null {
  const bare = compactNumber(part.normalize('NFKC')).text.replace(/[—–−‐‑]/gu, '-');
  const home = bare.replace(/^\((0\d{2,3})\)-?/, '$1-').replace(/\([^()]*\)/g, '').replace(/^(?:\+86|0086|86-|86(?=1\d{10}$))-?/, '');
  const digits = home.replace(/-/g, '');
  if (MOBILE.test(digits)) return digits;
  if (SERVICE.test(digits)) return digits;
  const dashed = home.replace(/^(010|02\d|0[3-9]\d{2})-?(?=\d)/, '$1-').replace(/(?:转|ext\.?)/i, '-');
  return LANDLINE.test(dashed) ? dashed : null;
}

/** First phone number of a cell; further ones are named in a note. Mobile `1[3-9]` + 9 digits, landline with or without area code. */
export function parsePhone(raw: string | number): ParsedValue {
  const { text, notes } = cleanLines(String(raw));
  if (text === '') return accept(null);
  if (meansNothing(text)) return accept(null, [`“${text}”按未填处理`]);
  if (/^\d(?:\.\d+)?[eE]\+?\d+$/.test(text)) return refuse('PHONE_BAD', '电话号码被表格改成了科学计数,请把该列设为文本后重填');
  const [first = '', ...others] = splitNumbers(text.normalize('NFKC'));
  const value = canonical(first);
  if (value === null) return refuse('PHONE_BAD', '电话号码不对:手机应为1开头的11位数字,固定电话应为区号加7至8位数字');
  if (/[\uFF10-\uFF19]/.test(text)) notes.push('全角数字已转为半角');
  if (/[((][^0-9((]+[))]/u.test(first)) notes.push('括号中的说明已去掉');
  const more = others.map((part) => canonical(part) ?? part);
  if (more.length > 0) notes.push(`只取第一个号码,其余:${more.join('、')}`);
  return accept(value, notes);
}
