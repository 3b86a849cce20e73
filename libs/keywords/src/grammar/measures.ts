import type { Condition, Work } from './work.js';

/** 独居、空巢、失能各多少人: the list before becomes counted columns. */
function readEachHowMany(work: Work): void {
  work.tokens.forEach((_, index) => {
    if (!work.is(index, 'eachHowMany')) return;
    const counted: Condition[] = [];
    // 60岁以上、80岁以上老人各多少: the noun belongs to all of the list.
    const noun = work.conditions.find((item) => item.last === index - 1 && item.assume !== undefined && item.elder);
    const shared = noun !== undefined && work.conditions.some((item) => item.last === noun.first - 1) && work.as(noun.first - 1, 'join') === null;
    let last = shared ? noun.first - 1 : index - 1;
    for (;;) {
      const condition = work.conditions.find((item) => item.last === last && item.kind !== 'dated');
      if (condition === undefined) break;
      counted.unshift(condition);
      last = condition.first - 1;
      const join = work.as(last, 'join');
      if (join !== null && join.how !== 'and') last -= 1;
      else if (join !== null || work.tokens[condition.first]?.gap !== true) break;
    }
    const group = counted.length === 0 ? work.as(index - 1, 'field') : null;
    work.statistics.push(...work.take(index));
    if (group !== null) work.groups.push({ fields: group.fields, at: work.take(index - 1) });
    if (counted.length < 2) return;
    for (const condition of counted) condition.counted = true;
  });
}

/** The conditions that end right before a measure: 低保 of 低保户数. */
function conditionsBefore(work: Work, index: number): Condition[] {
  const condition = work.conditions.find((item) => item.last === index - 1 && item.kind !== 'dated');
  return condition === undefined ? [] : [condition];
}

/** 人数, 户数, 占比, 平均年龄. */
export function readMeasures(work: Work): void {
  readEachHowMany(work);
  work.tokens.forEach((_, index) => {
    const sense = work.as(index, 'measure');
    if (sense === null) return;
    const conditions = conditionsBefore(work, index);
    const at = work.take(index)[0] ?? [0, 0];
    work.measures.push({ sense, at, index, conditions });
    if (sense.entity !== undefined) work.entities.push({ entity: sense.entity, weight: sense.fn === 'count' && sense.unit !== '人数' ? 4 : 2, at, index });
  });
  countSeparately(work);
  readShares(work);
}

/** 残疾人数、低保人数: two counts of different people are two columns, not one filter. */
function countSeparately(work: Work): void {
  const counts = work.measures.filter((measure) => measure.sense.fn === 'count' && measure.conditions.length > 0);
  const first = counts[0]?.conditions[0];
  if (counts.length < 2 || first === undefined) return;
  const same = counts.every((measure) => JSON.stringify(measure.conditions[0]?.options) === JSON.stringify(first.options));
  if (same) return;
  for (const measure of counts) for (const condition of measure.conditions) condition.counted = true;
  for (const measure of counts) work.measures.splice(work.measures.indexOf(measure), 1);
}

/** 各社区党员占比: how many of all are party members, not each community's share of them. */
function readShares(work: Work): void {
  for (const measure of work.measures) {
    if (measure.sense.fn !== 'share' || measure.sense.where !== undefined || work.groups.length === 0) continue;
    // 60岁以上老人占比: all that stands right before is one condition; 老人中独居占比 measures 独居 among 老人.
    for (let first = measure.conditions[0]?.first ?? 0; ; ) {
      const before = work.conditions.find((item) => item.last === first - 1 && item.kind !== 'dated' && item.kind !== 'place');
      if (before === undefined) break;
      measure.conditions.unshift(before);
      first = before.first;
    }
    for (const condition of measure.conditions) condition.counted = true;
  }
}
