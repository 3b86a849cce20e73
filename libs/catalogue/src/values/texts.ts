import { badCharacters, cleanLine, cleanLines, codePoints, halfWidth, isPlaceholder } from './clean-text.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

const FORMULA = /^[=+\-@＝＋－＠]/u;
const DOTS = /[\u2022\u2027\u2219\u22C5\u30FB\uFF65\u25CF\u2024\u318D]/gu;

function limited(text: string, limit: number, notes: string[]): ParsedValue {
  const length = codePoints(text);
  if (length > limit) return refuse('TEXT_TOO_LONG', `内容有${length}个字,上限${limit}个字,请删减`);
  return accept(text, FORMULA.test(text) ? [...notes, `以“${text[0] ?? ''}”开头,按普通文字保存,不当公式`] : notes);
}

/** Free text as written, without what can't be seen; `lines` keeps line breaks, `plate` narrows full-width digits of door numbers. */
export function parseText(raw: string, rules: { limit: number; lines: boolean; plate: boolean }): ParsedValue {
  const { text: clean, notes } = rules.lines ? cleanLines(raw) : cleanLine(raw);
  if (clean === '') return accept(null);
  if (isPlaceholder(clean)) return accept(null, [`“${clean.slice(0, 10)}”按未填处理`]);
  const narrow = rules.plate ? halfWidth(clean) : { text: clean, notes: [] };
  return limited(narrow.text, rules.limit, [...notes, ...narrow.notes]);
}

/** A person's name in whatever script, `·` between parts, no blanks inside Chinese names; digits alone or no letter at all are refused. */
export function parseName(raw: string, limit: number): ParsedValue {
  const { text: clean, notes } = cleanLine(raw);
  if (clean === '') return accept(null);
  if (isPlaceholder(clean)) return accept(null, [`“${clean.slice(0, 10)}”按未填处理`]);
  const dotted = clean.replace(DOTS, '·').replace(/(?<=\p{L})\s*·\s*(?=\p{L})/gu, '·');
  if (dotted !== clean) notes.push('间隔号已统一为“·”');
  const text = dotted.replace(/(?<=[\p{Script=Han}\p{Co}]) (?=[\p{Script=Han}\p{Co}])/gu, '');
  if (text !== dotted) notes.push('已去掉姓名中的空格');
  if (!/[\p{L}\p{Co}]/u.test(text)) return refuse('NAME_BAD', `“${text.slice(0, 20)}”不像姓名,请填写姓名`);
  if (/\p{Nd}/u.test(text)) notes.push('姓名含数字,请核对');
  return limited(text, limit, notes);
}

/** Refusal for text no field may hold; null when it is fit to be cleaned. */
export function refuseBadCharacters(raw: string): ParsedValue | null {
  const why = badCharacters(raw);
  return why === null ? null : refuse('TEXT_BAD_CHARS', why);
}
