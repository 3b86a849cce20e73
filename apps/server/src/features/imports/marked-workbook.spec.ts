import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { checkSheet } from './checking/index.js';
import { markedWorkbook } from './marked-workbook.js';
import { readBytes } from '../../spreadsheets/reading/read-bytes.js';
import { mapHeaders, understandSheet } from '../../spreadsheets/understanding/index.js';

const TODAY = '2026-11-24';
const FORMULAS = ['=HYPERLINK("http://x","点我")', '+1', '-2+3', '@SUM(A1)', '\t=1', '\uFF1D1+1'];

async function mark(text: string): Promise<Buffer> {
  const sheet = understandSheet(readBytes(Buffer.from(text), 'a.csv'));
  if (sheet === null) throw new Error('no header');
  const targets = mapHeaders(sheet.columns, (column) => sheet.rows.flatMap((row) => row.cells[column] ?? []), TODAY).flatMap((item) => (item.target === null ? [] : [{ column: item.column, target: item.target }]));
  const checked = checkSheet(sheet.rows, targets, { today: TODAY });
  return markedWorkbook(sheet.columns, targets, sheet.rows.map((row, at) => ({ cells: row.cells, checked: checked[at] ?? { number: row.number, fields: [], issues: [] } })));
}

/** XML of every part, found by the local headers. */
function partsOf(file: Buffer): string {
  let text = '';
  for (let at = file.indexOf('PK\x03\x04'); at >= 0; at = file.indexOf('PK\x03\x04', at + 4)) {
    const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
    const packed = file.subarray(start, start + file.readUInt32LE(at + 18));
    text += file.readUInt16LE(at + 8) === 8 ? inflateRawSync(packed).toString() : packed.toString();
  }
  return text;
}

describe('marked workbook', () => {
  it('says first what is wrong, keeps the original columns as text and explains last', async () => {
    const content = readBytes(await mark('姓名,身份证号\n张三,000000198001010012\n李四,\n'), 'a.xlsx');
    expect(content.rows[0]?.cells.map((cell) => cell.text)).toEqual(['问题', '姓名', '身份证号', '说明']);
    expect(content.rows[1]?.cells.slice(0, 3).map((cell) => [cell.text, cell.kind])).toEqual([['第2行:公民身份号码', 'text'], ['张三', 'text'], ['000000198001010012', 'text']]);
    expect(content.rows[1]?.cells[3]?.text).toContain('末位应为3,现为2');
  });
  it('holds no formula, whatever a name begins with (46–47 of security.md §5)', async () => {
    const file = await mark(`姓名,身份证号,备注\n${FORMULAS.map((text) => `"${text.replaceAll('"', '""')}",1,"${text.replaceAll('"', '""')}"`).join('\n')}\n`);
    expect(partsOf(file)).not.toMatch(/<(?:\w+:)?f[ >]/);
    const rows = readBytes(file, 'a.xlsx').rows.slice(1);
    expect(rows.map((row) => [row.cells[1]?.text, row.cells[1]?.kind])).toEqual(FORMULAS.map((text) => [text, 'text']));
  });
  it('is read past its own columns when it comes back corrected', async () => {
    const sheet = understandSheet(readBytes(await mark('姓名,性别,备注\n张三,火星,a\n'), 'a.xlsx'));
    const mapped = mapHeaders(sheet?.columns ?? [], () => [], TODAY);
    expect(mapped.map((item) => [item.role, item.target])).toEqual([['mark', null], ['data', 'person.name'], ['data', 'person.sex'], ['data', 'person.note'], ['mark', null]]);
  });
  it('survives text that XML can’t hold', async () => {
    const content = readBytes(await mark('姓名,身份证号,备注\n"张\u0000\u0001\uFFFF三𠮷",1,"a\nb"\n'), 'a.xlsx');
    expect(content.rows[1]?.cells.slice(1).map((cell) => cell.text)).toEqual(['张三𠮷', '1', 'a\nb', expect.any(String)]);
  });
});
