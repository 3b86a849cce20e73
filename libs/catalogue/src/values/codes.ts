import { CODE_LISTS, codeName, codeOfWords, type CodeList } from '../code-lists.js';
import type { FieldDefinition } from '../fields.js';
import { cleanLine, meansNothing } from './clean-text.js';
import { ENUM_WORDS } from './enum-words.js';
import { accept, type ParsedValue, refuse } from './outcome.js';

const squeeze = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/** Option of an enum by its own word or by a word of `ENUM_WORDS`. */
export function parseEnum(field: FieldDefinition, raw: string): ParsedValue {
  const { text, notes } = cleanLine(raw);
  if (text === '') return accept(null);
  const options = field.options ?? [];
  const key = squeeze(text);
  const words = ENUM_WORDS[field.id] ?? {};
  const found = options.find((option) => squeeze(option) === key) ?? options.find((option) => words[option]?.some((word) => squeeze(word) === key));
  if (found !== undefined) return accept(found, found === text ? notes : [...notes, `“${text}”按“${found}”记`]);
  if (meansNothing(text)) return accept(null, [`“${text}”按未填处理`]);
  return refuse('ENUM_UNKNOWN', `“${text.slice(0, 20)}”不在可选项内,可选:${options.join('、')}`);
}

function pairs(text: string): Set<string> {
  const signs = [...text];
  return new Set([...signs, ...signs.slice(1).map((sign, at) => `${signs[at] ?? ''}${sign}`)]);
}

function nearest(list: CodeList, text: string): string[] {
  const wanted = pairs(squeeze(text));
  const likeness = (word: string) => [...pairs(squeeze(word))].filter((pair) => wanted.has(pair)).length / (word.length + 1);
  const scored = list.items.map((item) => ({ name: item.name, score: Math.max(...[item.name, ...item.aliases].map(likeness)) }));
  const close = scored.filter((item) => item.score > 0).sort((a, b) => b.score - a.score);
  return (close.length > 0 ? close : scored).slice(0, 5).map((item) => item.name);
}

function lookUp(list: string, text: string): string | null {
  const direct = codeOfWords(list, text);
  if (direct !== null) return direct;
  if (/^\d$/.test(text)) return codeOfWords(list, `0${text}`);
  // "01 汉族", "1-男": a code and its own label side by side.
  const both = /^(\w+)[\s.\-、:：]+(.+)$/u.exec(text);
  if (both === null) return null;
  const [byCode, byLabel] = [lookUp(list, both[1] ?? ''), codeOfWords(list, both[2] ?? '')];
  return byCode === byLabel ? byCode : null;
}

/** Code of a cell by code, label or alias; an unknown word names the nearest labels. */
export function parseCode(listId: string, raw: string): ParsedValue {
  const { text, notes } = cleanLine(raw);
  if (text === '') return accept(null);
  const code = lookUp(listId, text);
  if (code !== null) return accept(code, notes);
  if (meansNothing(text)) return accept(null, [`“${text}”按未填处理`]);
  const list = CODE_LISTS[listId];
  const labels = list === undefined ? '' : `,相近的有:${nearest(list, text).join('、')}`;
  return refuse('CODE_UNKNOWN', `“${text.slice(0, 20)}”不在${list?.title ?? '代码表'}中${labels}`);
}

/** Tag codes of a cell, sorted and joined by commas; every word must be known. */
export function parseTags(raw: string): ParsedValue {
  const { text, notes } = cleanLine(raw.replace(/[\n\r]+/g, '、'));
  const words = text.split(/[、,，;；/|\s]+/u).filter((word) => word !== '' && word !== '否' && !meansNothing(word));
  const codes = words.map((word) => codeOfWords('key-population', word));
  const unknown = words.filter((_, at) => codes[at] === null);
  if (unknown.length > 0) return refuse('TAG_UNKNOWN', `不认识的标签:${unknown.slice(0, 5).map((word) => word.slice(0, 20)).join('、')},请改成人员标签表中的名称`);
  const value = [...new Set(codes)].sort().join(',');
  return accept(value === '' ? null : value, notes);
}

export function tagNames(value: string): string {
  return value.split(',').map((code) => codeName('key-population', code)).join('、');
}
