import type { Span } from '../types.js';
import type { GroupItem, Work } from './work.js';

/** Words around the table: as of when, compared with what, in which order, how many, grouped by what. */

const PERIOD_OF: Readonly<Record<string, string>> = { last_month: 'last_month', last_year: 'last_year', 'days_ago:1': 'days_ago:1' };

/** 截至6月底; a month's or year's end that no verb claims is a moment too. */
export function readAsOf(work: Work): void {
  work.tokens.forEach((_, index) => {
    if (!work.is(index, 'asOf')) return;
    const next = work.beside(index, 1, ['filler']);
    const time = work.as(next, 'time');
    if (time === null) return;
    work.asOf = { day: time.time.end > work.today ? work.today : time.time.end, at: work.take(index, next) };
  });
  if (work.asOf !== null) return;
  work.tokens.forEach((token, index) => {
    const time = work.as(index, 'time');
    if (time === null || !/[底末]$/u.test(token.surface) || time.time.end >= work.today || work.is(index + 1, 'verb') || work.is(index - 1, 'verb') || work.is(index + 1, 'versus')) return;
    work.asOf = { day: time.time.end, at: work.take(index) };
  });
}

/** 和上月比, 较去年同期, 环比, 增减. */
export function readComparison(work: Work): void {
  const has = work.tokens.some((_, index) => work.is(index, 'versus', 'change', 'period'));
  if (!has) return;
  const at: Span[] = [];
  let to: string | null = null;
  work.tokens.forEach((_, index) => {
    const period = work.as(index, 'period');
    if (period !== null) {
      to ??= period.compare;
      at.push(...work.take(index));
    }
  });
  work.tokens.forEach((_, index) => {
    const time = work.as(index, 'time');
    if (time === null) return;
    const before = work.is(index - 1, 'versus') || (work.is(index - 1, 'join') && work.tokens.some((__, other) => work.is(other, 'versus', 'change')));
    const after = work.is(index + 1, 'versus', 'change');
    if (!before && !after && to === null) return;
    const rel = typeof time.time.value === 'object' && !Array.isArray(time.time.value) ? (time.time.value).rel : null;
    const named = [index - 1, index + 1].some((other) => work.tokens[other]?.senses.some((sense) => sense.kind === 'period') === true);
    if (!before && !after && !named) return;
    to ??= (rel === null ? undefined : PERIOD_OF[rel]) ?? quarterOrDay(time.time.start, time.time.end, work.today);
    at.push(...work.take(index, ...(before ? [index - 1] : [])));
  });
  work.tokens.forEach((_, index) => {
    if (work.is(index, 'versus', 'change')) at.push(...work.take(index));
  });
  if (to === null) {
    to = 'last_month';
    work.assumptions.push({ text: '未写与何时相比 → 与上月相比', at });
  }
  work.compare = { to, at };
}

function quarterOrDay(start: string, end: string, today: string): string {
  const quarterLong = Number(end.slice(5, 7)) - Number(start.slice(5, 7)) === 2;
  return quarterLong && end < today ? 'last_quarter' : end;
}

const DATE_FIELD = /_date$|_at$|\.date$|last_check|last_seen/u;

/** 按社区排序, 年龄从大到小, 人数最多的前三个社区, 前10名. */
export function readOrder(work: Work): void {
  work.tokens.forEach((_, index) => {
    const direction = work.as(index, 'direction');
    if (direction === null && !work.is(index, 'sortWord')) return;
    const at: Span[] = work.take(index);
    let last = index - 1;
    if (work.is(index + 1, 'sortWord')) at.push(...work.take(index + 1));
    // 按年龄倒序排 and 按年龄排序从大到小 both occur.
    const after = direction === null ? work.as(index + 1, 'direction') : null;
    if (after !== null) at.push(...work.take(index + 1));
    const dir = direction?.dir ?? after?.dir ?? 'asc';
    const fields: { fields: readonly string[]; at: Span[] }[] = [];
    while (last >= 0) {
      const field = work.as(last, 'field');
      const measure = work.as(last, 'measure');
      if (field === null && measure === null) break;
      fields.unshift({ fields: field === null ? ['count'] : field.fields, at: field === null ? [] : work.take(last) });
      // 按社区、年龄排序 names both; the list before 按 is columns.
      last -= 1;
      if (work.is(last, 'join') && work.is(last - 1, 'field') && listHasBy(work, last)) work.take(last--);
      else break;
    }
    if (work.is(last, 'by')) at.push(...work.take(last));
    for (const item of fields) work.sorts.push({ fields: item.fields, dir, at: [...item.at, ...at] });
  });
  work.tokens.forEach((_, index) => {
    const top = work.as(index, 'top');
    if (top === null) return;
    const at = work.take(index);
    const before = work.beside(index, -1);
    const field = work.as(before, 'field');
    const number = field?.fields.find((id) => id === 'person.age' || id === 'household.size' || id.endsWith('_sqm') || DATE_FIELD.test(id) || id === 'volunteer.hours' || id === 'building.floors' || id === 'org.staff');
    if (number !== undefined) work.sorts.push({ fields: [number], dir: top.dir, at: [...work.take(before), ...at] });
    else if (work.is(before, 'measure') || top.count === null || nextIsGroupable(work, index)) work.sorts.push({ fields: ['count'], dir: top.dir, at });
    if (top.count !== null) work.limit = { count: top.count, at };
    else if (number === undefined) work.limit = { count: 1, at };
    const next = work.beside(index, 1);
    if (work.sorts.some((sort) => sort.fields[0] === 'count') && groupableAt(work, next) !== null) {
      const group = groupableAt(work, next);
      if (group !== null) work.groups.push({ ...group, at: work.take(next) });
    }
  });
}

