import { fieldOf, TAGS } from '#catalogue';
import type { SheetCell } from '../reading/index.js';
import { type Candidate, type Grade, readHeader } from './candidates.js';
import { areYesNo, fieldOfSamples, fitOf } from './fit.js';
import { pathKey, type SheetColumn } from './understand-sheet.js';
import type { Subject } from './words.js';

export interface ColumnMapping {
  column: number;
  path: readonly string[];
  role: 'data' | 'serial' | 'empty' | 'mark';
  /** Field id or `tag:` and a tag code; null = not taken over. */
  target: string | null;
  grade: Grade | 'none';
  confidence: number;
  /** True when it holds without being confirmed: `exact` or `word`, or confirmed for this sender before. */
  settled: boolean;
  /** Chinese sentences: why, and what spoke against it. */
  reasons: readonly string[];
  candidates: readonly Candidate[];
}

/** What a person settled for this sender's headers before: `pathKey` → target, null for a column not taken over. */
export type RememberedMapping = Readonly<Record<string, string | null>>;

/** Columns that our own marked workbook adds around a sender's; read past when it comes back. */
export const MARK_HEADERS = { first: '问题', last: '说明' } as const;

const LOWER: Readonly<Record<Grade, Grade>> = { exact: 'word', word: 'guess', guess: 'guess' };
const WELL = 0.8;
const POOR = 0.5;

const labelOf = (target: string) => fieldOf(target)?.label ?? TAGS.find((tag) => `tag:${tag.code}` === target)?.name ?? target;

/** Samples speak against words: a header alone never makes names out of numbers. */
function weigh(candidate: Candidate, samples: readonly SheetCell[], today: string): Candidate {
  const fit = fitOf(candidate.target, samples, today);
  if (fit === null || fit >= WELL) return fit === null ? candidate : { ...candidate, confidence: candidate.confidence + 0.01 * fit };
  const share = `样例中只有 ${Math.round(fit * 100)}% 符合“${labelOf(candidate.target)}”`;
  const grade = fit < POOR ? 'guess' : LOWER[candidate.grade];
  return { ...candidate, grade, confidence: candidate.confidence * (0.3 + 0.5 * fit), reason: `${candidate.reason};${share}` };
}

/** A yes-or-no column of an answer field (是否低保) is its tag. */
function asTags(candidates: readonly Candidate[], samples: readonly SheetCell[]): Candidate[] {
  if (!areYesNo(samples)) return candidates.filter((item) => !(item.target.startsWith('tag:') && item.grade === 'word' && candidates.some((other) => !other.target.startsWith('tag:'))));
  return [...candidates];
}

function candidatesOf(column: SheetColumn, samples: readonly SheetCell[], subject: Subject, today: string): { serial: boolean; list: Candidate[] } {
  const reading = readHeader(column.path, subject);
  const list = asTags(reading.candidates, samples).map((item) => weigh(item, samples, today));
  if (list.length === 0 && !reading.serial && !reading.others && subject === 'people') {
    const seen = fieldOfSamples(samples);
    if (seen !== null) list.push({ target: seen, grade: 'guess', confidence: 0.4, reason: `内容像“${labelOf(seen)}”` });
  }
  list.sort((a, b) => b.confidence - a.confidence);
  const [best, second] = list;
  // Two fields of one word with nothing between them: the person decides.
  if (best !== undefined && second !== undefined && best.confidence - second.confidence < 0.02 && second.grade !== 'guess') list[0] = { ...best, grade: 'guess', reason: `${best.reason};也可能是“${labelOf(second.target)}”` };
  return { serial: reading.serial, list };
}

