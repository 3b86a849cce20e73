import uscc from '#data/uscc.json' with { type: 'json' };
import { isTruncatedRaw, parseCitizenId } from './citizen-id.js';
import { compactNumber, meansNothing } from './clean-text.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

/** Check character of the first 17 characters (GB 32100-2015). */
export function usccCheck(first17: string): string {
  const sum = uscc.weights.reduce((total, weight, at) => total + weight * uscc.charset.indexOf(first17[at] ?? ''), 0);
  return uscc.charset[(31 - (sum % 31)) % 31] ?? '';
}

/** Unified social credit code. A failing check digit is a note only: some early codes are legal and fail it. */
export function parseUscc(raw: string | number): ParsedValue {
  const { text: compact, notes } = compactNumber(String(raw));
  if (compact === '') return accept(null);
  if (meansNothing(compact)) return accept(null, [`“${compact}”按未填处理`]);
  if (isTruncatedRaw(raw, compact)) return refuse('ID_TRUNCATED', '信用代码被表格截断,请把该列设为文本后重填');
  const text = compact.toUpperCase();
  if (/^\d{15}$/.test(text)) return refuse('USCC_BAD', '这是15位旧注册号,请填18位统一社会信用代码');
  if (text.length !== 18) return refuse('USCC_BAD', `统一社会信用代码应为18位,现为${[...text].length}位`);
  const wrong = [...text].filter((sign) => !uscc.charset.includes(sign));
  if (wrong.length > 0) return refuse('USCC_BAD', `统一社会信用代码中不能有“${[...new Set(wrong)].join('')}”(不用字母I、O、S、V、Z)`);
  return accept(text, text.endsWith(usccCheck(text)) ? notes : [...notes, '信用代码校验位不符,请对照执照核对']);
}

/** Facts that a disability certificate number states beside the citizen id; null for anything not of its form. */
export function disabilityCertFacts(cert: string): { idNo: string; type: string; level: string } | null {
  const found = /^(\d{17}[\dX])([1-7])([1-4])(?:B\d)?$/.exec(cert);
  return found === null ? null : { idNo: found[1] ?? '', type: found[2] ?? '', level: found[3] ?? '' };
}

/** Disability certificate: citizen id, category 1–7, level 1–4, on reissue a suffix like B1. */
export function parseDisabilityCert(raw: string | number, today: string): ParsedValue {
  const { text: compact, notes } = compactNumber(String(raw));
  if (compact === '') return accept(null);
  if (meansNothing(compact)) return accept(null, [`“${compact}”按未填处理`]);
  if (isTruncatedRaw(raw, compact)) return refuse('ID_TRUNCATED', '残疾证号被表格截断,请把该列设为文本后重填');
  const text = compact.replace(/b(?=\d$)/, 'B');
  if (!/^.{20}(?:B\d)?$/u.test(text)) return refuse('CERT_BAD', `残疾证号应为20位(身份证号加类别、等级),现为${[...text].length}位`);
  const id = parseCitizenId(text.slice(0, 18), today);
  if (!id.ok) return refuse(id.fault, `残疾证号前18位有误:${id.message}`);
  const value = `${String(id.value)}${text.slice(18)}`;
  if (disabilityCertFacts(value) === null) return refuse('CERT_BAD', '残疾证号第19位(类别)应为1至7,第20位(等级)应为1至4');
  return accept(value, [...notes, ...id.notes]);
}
