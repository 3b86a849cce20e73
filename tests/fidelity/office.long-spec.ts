import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fill, recognise, type TemplateRecord } from '../../apps/server/src/features/templates/workbook/index.js';
import { formFile } from '../support/office-form.js';
import { OFFICE_LISTS } from '../support/office-lists.js';
import { OFFICE_SHEETS } from '../support/office-sheets.js';
import { asWorkbooks, findOffice, sheetsAsShown } from '../support/soffice.js';

const office = findOffice();
if (office === null) console.warn('!!! 没有 LibreOffice:填好的表未用它打开核对(Debian:apt install libreoffice-calc)');
// Counted as skipped in the total: a machine without LibreOffice cannot say whether it opens the files.
const suite = office === null ? describe.skip : describe;

/** A flat document of LibreOffice: merged title, header of two rows, styled blank rows, total with a formula, footer. */
const FLAT = `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet" office:version="1.2"><office:automatic-styles><style:style style:name="b" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="登记"><table:table-row><table:table-cell table:number-columns-spanned="5"><text:p>困难群众登记表</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="4"/></table:table-row>
<table:table-row><table:table-cell table:number-rows-spanned="2" table:style-name="b"><text:p>序号</text:p></table:table-cell><table:table-cell table:number-columns-spanned="2" table:style-name="b"><text:p>基本情况</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:number-columns-spanned="2" table:style-name="b"><text:p>监护人</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
<table:table-row><table:covered-table-cell/>${['姓名', '身份证号', '姓名', '联系电话'].map((text) => `<table:table-cell table:style-name="b"><text:p>${text}</text:p></table:table-cell>`).join('')}</table:table-row>
${'<table:table-row><table:table-cell table:style-name="b" table:number-columns-repeated="5"/></table:table-row>'.repeat(4)}
<table:table-row><table:table-cell table:style-name="b"><text:p>合计</text:p></table:table-cell><table:table-cell table:style-name="b" table:formula="of:=COUNTA([.B4:.B7])" office:value-type="float" office:value="0"/><table:table-cell table:style-name="b" table:number-columns-repeated="3"/></table:table-row>
<table:table-row><table:table-cell table:number-columns-spanned="5"><text:p>填表人:<text:s text:c="12"/>联系电话:</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="4"/></table:table-row></table:table></office:spreadsheet></office:body></office:document>`;

const RECORDS: TemplateRecord[] = Array.from({ length: 12 }, (_, at) => ({
  'person.name': `张${at}`, 'person.sex': '女', 'person.id_no': '000000198001010013', 'person.phone': '15400000001', 'person.emergency_contact': '李四', 'person.emergency_phone': '15400000002', 'person.live_address': '=1+1', 'org.name': `店${at}`, 'household.head': '王五',
}));

suite('LibreOffice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forms-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const folderOf = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };

  it('opens every filled form and shows the values in their cells', () => {
    const forms = [...OFFICE_LISTS, ...OFFICE_SHEETS].map((form, at) => {
      const bytes = formFile(form.book);
      const reading = recognise(bytes);
      const rows = form.kind === 'form' ? RECORDS.slice(0, 1) : RECORDS;
      const out = fill(bytes, reading, { rows, facts: { 填报单位: '幸福里社区' }, crossValues: (row, column) => row.row * 100 + column.column });
      const path = join(folder, `f${at}.xlsx`);
      writeFileSync(path, out.bytes);
      return { at, form, reading, path, out };
    });
    const shown = sheetsAsShown(office ?? '', forms.map(({ path }) => path), folderOf('shown'));
    for (const { at, form, reading, out } of forms) {
      const cells = shown.get(`f${at}-${reading.sheet}`);
      expect([form.name, cells === undefined]).toEqual([form.name, false]);
      if (cells === undefined || reading.rows === null) continue;
      const { first } = reading.rows;
      for (const column of reading.columns.filter((item) => item.field !== null && item.shape === 'whole' && !out.keptFormulas.includes(item.path)))
        expect(RECORDS.map((_, index) => cells[first - 1 + index]?.[column.column] ?? '')).toEqual(RECORDS.map((record) => String(record[column.field ?? ''] ?? '')));
    }
    const totals = shown.get('f1-汇总');
    expect([shown.get('f1-花 名册')?.[16]?.[1], totals?.[1]?.[1]]).toEqual(['12', '24']);
  }, 400_000);

  it('makes forms that come back filled and intact', () => {
    const flat = join(folder, 'flat.fods');
    writeFileSync(flat, FLAT);
    asWorkbooks(office ?? '', [flat], folder);
    const bytes = readFileSync(join(folder, 'flat.xlsx'));
    const reading = recognise(bytes);
    expect(reading.columns.map((column) => [column.path, column.field])).toEqual([['序号', null], ['基本情况/姓名', 'person.name'], ['基本情况/身份证号', 'person.id_no'], ['监护人/姓名', 'person.emergency_contact'], ['监护人/联系电话', 'person.emergency_phone']]);
    expect([reading.kind, reading.headerRows, reading.rows?.count]).toEqual(['list', [2, 3], 4]);
    const path = join(folder, 'back.xlsx');
    writeFileSync(path, fill(bytes, reading, { rows: RECORDS, facts: { 填表人: '王五', 联系电话: '15400000009' } }).bytes);
    const cells = sheetsAsShown(office ?? '', [path], folderOf('back')).get('back-登记') ?? [];
    expect([cells[0]?.[0], cells[3]?.slice(0, 5), cells[14]?.slice(0, 2), cells[15]?.slice(0, 2)]).toEqual(['困难群众登记表', ['1', '张0', '000000198001010013', '李四', '15400000002'], ['12', '张11'], ['合计', '12']]);
    expect(cells[16]?.[0]).toMatch(/^填表人:王五 +联系电话:15400000009$/);
  }, 400_000);
});