function listHasBy(work: Work, from: number): boolean {
  for (let index = from; index >= 0; index -= 1) {
    if (work.is(index, 'by')) return true;
    if (!work.is(index, 'field', 'join')) return false;
  }
  return false;
}

const nextIsGroupable = (work: Work, index: number): boolean => groupableAt(work, work.beside(index, 1)) !== null;

const NEVER_GROUPED = /\.(?:name|id_no|phone|owner_phone|emergency_phone|note|live_address|address|no|emergency_contact)$/u;
const MAY_GROUP = new Set(['building.no', 'estate.name', 'grid.name']);
const CLASS_WORDS = /^(?:类型|类别|分类|种类|类|状态|级别|等级)$/u;

/** What one could group by at this token: a coded field, a time unit, age bands, buildings. */
export function groupableAt(work: Work, index: number): Omit<GroupItem, 'at'> | null {
  if (CLASS_WORDS.test(work.words(index)) && work.used[index] === false && !work.is(index, 'field')) return { fields: [], classes: true };
  const unit = work.as(index, 'timeUnit');
  const bands = work.as(index, 'bands');
  if (bands !== null) return { fields: ['person.age'], bands: true };
  const field = work.as(index, 'field');
  if (field !== null) {
    const word = work.words(index);
    if (CLASS_WORDS.test(word)) return { fields: field.fields, classes: true };
    const fields = field.fields.filter((id) => !NEVER_GROUPED.test(id) || MAY_GROUP.has(id));
    if (fields.length === 0) return null;
    if (fields.includes('person.age')) return { fields: ['person.age'], bands: true };
    return { fields };
  }
  if (unit !== null) return { fields: [], by: unit.by };
  const entity = work.as(index, 'entity');
  if (entity?.entity === 'building') return { fields: ['building.no'] };
  if (entity?.entity === 'grid') return { fields: ['person.grid'] };
  return null;
}

function takeGroup(work: Work, index: number, at: Span[]): boolean {
  const group = groupableAt(work, index);
  if (group === null) return false;
  work.groups.push({ ...group, at: [...at, ...work.take(index)] });
  return true;
}

/** 按社区统计, 各社区各网格, 分社区分性别, 学历分布. */
export function readGroups(work: Work): void {
  work.tokens.forEach((_, index) => {
    if (!work.is(index, 'by', 'each')) return;
    const first = work.beside(index, 1);
    if (groupableAt(work, first) === null) return;
    takeGroup(work, first, work.take(index));
    let next = first + 1;
    // 按社区和性别, 按社区、网格.
    while ((work.is(next, 'join') && groupableAt(work, next + 1) !== null && !work.is(next + 2, 'direction')) || (work.is(next, 'each', 'by') && groupableAt(work, next + 1) !== null)) {
      work.take(next);
      takeGroup(work, next + 1, []);
      next += 2;
    }
    if (work.is(next, 'statistics')) work.statistics.push(...work.take(next));
    else if (/^(?:分|来|为单位)$/u.test(work.words(next))) work.take(next);
    work.grouped.push(work.at(index));
  });
  work.tokens.forEach((token, index) => {
    // 男女人数, 男女各多少 count each.
    if (token.surface === '男女' && work.is(index + 1, 'measure', 'eachHowMany')) takeGroup(work, index, []);
    if (work.is(index, 'distribution') && takeGroup(work, work.beside(index, -1), [])) work.take(index);
    // 性别比例: the share of each sex.
    const measure = work.as(index, 'measure');
    if (measure?.fn === 'share' && measure.where === undefined && work.groups.length === 0 && groupableAt(work, index - 1) !== null && token.surface !== '率') takeGroup(work, index - 1, []);
  });
  readClasses(work);
}

/** 分类统计, 按类型: groups by the classes of what the table is about. */
function readClasses(work: Work): void {
  work.tokens.forEach((token, index) => {
    if (!work.is(index, 'statistics')) return;
    const classes = /分类/u.test(token.surface) || /归类|划分/u.test(token.surface);
    const before = work.beside(index, -1);
    const field = classes && work.groups.length === 0 ? groupableAt(work, before) : null;
    if (field !== null) work.groups.push({ ...field, at: [...work.take(before), work.at(index)] });
    else if (classes && work.groups.length === 0) work.groups.push({ fields: [], classes: true, at: [work.at(index)] });
    work.statistics.push(...work.take(index));
  });
}
