import { ZipArchive } from '../../apps/server/src/spreadsheets/reading/index.js';
import { addressOf, refOf } from './office-form.js';

/** A package as a test compares it: found with plain patterns, so that it does not share the product's mistakes. */
export interface PackageView {
  parts: ReadonlyMap<string, string>;
}

export interface SheetView {
  /** Address → `<c …>` without its address. */
  cells: ReadonlyMap<string, string>;
  /** Row number → attributes of `<row …>` without its number. */
  rows: ReadonlyMap<number, string>;
  merges: readonly string[];
  /** Range → everything of the element but its range. */
  lists: readonly (readonly [range: string, rest: string])[];
  rules: readonly (readonly [range: string, rest: string])[];
  /** Everything around `sheetData`. */
  head: string;
  tail: string;
}

export function viewOf(bytes: Buffer): PackageView {
  const zip = new ZipArchive(bytes);
  return { parts: new Map(zip.names.map((name) => [name, zip.read(name).toString('latin1')])) };
}

export function partText(view: PackageView, part: string): string {
  return Buffer.from(view.parts.get(part) ?? '', 'latin1').toString('utf8');
}

/** Names of parts that differ. */
export function changedParts(before: PackageView, after: PackageView): string[] {
  const names = [...new Set([...before.parts.keys(), ...after.parts.keys()])];
  return names.filter((name) => before.parts.get(name) !== after.parts.get(name)).sort();
}

export function sheetView(view: PackageView, at = 1): SheetView {
  const xml = partText(view, `xl/worksheets/sheet${at}.xml`);
  const [, head = '', data = '', tail = ''] = /^([\s\S]*?<(?:\w+:)?sheetData>)([\s\S]*)(<\/(?:\w+:)?sheetData>[\s\S]*)$/.exec(xml) ?? [];
  const cells = new Map([...data.matchAll(/<(?:\w+:)?c r="([A-Z]+\d+)"((?:[^>]*\/>)|[^>]*>[\s\S]*?<\/(?:\w+:)?c>)/g)].map(([, ref = '', rest = '']) => [ref, rest]));
  const rows = new Map([...data.matchAll(/<(?:\w+:)?row r="(\d+)"([^>]*)>/g)].map(([, number, rest = '']) => [Number(number), rest]));
  const ranged = (tag: string) => [...tail.matchAll(new RegExp(`<(?:\\w+:)?${tag}( [^>]*?)?sqref="([^"]*)"([\\s\\S]*?)</(?:\\w+:)?${tag}>`, 'g'))].map(([, lead = '', range = '', rest = '']) => [range, lead + rest] as const);
  return { cells, rows, merges: [...tail.matchAll(/<(?:\w+:)?mergeCell ref="([^"]*)"/g)].map(([, ref = '']) => ref), lists: ranged('dataValidation'), rules: ranged('conditionalFormatting'), head, tail };
}

/** An address some rows further down. */
export function down(ref: string, rows: number): string {
  const { column, row } = addressOf(ref);
  return refOf(column, row + rows);
}

/** Text of a cell that was written in itself; numbers as they stand. */
export function writtenText(cell: string | undefined): string {
  if (cell === undefined) return '';
  const texts = [...cell.matchAll(/<(?:\w+:)?t(?: [^>]*)?>([^<]*)</g)].map(([, text = '']) => text);
  const text = texts.length > 0 ? texts.join('') : (/<(?:\w+:)?v>([^<]*)</.exec(cell)?.[1] ?? '');
  return text.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
