import { correctionsFor } from './corrections.js';
import type { Lexicon } from './lexicon.js';
import type { Normal } from './normalise.js';
import { numberSpans } from './spans-numbers.js';
import { timeSpans } from './spans-times.js';
import type { Edge, Sense, Token } from './types.js';

const WORD_COST = 1;
const UNKNOWN_COST = 4;
/** A word written across a blank is less likely one word (姓 名 still is). */
const GAP_INSIDE = 1.2;
/** One character alone may be a piece of an unknown word. */
const SINGLE = 0.35;
const KIND_COST: Readonly<Partial<Record<Sense['kind'], number>>> = { filler: 0.15, entity: 0.05, verb: 0.05, place: 0.02, join: 0.05, having: 0.1, timeUnit: 0.2, of: 0.1, by: 0.1 };

const costOf = (senses: readonly Sense[], start: number, end: number, gaps: readonly boolean[]): number => {
  const kind = Math.min(...senses.map((sense) => KIND_COST[sense.kind] ?? 0));
  const broken = gaps.slice(start + 1, end).filter(Boolean).length;
  return WORD_COST + kind + (end - start === 1 ? SINGLE : 0) + broken * GAP_INSIDE - 0.001 * (end - start);
};

function edgesOf(normal: Normal, text: string, lexicon: Lexicon, today: string): Edge[] {
  const edges: Edge[] = [];
  for (let start = 0; start < normal.chars.length; start += 1) {
    const byEnd = new Map<number, Sense[]>();
    const add = (end: number, senses: readonly Sense[]) => byEnd.set(end, [...(byEnd.get(end) ?? []), ...senses]);
    for (const { end, senses } of lexicon.matches(normal.chars, start)) add(end, senses);
    for (const { end, sense } of numberSpans(text, start, today)) add(end, [sense]);
    for (const { end, sense } of timeSpans(text, start, today)) add(end, [sense]);
    for (const [end, senses] of byEnd) edges.push({ start, end, senses, cost: costOf(senses, start, end, normal.gap) });
  }
  return edges;
}

/** Cheapest cover of the text; characters no edge covers stand alone as unknown. */
function bestPath(length: number, edges: readonly Edge[]): Edge[] {
  const from = new Map<number, Edge[]>();
  for (const edge of edges) from.set(edge.start, [...(from.get(edge.start) ?? []), edge]);
  const best: { cost: number; edge: Edge | null }[] = Array.from({ length: length + 1 }, () => ({ cost: Infinity, edge: null }));
  best[0] = { cost: 0, edge: null };
  for (let start = 0; start < length; start += 1) {
    const here = best[start]?.cost ?? Infinity;
    const unknown: Edge = { start, end: start + 1, senses: [{ kind: 'unknown' }], cost: UNKNOWN_COST };
    for (const edge of [...(from.get(start) ?? []), unknown]) {
      const there = best[edge.end];
      if (there !== undefined && here + edge.cost < there.cost) best[edge.end] = { cost: here + edge.cost, edge };
    }
  }
  const path: Edge[] = [];
  for (let end = length; end > 0; ) {
    const edge = best[end]?.edge;
    if (edge === null || edge === undefined) break;
    path.unshift(edge);
    end = edge.start;
  }
  return path;
}

const isUnknown = (edge: Edge): boolean => edge.senses.every((sense) => sense.kind === 'unknown');
/** Pieces that an unknown word swallows when it touches them. */
const SWALLOWED: ReadonlySet<Sense['kind']> = new Set(['filler', 'timeUnit', 'unknown']);

/** Unknown characters as words, with the single signs around them that were only guessed. */
function joinUnknown(path: readonly Edge[], gaps: readonly boolean[]): Edge[] {
  const joined: Edge[] = [];
  for (const edge of path) {
    const last = joined.at(-1);
    const touches = last !== undefined && gaps[edge.start] !== true;
    const piece = (one: Edge) => isUnknown(one) || (one.end - one.start === 1 && one.senses.every((sense) => SWALLOWED.has(sense.kind)));
    if (touches && ((isUnknown(last) && piece(edge)) || (isUnknown(edge) && piece(last)))) joined[joined.length - 1] = { ...last, end: edge.end, senses: [{ kind: 'unknown' }] };
    else joined.push(edge);
  }
  return joined;
}

/** Words of the request in their likeliest reading; misspelt ones corrected where one word is near enough. */
export function tokensOf(normal: Normal, lexicon: Lexicon, today: string): Token[] {
  const text = normal.chars.map((char) => (char.length === 1 ? char : '\uFFFD')).join('');
  const edges = edgesOf(normal, text, lexicon, today);
  let path = bestPath(normal.chars.length, edges);
  if (path.some(isUnknown)) path = bestPath(normal.chars.length, [...edges, ...correctionsFor(text, normal.gap, path, lexicon)]);
  return joinUnknown(path, normal.gap).map((edge) => ({ senses: edge.senses, at: [edge.start, edge.end], surface: text.slice(edge.start, edge.end), gap: normal.gap[edge.start] === true, ...(edge.corrected === undefined ? {} : { corrected: edge.corrected }) }));
}
