import { Refusal } from '../../../../spreadsheets/reading/index.js';
import { formulaOf, hasValue, unshared, unshareFormulas, withFormula, withoutResult } from './cell-xml.js';
import { copiedFormula } from './formulas.js';
import { type Insertion, lookRange, movedFormula, movedRange, movedRow, wholeRange } from './insertion.js';
import { LAST_ROW, mapRanges, parseRange, rangeName } from './ranges.js';
import { renamed, type RowXml, type SheetXml } from './sheet-rows.js';
import { attributeOf, editXml, nextTag, withAttribute } from './xml-edit.js';

type Attribute = (name: string) => string | undefined;
type Changes = Record<string, string> | undefined;

/** Elements whose `ref` or `sqref` simply moves or grows. */
const REF_MAPS: Readonly<Record<string, typeof movedRange>> = {
  dimension: wholeRange,
  selection: movedRange,
  autoFilter: wholeRange,
  sortState: wholeRange,
  sortCondition: wholeRange,
  mergeCell: movedRange,
  hyperlink: movedRange,
  conditionalFormatting: lookRange,
  dataValidation: lookRange,
  protectedRange: lookRange,
  ignoredError: lookRange,
  cellWatch: movedRange,
  inputCells: movedRange,
};
const RANGE_ATTRIBUTES = ['ref', 'sqref', 'activeCell', 'topLeftCell', 'r'] as const;
/** Elements whose text is a formula on this sheet: rules, validations and their newer forms in extensions. */
const FORMULAS = new Set(['formula', 'formula1', 'formula2', 'f']);

function breakChanges(insertion: Insertion, attribute: Attribute, path: readonly string[]): Changes {
  const id = Number(attribute('id') ?? 0);
  return path.includes('rowBreaks') && id >= insertion.at - 1 ? { id: String(id + insertion.count) } : undefined;
}

function attributeChanges(insertion: Insertion, sheet: string) {
  return (local: string, attribute: Attribute, path: readonly string[]): Changes => {
    if (local === 'brk') return breakChanges(insertion, attribute, path);
    const map = REF_MAPS[local] ?? (local === 'pane' || local === 'sheetView' ? movedRange : undefined);
    if (map === undefined) return undefined;
    const changes: Record<string, string> = {};
    for (const name of RANGE_ATTRIBUTES) {
      const value = attribute(name);
      if (value !== undefined) changes[name] = mapRanges(value, (range) => map(insertion, range));
    }
    const location = local === 'hyperlink' ? attribute('location') : undefined;
    if (location !== undefined) changes['location'] = movedFormula(insertion, location, sheet, null);
    return changes;
  };
}

function textChanges(insertion: Insertion, sheet: string) {
  return (local: string, text: string, path: readonly string[]): string | undefined => {
    if (FORMULAS.has(local)) return movedFormula(insertion, text, sheet, null);
    if (local === 'sqref') return mapRanges(text, (range) => lookRange(insertion, range));
    // Anchors of form controls count rows from 0.
    return local === 'row' && path.includes('anchor') ? String(movedRow(insertion, Number(text) + 1) - 1) : undefined;
  };
}

/** Everything of a sheet around its rows, moved; `head` and `tail` are cut at `sheetData`, so each is walked alone. */
function moveSurroundings(sheet: SheetXml, insertion: Insertion): void {
  const edits = { attributes: attributeChanges(insertion, insertion.sheet), text: textChanges(insertion, insertion.sheet) };
  sheet.head = editXml(sheet.head, edits);
  sheet.tail = editXml(sheet.tail, edits);
}

/** Merges inside the sample row, once more for each new row. */
function repeatMerges(sheet: SheetXml, insertion: Insertion): void {
  const { sample, at, count } = insertion;
  if (sample === null) return;
  const found: { left: number; right: number }[] = [];
  let close: { start: number; name: string } | null = null;
  let list: { start: number; end: number } | null = null;
  for (let tag = nextTag(sheet.tail, 0); tag !== null; tag = nextTag(sheet.tail, tag.end)) {
    if (tag.local === 'mergeCells' && tag.kind === 'open') list = tag;
    else if (tag.local === 'mergeCells') close = tag;
    else if (tag.local === 'mergeCell' && tag.kind !== 'close') {
      const range = parseRange(attributeOf(sheet.tail.slice(tag.start, tag.end), 'ref') ?? '');
      if (range !== null && range.top === sample && range.bottom === sample) found.push(range);
    }
  }
  if (found.length === 0 || close === null || list === null) return;
  const made = Array.from({ length: count }, (_, index) => at + index).flatMap((row) => found.map(({ left, right }) => `<${sheet.prefix}mergeCell ref="${rangeName({ top: row, bottom: row, left, right })}"/>`));
  const open = sheet.tail.slice(list.start, list.end);
  const former = attributeOf(open, 'count');
  const counted = former === undefined ? open : withAttribute(open, 'count', String(Number(former) + made.length));
  sheet.tail = sheet.tail.slice(0, list.start) + counted + sheet.tail.slice(list.end, close.start) + made.join('') + sheet.tail.slice(close.start);
}

