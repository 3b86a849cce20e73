import { fieldOf } from '#catalogue';
import type { Span } from '../types.js';
import type { Condition, Work } from './work.js';

/** Fields that hold a number one compares. */
const NUMERIC = (id: string): boolean => fieldOf(id)?.type === 'int';
const DATED = (id: string): boolean => ['date', 'datetime'].includes(fieldOf(id)?.type ?? '');

/** 身份证号为空, 没有电话, 有电话, 无电梯. */
export function readNulls(work: Work): void {
  work.tokens.forEach((_, index) => {
    if (!work.is(index, 'empty')) return;
    const first = fieldListBefore(work, index);
    if (first === null) return;
    nullConditions(work, first, index - 1, true, work.take(index));
  });
  work.tokens.forEach((_, index) => {
    const lacking = work.is(index, 'lacking') && !work.is(index + 1, 'verb', 'value');
    const having = work.is(index, 'having');
    if (!lacking && !having) return;
    const first = work.beside(index, 1, ['filler', 'having']);
    if (!work.is(first, 'field') || work.is(first, 'value')) return;
    // 有 before a list that ends the request names columns more often than a condition; 有电话的 is one.
    let last = first;
    while (work.is(last + 1, 'join') && work.is(last + 2, 'field')) last += 2;
    if (having && !work.is(last + 1, 'of', 'entity', 'value', 'by') && last + 1 < work.tokens.length) return;
    nullConditions(work, first, last, lacking, work.take(...range(index, first - 1)), index);
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

function fieldListBefore(work: Work, index: number): number | null {
  let first = work.beside(index, -1, []);
  if (!work.is(first, 'field')) return null;
  while (work.is(first - 1, 'join') && work.is(first - 2, 'field')) first -= 2;
  return first;
}

function nullConditions(work: Work, first: number, last: number, lacking: boolean, at: Span[], lead = first): void {
  const either = work.tokens.slice(first, last + 1).some((_, offset) => work.as(first + offset, 'join')?.how === 'or');
  const union = either ? work.nextUnion() : 0;
  for (let index = first; index <= last; index += 1) {
    const field = work.as(index, 'field');
    const own = work.take(index);
    if (field === null) continue;
    work.condition({ kind: 'null', first: index === first ? lead : index, last: index, at: [...at, ...own], fields: field.fields, negated: lacking, union });
  }
}

/** 年龄大于80, 5口以上, 面积超过100平; a number with the field its unit or the word before names. */
export function readComparisons(work: Work): void {
  work.tokens.forEach((_, index) => {
    const compare = work.as(index, 'compare');
    if (compare === null) return;
    const before = work.beside(index, -1, ['of', 'filler', 'having']);
    const field = work.as(before, 'field');
    const numeric = field?.fields.filter(NUMERIC) ?? [];
    const names = numeric.length > 0 && fits(compare.unit, numeric);
    // 大于60小于80: the second bound is of the same thing.
    const twin = names || compare.unit !== '' ? undefined : work.conditions.find((item) => item.kind === 'compare' && item.last === index - 1);
    const at = work.take(index, ...(names ? range(before, index - 1) : []));
    const bound = twin === undefined ? compare : { ...compare, unit: twin.compare?.unit ?? '' };
    work.condition({ kind: 'compare', first: names ? before : index, last: index, at, compare: bound, ...(names ? { fields: numeric } : twin?.fields === undefined ? {} : { fields: twin.fields }), words: work.words(index) });
  });
}

const fits = (unit: string, fields: readonly string[]): boolean => unit !== '岁' || fields.includes('person.age');

/** 7天内过生日, 本月生日. */
export function readBirthdays(work: Work): void {
  work.tokens.forEach((_, index) => {
    if (!work.is(index, 'birthday')) return;
    const before = work.beside(index, -1, ['filler', 'of', 'having']);
    const after = work.beside(index, 1, ['filler', 'of', 'having', 'by']);
    const timeAt = work.is(before, 'time') ? before : work.is(after, 'time') ? after : null;
    const time = timeAt === null ? null : work.as(timeAt, 'time');
    if (time === null || timeAt === null) return;
    const at = work.take(index, timeAt);
    const length = time.time.length?.split(':');
    const value = length === undefined ? [time.time.start.slice(0, 10), time.time.end] : [{ rel: 'today' }, length[0] === 'days' ? { rel: `days_ahead:${length[1] ?? '0'}` } : time.time.op === 'between' ? time.time.end : ahead(work.today, Number(length[1]))];
    work.condition({ kind: 'value', first: Math.min(index, timeAt), last: Math.max(index, timeAt), at, options: [{ field: 'person.birth_date', op: 'anniversary_between', value }] });
  });
}

function ahead(today: string, months: number): string {
  const total = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + months;
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}-${today.slice(8)}`;
}

/** Verbs with their times, and with the 没 or 未 before them; then times alone. */
export function readDates(work: Work): void {
  fieldTimes(work);
  work.tokens.forEach((_, index) => {
    const verb = work.as(index, 'verb');
    if (verb === null) return;
    const negated = work.is(index - 1, 'lacking', 'not') || (/^(?:都|还|曾|被|过)$/u.test(work.words(index - 1)) && work.is(index - 2, 'lacking', 'not'));
    const negations = negated ? range(work.is(index - 1, 'lacking', 'not') ? index - 1 : index - 2, index - 1) : [];
    const timeAt = timeNear(work, negations[0] ?? index, index);
    // 走访次数 and 走访记录 are about visits themselves; a bare 检查 says nothing.
    if (timeAt === null && !negated && !STATES.has(verb.verb)) return;
    const time = timeAt === null ? null : (work.as(timeAt, 'time')?.time ?? null);
    const at = work.take(...negations, index, ...(timeAt === null ? [] : [timeAt]));
    work.condition({ kind: 'dated', first: Math.min(index, timeAt ?? index, ...negations), last: Math.max(index, timeAt ?? index), at, verb: verb.verb, time, negated });
  });
  work.tokens.forEach((_, index) => {
    const time = work.as(index, 'time');
    if (time === null) return;
    work.condition({ kind: 'dated', first: index, last: index, at: work.take(index), time: time.time });
  });
}

/** Verbs that say something by themselves: 迁出人员, 去世人员. */
const STATES = new Set(['moveIn', 'moveOut', 'die', 'add']);

/** 迁入时间在2023年以后, 出生日期1950年以前. */
function fieldTimes(work: Work): void {
  work.tokens.forEach((_, index) => {
    const time = work.as(index, 'time');
    if (time === null) return;
    const before = work.beside(index, -1, ['filler', 'of', 'having']);
    const dated = work.as(before, 'field')?.fields.filter(DATED) ?? [];
    if (dated.length === 0) return;
    work.condition({ kind: 'dated', first: before, last: index, at: work.take(...range(before, index)), fields: dated, time: time.time });
  });
}

function timeNear(work: Work, first: number, verb: number): number | null {
  for (let step = 1; step <= 3; step += 1) {
    if (work.is(first - step, 'time')) return first - step;
    if (work.is(first - step, 'of', 'verb', 'join')) break;
  }
  for (let step = 1; step <= 2; step += 1) {
    if (work.is(verb + step, 'time')) return verb + step;
    if (work.is(verb + step, 'of', 'verb', 'join')) break;
  }
  // The only time and the only verb of a request belong together, wherever they stand.
  const times = work.tokens.flatMap((_, index) => (work.is(index, 'time') ? [index] : []));
  const verbs = work.tokens.filter((_, index) => work.is(index, 'verb'));
  return times.length === 1 && verbs.length === 1 ? (times[0] ?? null) : null;
}

/** Names of people: 张桂芳一家人, 张桂芳电话. */
export function readNames(work: Work): void {
  work.tokens.forEach((_, index) => {
    const name = work.as(index, 'personName');
    if (name === null) return;
    const next = work.beside(index, 1);
    const family = work.is(next, 'family') ? [next] : [];
    // 张三本月走访次数: he is who visits.
    const visits = work.tokens.some((_token, other) => work.as(other, 'measure')?.entity === 'visit' || work.as(other, 'entity')?.entity === 'visit');
    const field = family.length > 0 ? 'household.head' : visits ? 'visit.collector' : 'person.name';
    const entity = visits && family.length === 0 ? 'visit' : 'person';
    work.condition({ kind: 'value', first: index, last: family[0] ?? index, at: work.take(index, ...family), options: [{ field, op: 'eq', value: name.name }], entity });
    work.entities.push({ entity, weight: 5, at: work.at(index), index });
  });
}

/** Conditions that one word states: tags, codes, places, kinds of people. */
export function readValues(work: Work): void {
  work.tokens.forEach((token, index) => {
    const value = work.as(index, 'value');
    const place = work.as(index, 'place');
    const entity = work.as(index, 'entity');
    const ask = work.as(index, 'ask');
    const words = token.corrected ?? token.surface;
    if (ask !== null) work.asks.push({ ask: ask.ask, at: work.take(index)[0] ?? [0, 0] });
    else if (value !== null && !isHeading(work, index)) {
      const said = fieldBefore(work, index, value.options.map((option) => option.field));
      const options = said === null ? value.options : value.options.filter((option) => said.fields.includes(option.field));
      const at = work.take(index, ...(said === null ? [] : [said.index]));
      work.condition({ kind: 'value', first: said?.index ?? index, last: index, at, options, words, elder: value.elder === true, implied: value.implied ?? [], ...(value.assume === undefined ? {} : { assume: value.assume }), ...(value.entity === undefined ? {} : { entity: value.entity }) });
    } else if (place !== null) work.condition({ kind: 'place', first: index, last: index, at: work.take(index), place, words });
    else if (entity !== null && !isColumn(work, index)) {
      const at = work.take(index);
      work.entities.push({ entity: entity.entity, weight: entity.weight, at: at[0] ?? [0, 0], index });
      if (entity.columns !== undefined) work.entityColumns = entity.columns;
      if (entity.filter !== undefined) entityFilter(work, index, at, entity.filter, entity.assume, words);
    }
  });
}

function entityFilter(work: Work, index: number, at: Span[], filters: readonly { field: string; op: Condition['options'][number]['op']; value?: Condition['options'][number]['value'] }[], assume: string | undefined, words: string): void {
  for (const filter of filters) work.condition({ kind: 'value', first: index, last: index, at, options: [{ field: filter.field, op: filter.op, ...(filter.value === undefined ? {} : { value: filter.value }) }], words, elder: words.startsWith('老') || words === '长者' || words === '年长者', ...(assume === undefined ? {} : { assume }) });
}

/** 楼栋 is what the table is about, or, beside other columns, one of them. */
function isColumn(work: Work, index: number): boolean {
  if (!work.is(index, 'field')) return false;
  const beside = (step: 1 | -1) => work.beside(index, step, ['join']);
  return work.is(beside(-1), 'field') || (work.tokens[index + 1]?.gap === true && work.is(beside(1), 'field'));
}

const ORDERED = new Set(['person.education', 'person.disability_level']);

/** 大专以上, 二级及以上: the codes from there on, by rank. */
export function readRanks(work: Work): void {
  work.tokens.forEach((_, index) => {
    const rank = work.as(index, 'rank');
    const condition = work.conditions.find((item) => item.last === index - 1 && item.kind === 'value' && item.options.some((option) => ORDERED.has(option.field)));
    const option = condition?.options.find((item) => ORDERED.has(item.field));
    if (rank === null || condition === undefined || option === undefined) return;
    condition.at.push(...work.take(index));
    condition.last = index;
    const label = work.as(index + 1, 'field');
    if (label?.fields.includes(option.field) === true) {
      condition.at.push(...work.take(index + 1));
      condition.last = index + 1;
    }
    condition.options = [ranked(option, rank.op)];
  });
}

/** The first degree of disability is the gravest, so 二级以上 are the first two. */
function ranked(option: Condition['options'][number], op: 'gte' | 'lte'): Condition['options'][number] {
  if (option.field !== 'person.disability_level') return { ...option, op };
  return { field: option.field, op: 'in', value: ['1', '2', '3', '4'].filter((level) => (op === 'gte' ? level <= String(option.value) : level >= String(option.value))) };
}

/** A word that is a column's name in a list of columns: 姓名、志愿者. */
function isHeading(work: Work, index: number): boolean {
  return work.is(index, 'field') && work.is(index - 1, 'join') && work.is(index - 2, 'field') && !work.is(index - 2, 'value');
}

function fieldBefore(work: Work, index: number, options: readonly string[]): { index: number; fields: readonly string[] } | null {
  const before = work.beside(index, -1, ['having']);
  const field = work.as(before, 'field');
  const shared = field?.fields.filter((id) => options.includes(id)) ?? [];
  if (field === null || shared.length === 0 || before < index - 2 || (work.tokens[index]?.gap === true && work.is(before - 1, 'join'))) return null;
  return { index: before, fields: shared };
}
