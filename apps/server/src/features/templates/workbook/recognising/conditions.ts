import { codeOfWords, CODE_LISTS, codeName, FIELDS, TAGS } from '#catalogue';
import { squeezeHeader, tagOfHeader } from '../../../../spreadsheets/understanding/index.js';
import type { CrossCondition } from '../types.js';

/** Code lists whose words stand alone in headings, with the field they are values of; the first that knows a word has it. */
const LISTS: readonly [list: string, field: string][] = [
  ['sex', 'person.sex'],
  ['political', 'person.political'],
  ['marital', 'person.marital'],
  ['education', 'person.education'],
  ['elder-ability', 'person.care_level'],
  ['disability-level', 'person.disability_level'],
  ['disability', 'person.disability_type'],
  ['ethnic', 'person.ethnic'],
  ['small-places', 'org.small_place'],
  ['employment', 'person.employment'],
];
const MEASURES: readonly [RegExp, 'people' | 'households' | 'events' | 'share'][] = [
  [/^(?:总?户数|家庭数|户)(?:\(户\))?$/u, 'households'],
  [/^(?:总?人数|总?人口数?|人次|人)(?:\(人\))?$/u, 'people'],
  [/^(?:件数|起数|宗数|数量)(?:\(.\))?$/u, 'events'],
  [/(?:占比|比例|比率|百分比|率)(?:\(%\))?$|^%$/u, 'share'],
];
const TOTAL = /^(?:总计|合计|小计|共计|总数|计)(?:\(.{1,2}\))?$/u;
const PLACE = /(?:社区|村|网格|街道|小区|居委会|居委|路|片区|苑|园|里)$/u;
const RANGE = /^(\d{1,3})(?:周?岁)?[~~至到—–-](\d{1,3})(周?岁)?(?:\(?含.*)?(?:老人|老年人|人员|人口)?$/u;
const OPEN = /^(?:年满)?(\d{1,3})周?岁?(?:\(含\))?(及以上|以上|以下|及以下|以内)(?:\(?含.*)?(?:老人|老年人|人员|人口)?$/u;

function ageOf(text: string, group: string): CrossCondition | null {
  const dashed = text.replace(/[^\S]/gu, '');
  const [range, open] = [RANGE.exec(dashed), OPEN.exec(dashed)];
  const speaksOfAge = /岁/u.test(dashed) || /年龄/u.test(group);
  if (range !== null && speaksOfAge) return { kind: 'age', from: Number(range[1]), to: Number(range[2]) };
  if (open === null || !speaksOfAge) return null;
  const years = Number(open[1]);
  return (open[2] ?? '').includes('上') ? { kind: 'age', from: years, to: null } : { kind: 'age', from: null, to: years };
}

function codeCondition(text: string): CrossCondition | null {
  for (const [list, field] of LISTS) {
    const known = CODE_LISTS[list];
    const code = /^\d+$/.test(text) || known === undefined ? null : codeOfWords(list, text) ?? codeOfWords(list, text.replace(/性$/u, ''));
    if (code !== null) return { kind: 'code', field, code, label: codeName(list, code) };
  }
  const options = FIELDS.find((field) => field.options?.includes(text) === true);
  return options === undefined ? null : { kind: 'code', field: options.id, code: text, label: text };
}

/**
 * What one heading of a cross table means.
 * @param group the headings over it, which say what bare numbers are (年龄) and that words are places (社区).
 */
export function conditionOf(heading: string, group: string): CrossCondition {
  const text = squeezeHeader(heading.normalize('NFKC').replace(/^其中[::]?/u, '').replace(/\((?:人|户|件|名|人次)\)$/u, ''));
  if (TOTAL.test(text)) return { kind: 'total' };
  const measure = MEASURES.find(([pattern]) => pattern.test(text))?.[1];
  if (measure !== undefined) return { kind: 'measure', measure };
  const age = ageOf(heading.normalize('NFKC').replace(/\((?:人|名)\)$/u, ''), group);
  if (age !== null) return age;
  if (PLACE.test(text) && text.length > 2) return { kind: 'place', text: heading };
  const tag = tagOfHeader(text.replace(/(?:人数|户数|数)$/u, ''), false);
  if (tag !== null) return { kind: 'tag', tag, label: TAGS.find((item) => item.code === tag)?.name ?? tag };
  const code = codeCondition(text);
  if (code !== null) return code;
  return /社区|单位|街道|村|网格|地区|名称/u.test(group) ? { kind: 'place', text: heading } : { kind: 'unknown', text: heading };
}

/** Meanings of a path of headings; a group that only names what follows (年龄段) says nothing of its own. */
export function conditionsOf(path: readonly string[], group = ''): CrossCondition[] {
  const found = path.map((heading, at) => conditionOf(heading, `${group}${path.slice(0, at).join('')}`));
  const meant = found.filter((item) => item.kind !== 'unknown');
  return meant.length > 0 ? meant : found.slice(-1);
}

/** Catalogue field a condition restricts; null for sums, measures and unknown words. */
export function fieldOfCondition(condition: CrossCondition): string | null {
  if (condition.kind === 'age') return 'person.age';
  if (condition.kind === 'code') return condition.field;
  if (condition.kind === 'tag') return `tag:${condition.tag}`;
  return condition.kind === 'place' ? 'person.community' : null;
}
