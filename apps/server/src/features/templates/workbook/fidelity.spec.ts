import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressOf, formFile, formParts, refOf } from '../../../../../../tests/support/office-form.js';
import { type MadeForm, OFFICE_LISTS } from '../../../../../../tests/support/office-lists.js';
import { OFFICE_SHEETS } from '../../../../../../tests/support/office-sheets.js';
import { changedParts, down, type PackageView, partText, sheetView, viewOf, writtenText } from '../../../../../../tests/support/package-view.js';
import { zipFile } from '../../../../../../tests/support/xlsx-file.js';
import { fill, type FilledTemplate, recognise, type TemplateReading, type TemplateRecord } from './index.js';

const ALL = [...OFFICE_LISTS, ...OFFICE_SHEETS];
const READ = new Map<MadeForm, { bytes: Buffer; reading: TemplateReading; before: PackageView; part: number }>();

function opened(form: MadeForm) {
  const known = READ.get(form);
  if (known !== undefined) return known;
  const bytes = formFile(form.book);
  const reading = recognise(bytes);
  const made = { bytes, reading, before: viewOf(bytes), part: form.book.sheets.findIndex((sheet) => sheet.name === reading.sheet) + 1 };
  READ.set(form, made);
  return made;
}

const VALUES: Readonly<Record<string, (at: number) => string | number>> = {
  'person.birth_date': (at) => `19${40 + (at % 50)}-03-0${(at % 9) + 1}`,
  'person.move_in_date': () => '2020-05-06',
  'person.death_date': () => '2026-01-09',
  'person.sex': (at) => (at % 2 === 0 ? '女' : '男'),
  'person.id_no': () => '000000198001010013',
  'tag:low_income': () => '是',
  'person.note': () => '=1+1',
  'org.staff': (at) => at,
};

function recordsFor(reading: TemplateReading, count: number): TemplateRecord[] {
  const fields = reading.columns.flatMap((column) => (column.field === null ? [] : [column.field]));
  return Array.from({ length: count }, (_, at) => Object.fromEntries(fields.map((field) => [field, VALUES[field]?.(at) ?? `${field}<${at}>`])));
}

const FACTS = { 填报单位: '幸福里社区', 填报时间: '2026年11月24日', 填表人: '王五', 审核人: '赵六', 单位负责人: '钱七', 联系电话: '15400000009' };

function filled(form: MadeForm, count: number): { out: FilledTemplate; after: PackageView } {
  const { bytes, reading } = opened(form);
  const members = reading.block === null ? [] : [{ 'person.name': '甲' }, { 'person.name': '乙' }];
  const out = fill(bytes, reading, { rows: recordsFor(reading, count), members, facts: FACTS, crossValues: (row, column) => row.row * 100 + column.column });
  return { out, after: viewOf(out.bytes) };
}

/** Where rows go in: before the last of several, under a single one, else under the header or the samples. */
function insertionPoint(reading: TemplateReading): number {
  const rows = reading.rows ?? { first: 1_000_000, count: 0 };
  return rows.count >= 2 ? rows.first + rows.count - 1 : rows.first + rows.count;
}

/** Every cell the call may write: the columns of the records' rows, label values, values of forms and cross tables. */
function mayChange(reading: TemplateReading, records: number, inserted: number): (ref: string) => boolean {
  const at = insertionPoint(reading);
  const moved = (ref: string) => (addressOf(ref).row >= at ? down(ref, inserted) : ref);
  const named = new Set([...reading.labels.map((label) => moved(label.value)), ...reading.columns.flatMap((column) => (column.value === null ? [] : [column.value]))]);
  const columns = new Set(reading.columns.filter((column) => column.field !== null || column.role === 'serial').map((column) => column.column));
  const block = reading.block;
  return (ref) => {
    const { column, row } = addressOf(ref);
    if (named.has(ref)) return true;
    if (reading.kind === 'cross') return reading.rowHeads.some((head) => head.row === row) && reading.columns.some((item) => item.column === column);
    if (block !== null) return row >= block.rows.first && row < block.rows.first + block.rows.count;
    return reading.rows !== null && row >= reading.rows.first && row < reading.rows.first + records && columns.has(column);
  };
}

