import type { Condition, Work } from './work.js';

/** Words that may stand between a condition and the join that links it to the next: 低保户的或者特困的. */
const BETWEEN = ['of', 'entity', 'filler'] as const;

/** 非党员, 除望海社区外, 不含低保和特困, 独居除外. */
export function readNegation(work: Work): void {
  const ordered = inOrder(work);
  ordered.forEach((condition, position) => {
    const before = work.beside(condition.first, -1, ['filler', 'having']);
    // 没有残疾 and 不是党员; the word must touch the condition.
    if (!work.is(before, 'not', 'lacking') || condition.kind === 'null' || condition.kind === 'dated') return;
    const at = work.take(...range(before, condition.first - 1));
    const chain = chainFrom(work, ordered, position);
    const last = chain.at(-1) ?? condition;
    const end = work.beside(last.last, 1, ['entity', 'of']);
    const closing = work.is(end, 'notEnd') ? work.take(...range(last.last + 1, end).filter((index) => work.is(index, 'notEnd', 'of', 'entity'))) : [];
    for (const item of chain) negate(item, [...at, ...closing]);
    for (const item of chain) if (item !== condition) work.take(item.first - 1);
  });
  ordered.forEach((condition, position) => {
    if (condition.negated) return;
    const next = work.beside(condition.last, 1, ['entity', 'of']);
    if (!work.is(next, 'notEnd')) return;
    const at = work.take(...range(condition.last + 1, next).filter((index) => work.is(index, 'notEnd')));
    // A、B除外 takes the whole list back to its start.
    let first = position;
    while (first > 0 && linked(work, ordered[first - 1], ordered[first])) first -= 1;
    for (const item of ordered.slice(first, position + 1)) negate(item, at);
    for (const item of ordered.slice(first + 1, position + 1)) work.take(item.first - 1);
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
const inOrder = (work: Work): Condition[] => [...work.conditions].sort((a, b) => a.first - b.first);

function negate(condition: Condition, at: Condition['at']): void {
  condition.negated = true;
  condition.elder = false;
  condition.at.push(...at);
}

function chainFrom(work: Work, ordered: readonly Condition[], position: number): Condition[] {
  const chain: Condition[] = [];
  for (let index = position; index < ordered.length; index += 1) {
    const item = ordered[index];
    if (item === undefined || (index > position && !linked(work, ordered[index - 1], item))) break;
    chain.push(item);
  }
  return chain;
}

/** Joined by 和, 、 or 或 with nothing but heads of nouns between. */
function linked(work: Work, left: Condition | undefined, right: Condition | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const join = work.as(right.first - 1, 'join');
  if (join === null || join.how === 'and' || join.how === 'both') return false;
  return range(left.last + 1, right.first - 2).every((index) => work.tokens[index]?.senses.some((sense) => (BETWEEN as readonly string[]).includes(sense.kind)) === true);
}

const fieldKey = (condition: Condition): string => condition.place?.level ?? condition.options.map((option) => option.field).join('|');
const compatible = (left: Condition, right: Condition): boolean => left.negated === right.negated && left.kind !== 'dated' && right.kind !== 'dated' && (left.kind === 'place') === (right.kind === 'place');

/** 和, 、 and 或 between conditions make a union; 既…又 and mere neighbourhood an intersection. */
export function readUnions(work: Work): void {
  const ordered = inOrder(work);
  ordered.forEach((right, position) => {
    const left = ordered[position - 1];
    if (left === undefined || left.counted || right.counted || !compatible(left, right)) return;
    const join = linked(work, left, right);
    // 一级二级, 幸福社区 和平社区: one person has one value, so two of them can only mean either.
    const touching = left.last === right.first - 1 && single(left) && single(right) && fieldKey(left) === fieldKey(right) && !left.negated;
    if (!join && !touching) return;
    if (join) {
      const both = work.tokens.slice(0, right.first).some((_, index) => work.as(index, 'join')?.how === 'both' && index < left.first);
      const how = work.as(right.first - 1, 'join')?.how;
      work.take(right.first - 1);
      if (both || (right.kind === 'place' && left.place?.level !== right.place?.level)) return;
      if (how === 'list' && left.negated) return;
    }
    const union = left.union === 0 ? work.nextUnion() : left.union;
    left.union = union;
    right.union = union;
  });
  work.tokens.forEach((_, index) => {
    if (work.is(index, 'join')) work.take(index);
  });
}

/** A field of which one person has one value. */
function single(condition: Condition): boolean {
  return condition.kind === 'place' || (condition.kind === 'value' && condition.options.every((option) => option.op === 'eq'));
}
