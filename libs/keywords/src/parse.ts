import type { ParseResult, TableDefinition, TableReading } from '#contracts';
import { explain } from './explain.js';
import { assemble } from './grammar/assemble.js';
import { readBirthdays, readComparisons, readDates, readNames, readNulls, readRanks, readValues } from './grammar/conditions.js';
import { readNegation, readUnions } from './grammar/coordination.js';
import { readAsOf, readComparison, readGroups, readOrder } from './grammar/frame.js';
import { readMeasures } from './grammar/measures.js';
import { Work } from './grammar/work.js';
import { tokensOf } from './lattice.js';
import { type Lexicon, LEXICON_VERSION, lexiconFor } from './lexicon.js';
import { normalise, typedRange } from './normalise.js';
import { fromPinyin } from './romanised.js';
import type { Draft, Request, Token } from './types.js';
import { ASKS } from './words/asks.js';

const lexicons = new WeakMap<Request['places'], Lexicon>();

/** The words of a list of places, compiled once as long as the list is the same object. */
function lexiconOf(places: Request['places']): Lexicon {
  let lexicon = lexicons.get(places);
  if (lexicon === undefined) {
    lexicon = lexiconFor(places);
    lexicons.set(places, lexicon);
  }
  return lexicon;
}

/**
 * A request in words as a table definition: run at once when everything was understood, asked when it could mean several
 * things, refused when nothing fits. Pure; the same text, day, places and lexicon always give the same result.
 */
export function parseRequest(request: Request): ParseResult {
  const lexicon = lexiconOf(request.places);
  const romanised = fromPinyin(request.text, lexicon);
  const normal = normalise(romanised?.text ?? request.text);
  const tokens = tokensOf(normal, lexicon, request.today);
  const work = read(tokens, request.today);
  const draft = assemble(work);
  const range = (token: Token): [number, number] => (romanised === null ? typedRange(normal, ...token.at) : [0, request.text.length]);
  const unknown = tokens.filter((token) => token.senses.every((sense) => sense.kind === 'unknown'));
  const base = {
    unused: leftover(work).map((token) => token.surface),
    unknown: unknown.map((token) => (romanised === null ? request.text.slice(...range(token)) : token.surface)),
    corrections: [
      ...tokens.flatMap((token) => (token.corrected === undefined ? [] : [{ from: token.surface, to: token.corrected, at: range(token) }])),
      ...(romanised === null ? [] : [{ from: request.text.trim(), to: romanised.text, at: [0, request.text.length] as [number, number] }]),
    ],
    lexicon: LEXICON_VERSION,
  };
  if (draft === null || saysNothing(draft, work, unknown.length)) return { status: 'refuse', explanation: [], message: refusal(base.unknown), ...base };
  const explanation = explain(draft, (spans) => (romanised === null ? touching(spans.map((span) => typedRange(normal, ...span))) : spans.length === 0 ? [] : [[0, request.text.length]]));
  const asked = askedReadings(work, draft);
  const doubts = [...draft.doubts, ...doubtsOf(work, draft, base.unknown, romanised !== null)];
  if (asked !== null) return { status: 'ask', definition: asked.readings[0]?.definition, readings: asked.readings, message: asked.message, explanation, ...base };
  if (doubts.length > 0) return { status: 'ask', definition: draft.definition, readings: [{ definition: draft.definition, title: '按能看懂的部分', explanation }], message: doubts.join(';'), explanation, ...base };
  return { status: 'run', definition: draft.definition, explanation, ...base };
}

/** Ranges in order, those that touch as one. */
function touching(ranges: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** The grammar, pass by pass: what frames the table first, then conditions, then how they hang together, then columns. */
function read(tokens: readonly Token[], today: string): Work {
  const work = new Work(tokens, today);
  readAsOf(work);
  readComparison(work);
  readBirthdays(work);
  readOrder(work);
  readGroups(work);
  readNulls(work);
  readComparisons(work);
  readNames(work);
  readDates(work);
  readValues(work);
  readRanks(work);
  readMeasures(work);
  readNegation(work);
  readUnions(work);
  tokens.forEach((_, index) => {
    const field = work.as(index, 'field');
    if (field !== null) work.columns.push({ fields: field.fields, at: work.take(index)[0] ?? [0, 0], index });
  });
  return work;
}

/** Nothing but a time or a bare noun beside unknown words: the request is about something else. */
function saysNothing(draft: Draft, work: Work, unknown: number): boolean {
  const { definition } = draft;
  const content = definition.filters.some((filter) => 'any' in filter || !['date', 'datetime'].includes(filter.field)) && work.conditions.some((condition) => condition.kind !== 'dated' || condition.verb !== undefined);
  const any = content || work.asks.length > 0 || definition.columns.length > 0 || definition.groupBy.length > 0 || definition.aggregates.length > 0 || definition.sort !== undefined;
  if (any) return false;
  return unknown > 0 || work.entities.length === 0;
}

const refusal = (unknown: readonly string[]): string => (unknown.length > 0 ? `没有看懂:${unknown.slice(0, 5).map((word) => `“${word.slice(0, 12)}”`).join('、')}。请换成人群、条件或列名,例如“80岁以上独居老人 姓名 电话”` : '没有读到要查什么。请写人群、条件或列名,例如“80岁以上独居老人 姓名 电话”');

/** Words left over that decide nothing. */
function leftover(work: Work): Token[] {
  return work.tokens.filter((token, index) => work.used[index] === false && !token.senses.some((sense) => sense.kind === 'unknown' || sense.kind === 'of' || sense.kind === 'join'));
}

function doubtsOf(work: Work, draft: Draft, unknown: readonly string[], romanised: boolean): string[] {
  const doubts: string[] = [];
  if (unknown.length > 0) doubts.push(`没有看懂:${unknown.slice(0, 5).map((word) => `“${word.slice(0, 12)}”`).join('、')}`);
  if (romanised) doubts.push('按拼音理解,请确认');
  work.tokens.forEach((token, index) => {
    if (work.is(index, 'not', 'lacking', 'notEnd') && !work.is(index, 'filler', 'having')) doubts.push(`没有看懂“${token.surface}”否定的是什么`);
  });
  const { definition } = draft;
  if ((definition.entity === 'person' || definition.entity === 'household') && definition.filters.length === 0 && definition.aggregates.length === 0 && work.asks.length === 0) doubts.push('没有任何条件,将列出范围内的全部人员或家庭:请补充条件,或写明理由后再生成');
  return doubts;
}

/** Readings of a word that offices use in several senses, each with the rest of the request. */
function askedReadings(work: Work, draft: Draft): { message: string; readings: TableReading[] } | null {
  const asked = ASKS.find((item) => work.asks.some(({ ask }) => item.words === ask));
  if (asked === undefined) return null;
  const rest = draft.definition;
  const readings = asked.readings.map(({ title, entity, filters }): TableReading => {
    const definition: TableDefinition = { ...rest, entity: rest.entity === 'household' || entity === 'household' ? entity : entity === 'org' ? 'org' : rest.entity, filters: [...filters, ...rest.filters] };
    return { title, definition, explanation: [] };
  });
  return { message: asked.message, readings };
}
