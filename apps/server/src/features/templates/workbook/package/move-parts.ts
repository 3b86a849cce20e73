import { formulaOf, unshareFormulas, withFormula } from './cell-xml.js';
import { type Insertion, movedFormula, movedRange, movedRow, wholeRange } from './insertion.js';
import { mapRanges } from './ranges.js';
import { parseSheet, sheetText } from './sheet-rows.js';
import type { WorkbookPackage } from './workbook-package.js';
import { editXml } from './xml-edit.js';

/** Names, print areas and print titles; a name of one sheet alone counts as standing on it. */
export function moveNames(xml: string, insertion: Insertion, sheets: readonly string[]): string {
  let own = '';
  return editXml(xml, {
    attributes: (local, attribute) => {
      if (local === 'definedName') own = sheets[Number(attribute('localSheetId') ?? -1)] ?? '';
      return undefined;
    },
    text: (local, text) => (local === 'definedName' ? movedFormula(insertion, text, own, null) : undefined),
  });
}

/** Formulas and rules of another sheet that look into the one that grew. */
export function moveOtherSheet(xml: string, insertion: Insertion, sheet: string): string {
  const parsed = parseSheet(xml);
  const move = (formula: string) => movedFormula(insertion, formula, sheet, null);
  unshareFormulas(parsed, (formula) => move(formula) !== formula);
  for (const row of parsed.rows) for (const cell of row.cells) if (formulaOf(cell.xml) !== null) cell.xml = withFormula(cell.xml, move);
  const edits = {
    attributes: (local: string, attribute: (name: string) => string | undefined) => {
      const location = local === 'hyperlink' ? attribute('location') : undefined;
      return location === undefined ? undefined : { location: move(location) };
    },
    text: (local: string, text: string) => (['formula', 'formula1', 'formula2', 'f'].includes(local) ? move(text) : undefined),
  };
  return sheetText({ ...parsed, head: editXml(parsed.head, edits), tail: editXml(parsed.tail, edits) });
}

/** A table part: its area, its filter and sort. */
function moveTable(xml: string, insertion: Insertion): string {
  return editXml(xml, {
    attributes: (local, attribute) => {
      const ref = ['table', 'autoFilter', 'sortState', 'sortCondition'].includes(local) ? attribute('ref') : undefined;
      return ref === undefined ? undefined : { ref: mapRanges(ref, (range) => wholeRange(insertion, range)) };
    },
    text: (local, text) => (local === 'calculatedColumnFormula' || local === 'totalsRowFormula' ? movedFormula(insertion, text, insertion.sheet, null) : undefined),
  });
}

/** Comments, old and threaded, by the cell they belong to. */
function moveComments(xml: string, insertion: Insertion): string {
  return editXml(xml, {
    attributes: (local, attribute) => {
      const ref = local === 'comment' || local === 'threadedComment' ? attribute('ref') : undefined;
      return ref === undefined ? undefined : { ref: mapRanges(ref, (range) => movedRange(insertion, range)) };
    },
  });
}

/** Boxes of comments and controls. VML is often no XML, so its two lines are found as text. */
function moveVml(vml: string, insertion: Insertion): string {
  return vml.replace(/<x:ClientData\b[\s\S]*?<\/x:ClientData>/g, (box) => {
    const row = Number(/<x:Row>\s*(\d+)\s*<\/x:Row>/.exec(box)?.[1] ?? -2) + 1;
    const moved = movedRow(insertion, row);
    if (row < 1 || moved === row) return box;
    const anchor = (text: string) => text.split(',').map((part, at) => (at === 2 || at === 6 ? part.replace(/\d+/, (value) => String(Number(value) + moved - row)) : part)).join(',');
    return box.replace(/(<x:Row>\s*)\d+/, (_, lead: string) => `${lead}${moved - 1}`).replace(/(<x:Anchor>)([^<]*)/, (_, lead: string, text: string) => lead + anchor(text));
  });
}

