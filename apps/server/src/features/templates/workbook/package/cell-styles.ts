import type { WorkbookPackage } from './workbook-package.js';
import { attributeOf, nextTag } from './xml-edit.js';

const SIDES = new Set(['left', 'right', 'top', 'bottom', 'start', 'end']);

/** For each cell style of the workbook, by its number: has it a ruled line on any side? */
export function ruledStyles(file: WorkbookPackage): boolean[] {
  if (file.book.stylesPart === null) return [];
  const xml = file.text(file.book.stylesPart);
  const borders: boolean[] = [];
  const styles: boolean[] = [];
  let list = '';
  for (let tag = nextTag(xml, 0); tag !== null; tag = nextTag(xml, tag.end)) {
    if (tag.kind === 'close') continue;
    const raw = xml.slice(tag.start, tag.end);
    if (tag.local === 'cellXfs' || tag.local === 'cellStyleXfs' || tag.local === 'dxfs' || tag.local === 'borders') list = tag.local;
    else if (tag.local === 'border' && list === 'borders') borders.push(false);
    else if (SIDES.has(tag.local) && list === 'borders' && (attributeOf(raw, 'style') ?? 'none') !== 'none') borders[borders.length - 1] = true;
    else if (tag.local === 'xf' && list === 'cellXfs') styles.push(borders[Number(attributeOf(raw, 'borderId') ?? 0)] ?? false);
  }
  return styles;
}