function mappingOf(column: SheetColumn, samples: readonly SheetCell[], serial: boolean, list: readonly Candidate[]): ColumnMapping {
  const [best] = list;
  const empty = column.path.length === 0 && samples.every((cell) => cell.text.trim() === '');
  const role = serial ? 'serial' : empty ? 'empty' : 'data';
  const none = role !== 'data' ? [] : [`“${column.path.join('/') || '(无列名)'}”没有对应的字段,请选择或不导入`];
  if (best === undefined) return { column: column.column, path: column.path, role, target: null, grade: 'none', confidence: 0, settled: role !== 'data', reasons: none, candidates: [] };
  return { column: column.column, path: column.path, role: 'data', target: best.target, grade: best.grade, confidence: best.confidence, settled: best.grade !== 'guess', reasons: [best.reason], candidates: list };
}

/** One field, one column: the better stays, the other is asked (its next choice proposed, if any). */
function resolveConflicts(mappings: ColumnMapping[]): ColumnMapping[] {
  const taken = new Map<string, ColumnMapping>();
  const order = [...mappings].sort((a, b) => Number(b.settled) - Number(a.settled) || b.confidence - a.confidence || a.column - b.column);
  const settledBy = new Map<number, ColumnMapping>();
  for (const mapping of order) {
    const winner = mapping.target === null ? undefined : taken.get(mapping.target);
    if (mapping.target === null || winner === undefined) {
      if (mapping.target !== null) taken.set(mapping.target, mapping);
      settledBy.set(mapping.column, mapping);
      continue;
    }
    const reason = `“${labelOf(mapping.target)}”已由列“${winner.path.join('/')}”对应`;
    settledBy.set(mapping.column, { ...mapping, target: null, grade: 'none', confidence: 0, settled: false, reasons: [...mapping.reasons, reason] });
  }
  return mappings.map((mapping) => settledBy.get(mapping.column) ?? mapping);
}

function markColumns(columns: readonly SheetColumn[]): ReadonlySet<number> {
  const [first, last] = [columns[0], columns.at(-1)];
  const marked = first?.path.join('/') === MARK_HEADERS.first && last?.path.join('/') === MARK_HEADERS.last;
  return new Set(marked && first !== undefined && last !== undefined ? [first.column, last.column] : []);
}

/** What the headers speak of with most certainty; the first where two are equal. */
export function subjectOf(columns: readonly SheetColumn[], among: readonly Subject[] = ['people', 'places']): Subject {
  const weight = (subject: Subject) => columns.reduce((sum, column) => sum + Math.max(0, ...readHeader(column.path, subject).candidates.filter((item) => item.grade !== 'guess').map((item) => item.confidence)), 0);
  return among.reduce((best, subject) => (weight(subject) > weight(best) ? subject : best), among[0] ?? 'people');
}

/**
 * What each column holds. Never a silent guess: below `word` a mapping is a proposal (`settled: false`) that a person must
 * confirm, and samples that don't fit lower the grade. Columns of unknown words stay unmapped and are named in `reasons`.
 * @param samples cells of a column, some hundreds are plenty.
 * @param remembered what was settled for the same fingerprint before; still weighed against the samples.
 */
export function mapHeaders(columns: readonly SheetColumn[], samples: (column: number) => readonly SheetCell[], today: string, options: { remembered?: RememberedMapping; subject?: Subject } = {}): ColumnMapping[] {
  const subject = options.subject ?? subjectOf(columns);
  const marks = markColumns(columns);
  const mappings = columns.map((column) => {
    if (marks.has(column.column)) return { ...mappingOf(column, [], false, []), role: 'mark' as const, settled: true, reasons: [] };
    const cells = samples(column.column);
    const before = options.remembered?.[pathKey(column.path)];
    if (before === null) return { ...mappingOf(column, cells, false, []), settled: true, reasons: ['按上次的选择,不导入'] };
    if (before !== undefined) return mappingOf(column, cells, false, [weigh({ target: before, grade: 'exact', confidence: 1.5, reason: '按该来源上次的对应' }, cells, today)]);
    const { serial, list } = candidatesOf(column, cells, subject, today);
    return mappingOf(column, cells, serial, list);
  });
  return resolveConflicts(mappings);
}