/** Pictures, shapes and charts: they move with their cell, and stretch over new rows only where they are told to. */
function moveDrawing(xml: string, insertion: Insertion): string {
  let mode = 'twoCell';
  let fromMoved = false;
  return editXml(xml, {
    attributes: (local, attribute) => {
      if (local === 'twoCellAnchor' || local === 'oneCellAnchor') mode = attribute('editAs') ?? 'twoCell';
      return undefined;
    },
    text: (local, text, path) => {
      if (local !== 'row' || mode === 'absolute') return undefined;
      const row = Number(text) + 1;
      const moved = movedRow(insertion, row);
      const isFrom = path.at(-2) === 'from';
      if (isFrom) fromMoved = moved !== row;
      return isFrom || fromMoved || mode === 'twoCell' ? String(moved - 1) : undefined;
    },
  });
}

/** References of charts to the cells they draw. */
function moveChart(xml: string, insertion: Insertion): string {
  return editXml(xml, { text: (local, text) => (local === 'f' ? movedFormula(insertion, text, '', null) : undefined) });
}

function movePivotSource(xml: string, insertion: Insertion): string {
  return editXml(xml, {
    attributes: (local, attribute) => {
      const ref = local === 'worksheetSource' && attribute('sheet') === insertion.sheet ? attribute('ref') : undefined;
      return ref === undefined ? undefined : { ref: mapRanges(ref, (range) => wholeRange(insertion, range)) };
    },
  });
}

/** The order of calculation names cells by address; `i` (the sheet) holds until the next one. */
function moveCalculationChain(xml: string, insertion: Insertion, sheetId: string): string {
  let current = '';
  return editXml(xml, {
    attributes: (local, attribute) => {
      if (local !== 'c') return undefined;
      current = attribute('i') ?? current;
      const ref = attribute('r');
      return current === sheetId && ref !== undefined ? { r: mapRanges(ref, (range) => movedRange(insertion, range)) } : undefined;
    },
  });
}

function sheetIdOf(xml: string, name: string): string {
  let id = '';
  editXml(xml, {
    attributes: (local, attribute) => {
      if (local === 'sheet' && attribute('name') === name) id = attribute('sheetId') ?? '';
      return undefined;
    },
  });
  return id;
}

const BY_RELATION: Readonly<Record<string, (xml: string, insertion: Insertion) => string>> = { table: moveTable, comments: moveComments, threadedComment: moveComments, vmlDrawing: moveVml, drawing: moveDrawing };

/** Moves whatever outside the sheet itself names its cells: names, other sheets, tables, comments, drawings, charts, pivots. */
export function moveOtherParts(file: WorkbookPackage, insertion: Insertion, sheetPart: string): void {
  const { book } = file;
  const edit = (part: string, change: (xml: string) => string) => file.put(part, change(file.text(part)));
  const sheetId = sheetIdOf(file.text(book.part), insertion.sheet);
  edit(book.part, (xml) => moveNames(xml, insertion, book.sheets.map((sheet) => sheet.name)));
  for (const sheet of book.sheets) if (sheet.part !== sheetPart) edit(sheet.part, (xml) => moveOtherSheet(xml, insertion, sheet.name));
  for (const { type, part } of file.relations(sheetPart)) {
    const move = BY_RELATION[type];
    if (move !== undefined) edit(part, (xml) => move(xml, insertion));
  }
  for (const part of file.parts) {
    if (/(?:^|\/)charts\/chart[^/]*\.xml$/.test(part)) edit(part, (xml) => moveChart(xml, insertion));
    if (/pivotCacheDefinition[^/]*\.xml$/.test(part)) edit(part, (xml) => movePivotSource(xml, insertion));
  }
  for (const { type, part } of file.relations(book.part)) if (type === 'calcChain') edit(part, (xml) => moveCalculationChain(xml, insertion, sheetId));
}
