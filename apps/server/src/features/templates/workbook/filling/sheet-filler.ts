import { type CellRange, parseRange } from '../package/ranges.js';
import { cellXml, type CellContent, formulaOf, styleOf } from '../package/cell-xml.js';
import { ensureRow, putCell, type RowXml, type SheetXml } from '../package/sheet-rows.js';
import { attributeOf, nextTag } from '../package/xml-edit.js';
import type { OpenTemplate } from '../recognising/recognise.js';
import { segmentsOf } from '../recognising/labels.js';
import type { DateForm, TemplateValue, ValueShape } from '../types.js';
import { plainText, replaceSpan, richCell, richContent } from './rich-text.js';
import { boxOf, contentOf, printWidth } from './values.js';

/** Where and how one value is written. */
export interface Target {
  row: number;
  column: number;
  shape: ValueShape;
  field: string | null;
  dateForm: DateForm | null;
  /** Label the value follows, where several share a cell. */
  label: string;
}

export type Outcome = 'written' | 'formula' | 'no-place';

/** Writes values into the rows of an opened form and remembers where; styles and everything around stay as they are. */
export class SheetFiller {
  readonly changed: CellRange[] = [];
  private readonly columnStyles: readonly CellRange[];
  private readonly styles: readonly number[];

  constructor(
    private readonly template: OpenTemplate,
    private readonly sheet: SheetXml,
  ) {
    const { ranges, styles } = columnStyles(sheet.head);
    this.columnStyles = ranges;
    this.styles = styles;
  }

  /** Writes one value; a cell with a formula of the form's own is never overwritten. */
  write(target: Target, value: Exclude<TemplateValue, null>): Outcome {
    const row = ensureRow(this.sheet, target.row);
    const former = row.cells.find((cell) => cell.column === target.column)?.xml ?? null;
    if (former !== null && formulaOf(former) !== null) return 'formula';
    const style = former === null ? this.styleFor(row, target.column) : styleOf(former);
    const xml = target.shape === 'whole' ? this.whole(target, style, value) : this.inside(former, target, String(value));
    if (xml === null) return 'no-place';
    putCell(this.sheet, row, target.column, xml);
    this.changed.push({ top: target.row, bottom: target.row, left: target.column, right: target.column });
    return 'written';
  }

  private whole(target: Target, style: number | null, value: Exclude<TemplateValue, null>): string {
    const { formats, date1904 } = this.template.file.book;
    const content: CellContent = contentOf(value, target.field, formats[style ?? -1] ?? 'number', target.dateForm, date1904);
    return cellXml(this.sheet.prefix, target.column, target.row, style, content);
  }

  /** Puts a value behind its label, or ticks its box, in the text that is there. */
  private inside(former: string | null, target: Target, value: string): string | null {
    const rich = former === null ? null : richContent(this.template.file, former);
    if (former === null || rich === null) return null;
    const text = plainText(rich);
    const span = target.shape === 'choice' ? boxOf(text, value, target.field) : spanAfter(text, target.label, value);
    if (span === null) return null;
    return richCell(former, this.sheet.prefix, replaceSpan(rich, span.from, span.to, target.shape === 'choice' ? '☑' : value));
  }

  private styleFor(row: RowXml, column: number): number | null {
    const own = attributeOf(row.open, 's');
    if (own !== undefined) return Number(own);
    const at = this.columnStyles.findIndex((range) => range.left <= column && column <= range.right);
    return at < 0 ? null : (this.styles[at] ?? null);
  }
}

/** What of the text after a label gives way: as many blanks as the value takes where another label follows, else all. */
function spanAfter(text: string, label: string, value: string): { from: number; to: number } | null {
  const segments = segmentsOf(text);
  const at = segments.findIndex((segment) => segment.label === label);
  const segment = segments[at];
  if (segment === undefined) return null;
  if (segment.written || at === segments.length - 1) return { from: segment.from, to: segment.written ? segment.from + text.slice(segment.from, segment.to).trimEnd().length : segment.to };
  const room = segment.to - segment.from;
  const date = /[年月日]\s*$/u.test(text.slice(segment.from, segment.to));
  if (date) return { from: segment.from, to: segment.from + text.slice(segment.from, segment.to).trimEnd().length };
  return { from: segment.from, to: segment.from + Math.max(0, Math.min(room - 2, printWidth(value))) };
}

function columnStyles(head: string): { ranges: CellRange[]; styles: number[] } {
  const ranges: CellRange[] = [];
  const styles: number[] = [];
  for (let tag = nextTag(head, 0); tag !== null; tag = nextTag(head, tag.end)) {
    if (tag.local !== 'col' || tag.kind === 'close') continue;
    const raw = head.slice(tag.start, tag.end);
    const style = attributeOf(raw, 'style');
    if (style === undefined) continue;
    ranges.push({ top: 1, bottom: 1, left: Number(attributeOf(raw, 'min')) - 1, right: Number(attributeOf(raw, 'max')) - 1 });
    styles.push(Number(style));
  }
  return { ranges, styles };
}

/** First cell of a merged area or the cell itself, by its name. */
export function targetCell(name: string): { row: number; column: number } {
  const range = parseRange(name);
  return { row: range?.top ?? 1, column: range?.left ?? 0 };
}
