import { decodeXml, unescapeCell } from '../../../../spreadsheets/reading/index.js';
import { openTag } from '../package/cell-xml.js';
import type { WorkbookPackage } from '../package/workbook-package.js';
import { attributeOf, encodeXml, nextTag, withAttribute } from '../package/xml-edit.js';

interface TextNode {
  /** Place of the text between `<t>` and `</t>`, and of the opening tag. */
  open: number;
  start: number;
  end: number;
  text: string;
}

/** Content of the n-th `<si>` of the shared texts; the whole part is walked once per call, labels are few. */
function sharedItem(xml: string, index: number): string | null {
  let at = -1;
  let start = 0;
  for (let tag = nextTag(xml, 0); tag !== null; tag = nextTag(xml, tag.end)) {
    if (tag.local !== 'si') continue;
    if (tag.kind !== 'close' && ++at === index) {
      if (tag.kind === 'empty') return '';
      start = tag.end;
    } else if (tag.kind === 'close' && at === index) return xml.slice(start, tag.start);
  }
  return null;
}

function inlineContent(cell: string): string | null {
  let start = -1;
  for (let tag = nextTag(cell, 0); tag !== null; tag = nextTag(cell, tag.end)) {
    if (tag.local !== 'is') continue;
    if (tag.kind === 'open') start = tag.end;
    else return start < 0 ? null : cell.slice(start, tag.start);
  }
  return null;
}

/** XML inside a text cell, with its runs of fonts; null for numbers, formulas and blanks. */
export function richContent(file: WorkbookPackage, cell: string): string | null {
  const type = attributeOf(openTag(cell), 't');
  if (type === 'inlineStr') return inlineContent(cell);
  const part = file.relations(file.book.part).find((item) => item.type === 'sharedStrings')?.part;
  const index = /<(?:[\w.-]+:)?v>\s*(\d+)\s*</.exec(cell)?.[1];
  return type === 's' && part !== undefined && index !== undefined ? sharedItem(file.text(part), Number(index)) : null;
}

function textNodes(xml: string): TextNode[] {
  const nodes: TextNode[] = [];
  let phonetic = 0;
  for (let tag = nextTag(xml, 0); tag !== null; tag = nextTag(xml, tag.end)) {
    if (tag.local === 'rPh' && tag.kind !== 'empty') phonetic += tag.kind === 'open' ? 1 : -1;
    if (tag.local !== 't' || tag.kind !== 'open' || phonetic > 0) continue;
    const close = nextTag(xml, tag.end);
    if (close !== null) nodes.push({ open: tag.start, start: tag.end, end: close.start, text: unescapeCell(decodeXml(xml.slice(tag.end, close.start))) });
  }
  return nodes;
}

export const plainText = (rich: string) => textNodes(rich).map((node) => node.text).join('');

/** The content with the characters from…to of its plain text replaced; every run keeps its font. */
export function replaceSpan(rich: string, from: number, to: number, value: string): string {
  const nodes = textNodes(rich);
  const out: string[] = [];
  let copied = 0;
  let offset = 0;
  let placed = false;
  for (const node of nodes) {
    const [start, end] = [offset, offset + node.text.length];
    offset = end;
    // The run that holds the blanks gets the value, so that it is underlined as they were.
    const mine: boolean = !placed && (from < end || node === nodes.at(-1));
    const cutFrom = Math.min(Math.max(from - start, 0), node.text.length);
    const cutTo = Math.min(Math.max(to - start, 0), node.text.length);
    if (!mine && cutFrom === cutTo) continue;
    placed ||= mine;
    const text = node.text.slice(0, cutFrom) + (mine ? value : '') + node.text.slice(Math.max(cutFrom, cutTo));
    out.push(rich.slice(copied, node.open), withAttribute(rich.slice(node.open, node.start), 'xml:space', 'preserve'), encodeXml(text));
    copied = node.end;
  }
  return out.join('') + rich.slice(copied);
}

/** The cell with such content in itself, under the prefix of its sheet. */
export function richCell(cell: string, prefix: string, rich: string): string {
  const open = withAttribute(openTag(cell), 't', 'inlineStr').replace(/\s*\/>$/, '>');
  const own = /<([\w.-]+:)?t[\s>]/.exec(rich)?.[1] ?? '';
  // Shared texts and sheet may name their elements with different prefixes.
  const content = own === prefix ? rich : rich.replace(/<(\/?)(?:[\w.-]+:)?(?=[A-Za-z])/g, (_, slash: string) => `<${slash}${prefix}`);
  return `${open}<${prefix}is>${content}</${prefix}is></${prefix}c>`;
}