describe.each(ALL.map((form) => [form.name, form] as const))('%s', (_, form) => {
  const { reading, before, part } = opened(form);
  const counts = form.kind === 'list' ? [1, (form.count ?? 0) + 1, (form.count ?? 0) + 7] : [1];

  it('is understood', () => {
    expect(reading.kind).toBe(form.kind);
    expect(Object.fromEntries(reading.columns.map((column) => [column.path, column.field]))).toEqual(form.fields);
    expect(reading.labels.map((label) => label.key)).toEqual(form.labels ?? []);
    if (form.count !== undefined) expect(reading.rows?.count).toBe(form.count);
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
  });

  it.each(counts)('keeps every cell it does not fill, with %d records', (count) => {
    const { out, after } = filled(form, count);
    const [old, now] = [sheetView(before, part), sheetView(after, part)];
    const at = insertionPoint(reading);
    const may = mayChange(reading, count, out.insertedRows);
    const lost = [...old.cells].filter(([ref, cell]) => {
      const place = addressOf(ref).row >= at ? down(ref, out.insertedRows) : ref;
      return !may(place) && !cell.includes('f>') && !/<(?:\w+:)?f /.test(cell) && now.cells.get(place) !== cell;
    });
    expect(lost).toEqual([]);
    for (const [number, attributes] of old.rows) expect([number, now.rows.get(number >= at ? number + out.insertedRows : number)]).toEqual([number, attributes]);
  });

  it.each(counts)('moves each merge by the inserted rows and repeats those inside the sample row, with %d records', (count) => {
    const { out, after } = filled(form, count);
    const at = insertionPoint(reading);
    const rowOf = (ref: string) => addressOf(ref.split(':')[0] ?? '').row;
    const expected = sheetView(before, part).merges.map((ref) => ref.split(':').map((corner) => (addressOf(corner).row >= at ? down(corner, out.insertedRows) : corner)).join(':'));
    const sample = sheetView(before, part).merges.filter((ref) => rowOf(ref) === reading.rows?.sample);
    const repeated = Array.from({ length: out.insertedRows }, (_unused, index) => sample.map((ref) => ref.split(':').map((corner) => refOf(addressOf(corner).column, at + index)).join(':'))).flat();
    expect([...sheetView(after, part).merges].sort()).toEqual([...expected, ...repeated].sort());
  });

  it('gives inserted rows the look of the sample row', () => {
    const sample = reading.rows?.sample ?? null;
    if (reading.rows === null || sample === null || reading.rows.count === 0) return;
    const { out, after } = filled(form, reading.rows.count + 3);
    const now = sheetView(after, part);
    const at = insertionPoint(reading);
    const look = (row: number) => [...now.cells].filter(([ref]) => addressOf(ref).row === row).map(([ref, cell]) => [addressOf(ref).column, / s="(\d+)"/.exec(cell.slice(0, cell.indexOf('>')))?.[1]]);
    for (let row = at; row < at + out.insertedRows; row++) expect([now.rows.get(row), look(row)]).toEqual([now.rows.get(sample), look(sample)]);
  });

  it('changes no part it has no reason to', () => {
    const own = `xl/worksheets/sheet${part}.xml`;
    const few = filled(form, 1);
    const formulas = form.book.sheets.some((sheet) => Object.values(sheet.cells).some((cell) => typeof cell === 'object' && 'formula' in cell));
    const allowed = few.out.insertedRows === 0 ? [own, ...(formulas ? ['xl/workbook.xml', 'xl/worksheets/sheet2.xml'] : [])] : [];
    if (allowed.length > 0) expect(changedParts(before, few.after).filter((name) => !allowed.includes(name))).toEqual([]);
    const many = filled(form, (form.count ?? 0) + 7);
    for (const name of ['xl/styles.xml', 'xl/sharedStrings.xml', '[Content_Types].xml', 'xl/_rels/workbook.xml.rels', 'xl/media/image1.png', 'xl/drawings/_rels/drawing1.xml.rels']) expect([name, many.after.parts.get(name)]).toEqual([name, before.parts.get(name)]);
    expect([...many.after.parts.keys()]).toEqual([...before.parts.keys()]);
  });

  it('is the same form after filling, and is filled the same way twice', () => {
    for (const count of counts) {
      const { out } = filled(form, count);
      expect(recognise(out.bytes).fingerprint).toBe(reading.fingerprint);
      expect(filled(form, count).out.bytes.equals(out.bytes)).toBe(true);
    }
  });

  it('is the very same file when nothing is filled in', () => {
    const { bytes } = opened(form);
    expect(fill(bytes, reading, { rows: [], facts: {} }).bytes.equals(bytes)).toBe(true);
  });

  it('changes the labels’ cells only when only facts are given', () => {
    const { bytes } = opened(form);
    const after = viewOf(fill(bytes, reading, { rows: [], facts: FACTS }).bytes);
    const [old, now] = [sheetView(before, part), sheetView(after, part)];
    const values = new Set(reading.labels.map((label) => label.value));
    expect([...now.cells].filter(([ref, cell]) => !values.has(ref) && !/<(?:\w+:)?f[ >]/.test(cell) && old.cells.get(ref) !== cell)).toEqual([]);
    expect([now.head, now.tail]).toEqual([old.head, old.tail]);
  });

  it('has each value in its cell', () => {
    if (form.kind !== 'list' || reading.rows === null) return;
    const count = (form.count ?? 0) + 7;
    const { out, after } = filled(form, count);
    const now = sheetView(after, part);
    const records = recordsFor(reading, count);
    for (const column of reading.columns) {
      if (column.field === null || column.shape === 'choice' || out.keptFormulas.includes(column.path) || column.field.endsWith('_date')) continue;
      const field = column.field;
      const rows = records.map((record, at) => [writtenText(now.cells.get(refOf(column.column, (reading.rows?.first ?? 0) + at))), String(record[field])]);
      for (const [written, value] of rows) expect(written).toBe(value);
    }
  });
});

