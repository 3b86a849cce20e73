import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ensureRow, parseSheet, putCell, sheetText } from './sheet-rows.js';
import { editXml } from './xml-edit.js';

const cell = fc.constantFrom('<c r="B2" s="1"/>', '<c><v>1</v></c>', '<x:c t="inlineStr"><x:is><x:t>a &lt; b</x:t></x:is></x:c>', '\n <c r="D9"><f>A1&gt;2</f><v/></c>', '<!-- <c> --><c/>');
const row = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(cell, { maxLength: 4 })).map(([kind, cells]) => (cells.length === 0 && kind === 1 ? '<row ht="3"/>' : `<row spans='1:3'>${cells.join('')}${kind === 2 ? '<extLst><ext uri="a"/></extLst>' : ''}</row>`));
const sheet = fc.tuple(fc.constantFrom('', '<cols><col min="1" max="2"/></cols>', '<!-- < -->'), fc.array(row, { maxLength: 5 }), fc.constantFrom('', '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')).map(([head, rows, tail]) => `<?xml version="1.0"?><worksheet a=">">${head}<sheetData>${rows.join('\n')}</sheetData>${tail}</worksheet>`);

describe('a worksheet part', () => {
  it('is the same text after being cut into cells and joined again', () => {
    fc.assert(fc.property(sheet, (xml) => expect(sheetText(parseSheet(xml))).toBe(xml)));
    expect(sheetText(parseSheet('<worksheet><sheetData /><a/></worksheet>'))).toBe('<worksheet><sheetData /><a/></worksheet>');
  });
  it('is the same text after an edit that changes nothing', () => {
    fc.assert(fc.property(sheet, (xml) => expect(editXml(xml, { attributes: (_, attribute) => ({ r: attribute('r') ?? '' }).r === '' ? undefined : { r: attribute('r') ?? '' }, text: (_, text) => text })).toBe(xml)));
  });
  it('gets rows and cells at their places, also where none has a number of its own', () => {
    const parsed = parseSheet('<x:worksheet><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row><x:row/></x:sheetData></x:worksheet>');
    putCell(parsed, ensureRow(parsed, 2), 1, '<x:c r="B2"/>');
    putCell(parsed, ensureRow(parsed, 4), 0, '<x:c r="A4"/>');
    expect(sheetText(parsed)).toBe('<x:worksheet><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row><x:row><x:c r="B2"/></x:row><x:row r="4"><x:c r="A4"/></x:row></x:sheetData></x:worksheet>');
    const empty = parseSheet('<worksheet><sheetData/></worksheet>');
    putCell(empty, ensureRow(empty, 3), 0, '<c r="A3"/>');
    expect(sheetText(empty)).toBe('<worksheet><sheetData><row r="3"><c r="A3"/></row></sheetData></worksheet>');
  });
});