/** A new row with the look of the sample row, its formulas, and texts that every row of the table has. */
function copyRow(sample: RowXml, number: number, prefix: string, kept: ReadonlySet<number>): RowXml {
  const cells = sample.cells.map((cell) => {
    const named = renamed(cell.xml, cell.column, number);
    const formula = formulaOf(cell.xml);
    const end = nextTag(named, 0)?.end ?? 0;
    const blank = withAttribute(withAttribute(named.slice(0, end), 't', null), 'cm', null).replace(/\s*\/?>$/, '/>');
    const copied = formula === null || formula === '' ? (kept.has(cell.column) ? named : blank) : withoutResult(unshared(named, copiedFormula(formula, number - sample.number, 0)));
    return { ...cell, xml: copied };
  });
  return { ...sample, number, open: withAttribute(sample.open, 'r', String(number)), cells, tail: sample.tail === '' ? '' : `</${prefix}row>` };
}

function moveRow(row: RowXml, insertion: Insertion): void {
  const number = movedRow(insertion, row.number);
  for (const cell of row.cells) {
    const moved = cell.xml.includes('f') ? withFormula(cell.xml, (formula) => movedFormula(insertion, formula, insertion.sheet, row.number), (ref) => mapRanges(ref, (range) => movedRange(insertion, range))) : cell.xml;
    cell.xml = number === row.number ? moved : renamed(moved, cell.column, number);
  }
  if (number !== row.number) row.open = withAttribute(row.open, 'r', String(number));
  row.number = number;
}

/** A chain like `A4+1` in the row after the sample must go on from the last new row, not from the sample. */
function chainedFormulas(sheet: SheetXml, insertion: Insertion): Map<number, string> {
  const chained = new Map<number, string>();
  const [sample, next] = [insertion.sample, insertion.at].map((number) => sheet.rows.find((row) => row.number === number));
  if (sample === undefined || next === undefined || next.number > insertion.last) return chained;
  for (const cell of next.cells) {
    const formula = formulaOf(cell.xml);
    const above = sample.cells.find((other) => other.column === cell.column);
    const before = above === undefined ? null : formulaOf(above.xml);
    if (formula === null || formula === '' || before === null || before === '') continue;
    if (copiedFormula(before, next.number - sample.number, 0) === formula) chained.set(cell.column, copiedFormula(before, next.number - sample.number + insertion.count, 0));
  }
  return chained;
}

/**
 * Puts rows into a sheet: copies of the sample row, everything beneath moved, what covers the rows grown.
 * @param kept columns whose text every row of the table has, so the new rows have it too.
 */
export function insertRows(sheet: SheetXml, insertion: Insertion, kept: ReadonlySet<number>): void {
  unshareFormulas(sheet, (formula, row) => row >= insertion.at || movedFormula(insertion, formula, insertion.sheet, row) !== formula);
  const chained = chainedFormulas(sheet, insertion);
  const sample = sheet.rows.find((row) => row.number === insertion.sample);
  const original = sample === undefined ? null : { ...sample, cells: sample.cells.map((cell) => ({ ...cell })) };
  const place = sheet.rows.findIndex((row) => row.number >= insertion.at);
  const beyond = sheet.rows.filter((row) => row.number > LAST_ROW - insertion.count && row.number >= insertion.at);
  if (beyond.some((row) => row.cells.some((cell) => hasValue(cell.xml)))) throw new Refusal('FILE_TOO_MANY_ROWS', { limit: LAST_ROW });
  sheet.rows = sheet.rows.filter((row) => !beyond.includes(row));
  for (const row of sheet.rows) moveRow(row, insertion);
  const next = place < 0 ? undefined : sheet.rows[place];
  if (next !== undefined) for (const cell of next.cells) cell.xml = chained.has(cell.column) ? unshared(cell.xml, chained.get(cell.column) ?? '') : cell.xml;
  if (original !== null) {
    const made = Array.from({ length: insertion.count }, (_, index) => copyRow(original, insertion.at + index, sheet.prefix, kept));
    sheet.rows = place < 0 ? [...sheet.rows, ...made] : [...sheet.rows.slice(0, place), ...made, ...sheet.rows.slice(place)];
  }
  moveSurroundings(sheet, insertion);
  repeatMerges(sheet, insertion);
}
