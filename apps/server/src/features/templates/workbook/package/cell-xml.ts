import { cellName, decodeXml } from '../../../../spreadsheets/reading/index.js';
import { copiedFormula } from './formulas.js';
import type { SheetXml } from './sheet-rows.js';
import { attributeOf, encodeXml, nextTag, withAttribute } from './xml-edit.js';

/** What a filled cell holds. */
export type CellContent = { text: string } | { number: number };

/** A `<c>` split at its `<f>`: the tag of the formula, its text, what stands before and after. */
interface FormulaPlace {
  before: string;
  tag: string;
  name: string;
  text: string;
  after: string;
}

export const openTag = (xml: string) => xml.slice(0, nextTag(xml, 0)?.end ?? 0);

/** Number of the cell's style; null where it has none of its own. */
export function styleOf(xml: string): number | null {
  const style = attributeOf(openTag(xml), 's');
  return style === undefined ? null : Number(style);
}

export const hasValue = (xml: string) => /<(?:[\w.-]+:)?(?:v|is|f)[\s>/]/.test(xml);

function formulaPlace(xml: string): FormulaPlace | null {
  for (let tag = nextTag(xml, 0); tag !== null; tag = nextTag(xml, tag.end)) {
    if (tag.local !== 'f' || tag.kind === 'close') continue;
    const close = tag.kind === 'empty' ? null : nextTag(xml, tag.end);
    return { before: xml.slice(0, tag.start), tag: xml.slice(tag.start, tag.end), name: tag.name, text: close === null ? '' : decodeXml(xml.slice(tag.end, close.start)), after: xml.slice(close?.end ?? tag.end) };
  }
  return null;
}

/** Text of a cell's formula; empty for a follower of a shared one; null where there is none. */
export function formulaOf(xml: string): string | null {
  return formulaPlace(xml)?.text ?? null;
}

/** The cell with its formula, and the area of an array formula, changed; the same text where nothing changes. */
export function withFormula(xml: string, change: (formula: string) => string, area: (ref: string) => string = (ref) => ref): string {
  const found = formulaPlace(xml);
  if (found === null) return xml;
  const ref = attributeOf(found.tag, 'ref');
  const [text, moved] = [found.text === '' ? '' : change(found.text), ref === undefined ? undefined : area(ref)];
  if (text === found.text && moved === ref) return xml;
  const tag = moved === undefined || moved === ref ? found.tag : withAttribute(found.tag, 'ref', moved);
  return found.text === '' ? found.before + tag + found.after : `${found.before}${tag}${encodeXml(text)}</${found.name}>${found.after}`;
}

/** The cell without the remembered result of its formula, so that whoever opens the file calculates it. */
export function withoutResult(xml: string): string {
  if (formulaPlace(xml) === null) return xml;
  const bare = xml.replace(/<((?:[\w.-]+:)?v)(?:\s[^>]*)?(?:\/>|>[^<]*<\/\1>)/, '');
  return bare === xml ? xml : withAttribute(openTag(bare), 't', null) + bare.slice(openTag(bare).length);
}

/** A `<c>` with its content; texts are written in the cell itself, so that the table of shared texts stays as it was. */
export function cellXml(prefix: string, column: number, row: number, style: number | null, content: CellContent | null): string {
  const open = `<${prefix}c r="${cellName(column, row)}"${style === null ? '' : ` s="${style}"`}`;
  if (content === null) return `${open}/>`;
  if ('number' in content) return `${open}><${prefix}v>${content.number}</${prefix}v></${prefix}c>`;
  return `${open} t="inlineStr"><${prefix}is><${prefix}t xml:space="preserve">${encodeXml(content.text)}</${prefix}t></${prefix}is></${prefix}c>`;
}

/** Writes the formulas of shared groups out in each cell, for the groups of which a formula satisfies `wanted`. */
export function unshareFormulas(sheet: SheetXml, wanted: (formula: string, row: number) => boolean): void {
  const masters = new Map<string, { formula: string; row: number; column: number }>();
  const groups = new Map<string, { cell: { xml: string }; formula: string }[]>();
  const affected = new Set<string>();
  for (const row of sheet.rows)
    for (const cell of row.cells) {
      if (!cell.xml.includes('shared')) continue;
      const found = formulaPlace(cell.xml);
      if (found === null || attributeOf(found.tag, 't') !== 'shared') continue;
      const key = attributeOf(found.tag, 'si') ?? '';
      if (found.text !== '') masters.set(key, { formula: found.text, row: row.number, column: cell.column });
      const master = masters.get(key);
      if (master === undefined) continue;
      const formula = found.text === '' ? copiedFormula(master.formula, row.number - master.row, cell.column - master.column) : found.text;
      const members = groups.get(key) ?? [];
      members.push({ cell, formula });
      groups.set(key, members);
      if (wanted(formula, row.number)) affected.add(key);
    }
  for (const key of affected) for (const { cell, formula } of groups.get(key) ?? []) cell.xml = unshared(cell.xml, formula);
}

/** A cell's formula as an ordinary one with the given text. */
export function unshared(xml: string, formula: string): string {
  const found = formulaPlace(xml);
  return found === null ? xml : `${found.before}<${found.name}>${encodeXml(formula)}</${found.name}>${found.after}`;
}
