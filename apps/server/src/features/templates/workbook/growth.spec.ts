import { describe, expect, it } from '@jest/globals';
import { openXlsx } from 'hucre';
import { type FormBook, formFile } from '../../../../../../tests/support/office-form.js';
import { line, OFFICE_LISTS } from '../../../../../../tests/support/office-lists.js';
import { partText, sheetView, viewOf, writtenText } from '../../../../../../tests/support/package-view.js';
import { fill, type FillInput, recognise } from './index.js';

const made = (name: string): FormBook => {
  const found = OFFICE_LISTS.find((form) => form.name.startsWith(name));
  if (found === undefined) throw new Error(name);
  return found.book;
};
const people = (count: number) => Array.from({ length: count }, (_, at) => ({ 'person.name': `张${at}`, 'person.birth_date': '1950-03-07', 'person.sex': at % 2 === 0 ? '男' : '女' }));
const fillBook = (book: FormBook, input: Partial<FillInput>) => {
  const bytes = formFile(book);
  const out = fill(bytes, recognise(bytes), { rows: [], facts: {}, ...input });
  return { out, view: viewOf(out.bytes) };
};

describe('rows put into a list', () => {
  it('let validations, rules, print area, names, sums and other sheets’ formulas grow', () => {
    const { view } = fillBook(made('两行合并表头'), { rows: people(8) });
    const sheet = sheetView(view);
    expect([sheet.lists.map(([range]) => range), sheet.rules.map(([range]) => range)]).toEqual([['C5:C12'], ['D5:D12']]);
    expect(partText(view, 'xl/workbook.xml')).toContain("'花 名册'!$A$1:$G$14<");
    expect(partText(view, 'xl/workbook.xml')).toContain("'花 名册'!$3:$4<");
    expect(partText(view, 'xl/workbook.xml')).toContain("'花 名册'!$G$5:$G$12<");
    expect([sheet.cells.get('B13'), sheet.cells.get('G13')]).toEqual([' s="3"><f>COUNTA(B5:B12)</f></c>', ' s="3"><f>SUM(G5:G12)</f></c>']);
    const other = sheetView(view, 2);
    expect([other.cells.get('B1'), other.cells.get('B2'), other.cells.get('B4')]).toEqual(["><f>SUM('花 名册'!G5:G12)</f></c>", "><f>'花 名册'!B13*2</f></c>", '><f>1+1</f><v>2</v></c>']);
    expect(partText(view, 'xl/calcChain.xml')).toContain('<c r="B13" i="1"/><c r="G13" i="1"/><c r="B1" i="2"/>');
    expect(partText(view, 'xl/workbook.xml')).toContain('fullCalcOnLoad="1"');
  });
  it('move comments and their boxes, pictures, links and page breaks beneath', () => {
    const { view } = fillBook(made('批注'), { rows: people(5), facts: { 填报单位: '幸福里社区' } });
    const [vml, comments, drawing] = ['xl/drawings/vmlDrawing1.vml', 'xl/comments1.xml', 'xl/drawings/drawing1.xml'].map((part) => partText(view, part));
    expect(comments).toContain('ref="D1"');
    expect(comments).toContain('ref="A7"');
    expect(vml).toContain('<x:Row>6</x:Row>');
    expect(vml).toContain('<x:Anchor>1, 15, 6, 2, 3, 15, 10, 1</x:Anchor>');
    expect(vml).toContain('<x:Row>0</x:Row>');
    expect([...(drawing ?? '').matchAll(/<xdr:row>(\d+)</g)].map(([, row]) => row)).toEqual(['6', '10']);
    expect(sheetView(view).tail).toContain(`ref="A8" location="'名单'!A7"`);
    expect(writtenText(sheetView(view).cells.get('B7'))).toBe('幸福里社区');
    expect(sheetView(fillBook(made('横向 A3'), { rows: people(25) }).view).tail).toContain('<brk id="12" max="16383" man="1"/><brk id="27" max="16383" man="1"/>');
  });
  it('let a table object and its filter grow', () => {
    const { view } = fillBook(made('表格对象'), { rows: people(6) });
    expect(partText(view, 'xl/tables/table1.xml').match(/ref="[^"]*"/g)).toEqual(['ref="A1:C7"', 'ref="A1:C7"']);
    expect(partText(view, 'xl/workbook.xml')).toContain("'名单'!$A$1:$C$7");
  });
  it('grow what covers a single row, and sums of it', () => {
    const sheet = sheetView(fillBook(made('只有一行空行'), { rows: people(4) }).view);
    expect([sheet.lists.map(([range]) => range), sheet.cells.get('C7')]).toEqual([['C3:C6'], ' s="3"><f>SUM(C3:C6)</f></c>']);
  });
  it('carry formulas and running numbers on, and never overwrite them', () => {
    const { out, view } = fillBook(made('合计在表头下'), { rows: people(6) });
    const { cells } = sheetView(view, 2);
    const formula = (ref: string) => /<f[^>]*>([^<]*)</.exec(cells.get(ref) ?? '')?.[1];
    expect(['A5', 'A6', 'A7', 'A8'].map(formula)).toEqual(['A4+1', 'A5+1', 'A6+1', 'A7+1']);
    expect(['D3', 'D6', 'D7', 'D8'].map(formula)).toEqual(['IF(C3=&quot;&quot;,&quot;&quot;,2026-YEAR(C3))', 'IF(C6=&quot;&quot;,&quot;&quot;,2026-YEAR(C6))', 'IF(C7=&quot;&quot;,&quot;&quot;,2026-YEAR(C7))', 'IF(C8=&quot;&quot;,&quot;&quot;,2026-YEAR(C8))']);
    expect([formula('B2'), out.keptFormulas]).toEqual(['COUNTA(B3:B8)', ['序号']]);
    // Only what the new rows and values cannot reach keeps its result.
    expect([...cells].filter(([, cell]) => cell.includes('<f') && cell.includes('<v>')).map(([ref]) => ref)).toEqual(['A3', 'A4', 'A5']);
  });
  it('grow validations of newer kind in extensions, protected ranges and anchors of controls', () => {
    const page = '<extLst><ext uri="{CCE6A557}" xmlns:x14="a"><x14:dataValidations xmlns:xm="b"><x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>B2:B4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>';
    const book: FormBook = { sheets: [{ name: '名单', cells: { ...line(1, ['姓名', '性别']), A6: '备注:无' }, styled: { 'A1:B1': 'head', 'A2:B4': 'cell' }, page }, { name: '选项', cells: { A1: '男' } }] };
    expect(sheetView(fillBook(book, { rows: people(5) }).view).tail).toContain('<xm:f>选项!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>B2:B6</xm:sqref>');
  });
});

describe('values', () => {
  it('are real dates in date columns, texts in the form’s own way elsewhere', () => {
    const rows = [{ 'person.name': '=1+1', 'person.birth_date': '1950-03-07', 'person.move_in_date': '2020-05-06', 'person.death_date': '2026-01-09' }, { 'person.name': '@a', 'person.birth_date': '195*-**-**', 'person.death_date': null }];
    const { cells } = sheetView(fillBook(made('日期格式的列'), { rows }).view);
    expect(['A2', 'B2', 'C2', 'D2', 'A3', 'B3', 'D3'].map((ref) => writtenText(cells.get(ref)))).toEqual(['=1+1', '18329', '43957', '2026.01.09', '@a', '195*-**-**', '']);
    expect(cells.get('A2')).toContain('t="inlineStr"');
    expect(cells.get('B2')).toBe(' s="4"><v>18329</v></c>');
    expect(sheetView(fillBook(made('第一行是示例'), { rows: people(1) }).view).cells.get('C3')).toContain('>1950.03<');
  });
  it('tick the printed box, and leave the print alone where none fits', () => {
    const { out, view } = fillBook(made('印好的序号'), { rows: [{ 'person.sex': '女', 'tag:low_income': '否' }, { 'person.sex': '不详' }] });
    const { cells } = sheetView(view);
    expect(['C3', 'D3'].map((ref) => writtenText(cells.get(ref)))).toEqual(['□男 ☑女', '□是 ☑否']);
    expect(cells.get('C4')).toBe(sheetView(viewOf(formFile(made('印好的序号')))).cells.get('C4'));
    expect(out.warnings).toEqual(['“性别”没有与“不详”相符的选项,已留空']);
  });
  it('keep the printed serial numbers and number the rest', () => {
    const { cells } = sheetView(fillBook(made('印好的序号'), { rows: people(6) }).view);
    expect(['A3', 'A4', 'A5', 'A6', 'A7', 'A8'].map((ref) => cells.get(ref))).toEqual(['1', '2', '3', '4', '5', '6'].map((value) => ` s="3"><v>${value}</v></c>`));
  });
  it('keep the fonts of a label in the same cell and the place of the next label', () => {
    const book: FormBook = { sheets: [{ name: 'a', cells: { A1: { runs: ['填报单位:', '          ', '填报时间:', '     年  月  日  填 表 人:'] }, ...line(2, ['姓名', '性别', '民族']) }, styled: { 'A3:C5': 'cell' }, merges: ['A1:C1'] }] };
    const { cells } = sheetView(fillBook(book, { facts: { 填报单位: '甲&乙', 填报时间: '2026年11月', 填表人: '王五' } }).view);
    expect(writtenText(cells.get('A1'))).toBe('填报单位:甲&乙     填报时间:2026年11月  填 表 人:王五');
    expect(cells.get('A1')?.match(/<b\/>/g)).toHaveLength(2);
  });
  it('are read by another library', async () => {
    const bytes = formFile(made('一行表头'));
    const book = await openXlsx(fill(bytes, recognise(bytes), { rows: [{ 'person.name': '张三', 'person.id_no': '000000198001010013', 'person.phone': '15400000001' }], facts: {} }).bytes);
    expect(book.sheets[0]?.rows[3]?.slice(0, 5)).toEqual([1, '张三', null, '000000198001010013', '15400000001']);
  });
});