describe('laws over any number of records', () => {
  const lists = OFFICE_LISTS.filter((form) => (form.count ?? 0) > 0);
  it('inserts exactly the rows that are missing and keeps the fingerprint', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lists), fc.nat(60), (form, count) => {
        const { out } = filled(form, count);
        expect(out.insertedRows).toBe(Math.max(0, count - (form.count ?? 0)));
        expect(recognise(out.bytes).fingerprint).toBe(opened(form).reading.fingerprint);
      }),
      { numRuns: 60 },
    );
  });
  it('has one fingerprint however many blank rows the form has and whatever year its title names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2024, max: 2030 }), (blank, year) => {
        const made = (rows: number, title: number) => recognise(formFile({ sheets: [{ name: '表', cells: { A1: `${title}年名册`, A2: '姓名', B2: '身份证号', C2: `${title}年收入` }, styled: { 'A2:C2': 'head', [`A3:C${rows + 2}`]: 'cell' }, merges: ['A1:C1'] }] })).fingerprint;
        expect(made(blank, year)).toBe(made(10, 2026));
      }),
      { numRuns: 20 },
    );
  });
  it('survives parts in any order and unknown parts', () => {
    const form = OFFICE_LISTS[1];
    if (form === undefined) throw new Error('no form');
    const parts = formParts(form.book);
    const bytes = zipFile([...parts.slice(1).reverse(), { name: 'customXml/item1.xml', data: '<a>\u0001</a>' }, ...parts.slice(0, 1)]);
    const after = viewOf(fill(bytes, recognise(bytes), { rows: recordsFor(recognise(bytes), 9), facts: {} }).bytes);
    expect(partText(after, 'customXml/item1.xml')).toBe('<a>\u0001</a>');
    expect([...after.parts.keys()]).toEqual([...viewOf(bytes).parts.keys()]);
  });
});
