import { fieldOf, TAGS } from '#catalogue';
import { cellName } from '../../../../spreadsheets/reading/index.js';
import { type Candidate, type ColumnMapping, isSerialHeader, mapHeaders, type SheetColumn, squeezeHeader, type Subject, subjectOf, SUBJECTS } from '../../../../spreadsheets/understanding/index.js';
import type { TemplateCandidate, TemplateColumn } from '../types.js';
import { conditionsOf, fieldOfCondition } from './conditions.js';
import { dateFormOf } from './date-forms.js';
import { type Heading, isTotalHeading } from './header-band.js';

/** A contained word names the field only when it is most of the heading and no other word does so equally well. */
const MOST_OF_HEADING = 0.42;
const MARGIN = 0.02;
const MOST_CANDIDATES = 5;

const labelOf = (target: string) => fieldOf(target)?.label ?? TAGS.find((tag) => `tag:${tag.code}` === target)?.name ?? target;

function candidatesOf(list: readonly Candidate[]): TemplateCandidate[] {
  return list.slice(0, MOST_CANDIDATES).map(({ target, grade, confidence, reason }) => ({ field: target, label: labelOf(target), grade, confidence: Math.min(1, Math.round(confidence * 100) / 100), reason }));
}

/** The field a mapping stands for in a form: ambiguous words and words that are a small part of the heading stay open. */
function fieldFrom(mapping: ColumnMapping): string | null {
  const [best, second] = mapping.candidates;
  // Without samples nothing tells apart two fields that both go by this very word.
  if (best?.grade === 'exact' && second?.grade === 'exact') return null;
  if (mapping.target === null || mapping.settled) return mapping.target;
  const clear = second === undefined || (best?.confidence ?? 0) - second.confidence >= MARGIN;
  return clear && mapping.confidence >= MOST_OF_HEADING && mapping.reasons.length === 1 ? mapping.target : null;
}

function columnOf(heading: Heading, mapping: ColumnMapping): TemplateColumn {
  const total = isTotalHeading(heading.path);
  const serial = !total && (mapping.role === 'serial' || isSerialHeader(squeezeHeader(heading.path.at(-1) ?? '')));
  const field = total || serial ? null : fieldFrom(mapping);
  return {
    cell: cellName(heading.area.left, heading.area.top),
    column: heading.column,
    path: pathText(heading.path),
    field,
    confidence: total || serial ? 1 : field === null ? 0 : Math.min(1, Math.round(mapping.confidence * 100) / 100),
    settled: total || serial || (field !== null && mapping.settled),
    candidates: total || serial ? [] : candidatesOf(mapping.candidates),
    role: total ? 'total' : serial ? 'serial' : 'data',
    value: null,
    shape: 'whole',
    dateForm: dateFormOf(heading.path),
    conditions: [],
  };
}

/** Headings as one text, without the line breaks and blanks of the print. */
export function pathText(path: readonly string[]): string {
  return path.map((text) => text.normalize('NFKC').replace(/\s+/gu, '').replace(/[::]$/u, '')).join('/');
}

/**
 * Headings mapped to the catalogue: exact words, then whole words, then a contained word that is most of the heading. Two
 * headings never share a field; the better one has it.
 */
export function mapColumns(headings: readonly Heading[], subject?: Subject): TemplateColumn[] {
  // Two values of one column number (forms) are still two columns.
  const columns: SheetColumn[] = headings.map(({ path }, at) => ({ column: at, path: path.map((text) => text.replace(/[::]\s*$/u, '')) }));
  const mapped = mapHeaders(columns, () => [], '', { subject: subject ?? subjectOf(columns, SUBJECTS) });
  return ofHeads(headings, headings.map((heading, at) => columnOf(heading, mapped[at] ?? unmapped(at, heading.path))));
}

/** In a table of households 户主身份证号 is the number of the person the row stands for. */
function ofHeads(headings: readonly Heading[], columns: TemplateColumn[]): TemplateColumn[] {
  const taken = new Set(columns.map((column) => column.field));
  if (!taken.has('household.head') || taken.has('person.name')) return columns;
  return columns.map((column, at) => {
    const words = squeezeHeader((headings[at]?.path ?? []).join(''));
    if (column.field !== null || column.role !== 'data' || !words.startsWith('户主')) return column;
    const [own] = mapHeaders([{ column: 0, path: [words.replace(/^户主的?/u, '')] }], () => [], '', { subject: 'people' });
    if (own === undefined || own.target === null || !own.settled || !own.target.startsWith('person.') || taken.has(own.target)) return column;
    taken.add(own.target);
    return { ...column, field: own.target, confidence: 0.85, settled: true, candidates: candidatesOf(own.candidates) };
  });
}

function unmapped(column: number, path: readonly string[]): ColumnMapping {
  return { column, path, role: 'data', target: null, grade: 'none', confidence: 0, settled: false, reasons: [], candidates: [] };
}

/** Headings of a cross table, by what they restrict or count. */
export function crossColumns(headings: readonly Heading[]): TemplateColumn[] {
  return headings.map((heading) => {
    const conditions = conditionsOf(heading.path);
    const known = conditions.some((item) => item.kind !== 'unknown');
    return {
      ...columnOf(heading, unmapped(heading.column, heading.path)),
      field: conditions.map(fieldOfCondition).find((field) => field !== null) ?? null,
      confidence: known ? 0.9 : 0,
      settled: known,
      conditions,
    };
  });
}
