import { Random } from '#catalogue';
import { FAULTS, type SeededFault } from './messy-faults.js';
import { CONTACT_HEADERS, FLAT_CONTACTS, HEADERS, type Layout, LAYOUTS, type MessyColumn, UNKNOWN } from './messy-layouts.js';
import { cellOf, PeopleMaker, type Truth } from './messy-people.js';
import { columnName, type MadeCell, xlsxFile } from './xlsx-file.js';

export interface MessyRow {
  number: number;
  /** Values of the row's cells; a spoilt cell is left out. */
  values: Truth;
  faults: readonly SeededFault[];
}

export interface MessySheet {
  layout: string;
  name: string;
  bytes: Buffer;
  columns: readonly MessyColumn[];
  rows: readonly MessyRow[];
}

const SHARED = ['household.no', 'household.head', 'person.live_address', 'estate.name', 'building.no', 'house.unit', 'house.room'];
const ALWAYS = ['person.name', 'person.sex', 'person.id_no', 'person.relation'];
const OPTIONAL = ['person.birth_date', 'person.ethnic', 'person.education', 'person.political', 'person.marital', 'person.phone', 'person.reg_address', 'person.residence_type', 'person.tags', 'tag:living_alone', 'tag:low_income', 'person.disability_cert', 'person.work_unit', 'person.move_in_date', 'person.note', 'visit.collector', 'visit.date'];

function columnsOf(layout: Layout, random: Random): MessyColumn[] {
  const fields = [...['household.no', 'household.head'], ...ALWAYS, ...OPTIONAL.filter(() => random.chance(0.75)), ...(layout.splitAddress ? ['estate.name', 'building.no', 'house.unit', 'house.room'] : ['person.live_address'])];
  const columns: MessyColumn[] = fields.map((target) => ({ target, path: [random.pick(HEADERS[target] ?? [])] }));
  const [contact, phone] = layout.headerRows > 1 ? random.pick(CONTACT_HEADERS) : random.pick(FLAT_CONTACTS).map((text) => [text]);
  if (random.chance(0.7)) columns.push({ target: 'person.emergency_contact', path: contact ?? [] }, { target: 'person.emergency_phone', path: phone ?? [] });
  columns.push(...[...UNKNOWN].sort(() => random.next() - 0.5).slice(0, layout.unknown));
  if (layout.shuffled) columns.sort(() => random.next() - 0.5);
  if (layout.headerRows === 3) for (const [at, column] of columns.entries()) columns[at] = { ...column, path: [at < columns.length / 2 ? '基本信息' : '其他信息', ...column.path] };
  return [{ target: null, path: layout.headerRows === 3 ? ['基本信息', '序号'] : [random.pick(['序号', '编号', 'No.'])] }, ...columns];
}

/** Rows of a sheet as they are filled, with the merges in `A1:B2` form. */
class SheetMaker {
  readonly rows: MadeCell[][] = [];
  readonly merges: string[] = [];

  constructor(readonly width: number) {}

  get next(): number {
    return this.rows.length + 1;
  }

  merge(top: number, left: number, bottom: number, right: number): void {
    if (top !== bottom || left !== right) this.merges.push(`${columnName(left)}${top}:${columnName(right)}${bottom}`);
  }
}

function addHeader(sheet: SheetMaker, columns: readonly MessyColumn[], depth: number): void {
  const top = sheet.next;
  const grid = Array.from({ length: depth }, () => Array.from({ length: columns.length }, (): MadeCell => null));
  const at = (level: number, column: number) => columns[column]?.path[level];
  for (let level = 0; level < depth; level++)
    for (let column = 0; column < columns.length; column++) {
      const text = at(level, column);
      const row = grid[level];
      if (text === undefined || row === undefined) continue;
      const last = (columns[column]?.path.length ?? 0) - 1 === level;
      if (last) sheet.merge(top + level, column, top + depth - 1, column);
      if (!last && column > 0 && at(level, column - 1) === text) continue;
      row[column] = text;
      let right = column;
      while (!last && at(level, right + 1) === text) right++;
      sheet.merge(top + level, column, top + level, right);
    }
  sheet.rows.push(...grid);
}

function addTitles(sheet: SheetMaker, count: number, random: Random): void {
  const texts = [`${random.pick(['幸福社区', '清河社区'])}常住人口信息登记表`, '填报单位:幸福社区居委会(盖章)', '填表说明:请如实填写,身份证号请设为文本'];
  for (const text of texts.slice(0, count)) {
    sheet.merge(sheet.next, 0, sheet.next, sheet.width - 1);
    sheet.rows.push([text]);
  }
}

const spoilable = (columns: readonly MessyColumn[], format: Layout['format']) => FAULTS.filter((fault) => columns.some((column) => column.target === fault.target) && (format === 'xlsx' || !/cell error|number/.test(fault.kind)));

/** Contradictions need the other side in the sheet; a shared cell is never spoilt. */
const needsOther = (kind: string) => /contradicts|of another|category 8/.test(kind);

interface Filled {
  cells: MadeCell[];
  row: MessyRow;
}

function fill(person: Truth, columns: readonly MessyColumn[], number: number, serial: number, layout: Layout, maker: PeopleMaker, faultShare: number): Filled {
  const { random } = maker;
  const values: Truth = {};
  const cells = columns.map((column): MadeCell => {
    if (column.target === null) return column.filler ?? (layout.formulas ? { formula: 'ROW()-1', result: serial } : serial);
    const value = person[column.target] ?? null;
    const cell = cellOf(column.target, value, random, layout);
    values[column.target] = cell === '' ? null : value;
    return cell;
  });
  const chosen = random.chance(faultShare) ? random.pick(spoilable(columns, layout.format)) : undefined;
  const column = columns.findIndex((item) => item.target === chosen?.target);
  if (chosen === undefined || column < 0) return { cells, row: { number, values, faults: [] } };
  const spoilt = chosen.spoil(person[chosen.target] ?? null, person, random, maker);
  if (spoilt === null && chosen.kind !== 'name missing') return { cells, row: { number, values, faults: [] } };
  cells[column] = spoilt;
  const wanted = needsOther(chosen.kind) ? [chosen.target] : [chosen.target, 'person.id_no', 'person.birth_date', 'person.sex', 'person.disability_cert'];
  for (const target of wanted) delete values[target];
  return { cells, row: { number, values, faults: [{ kind: chosen.kind, target: chosen.target, found: chosen.found }] } };
}

function addHousehold(sheet: SheetMaker, people: readonly Truth[], columns: readonly MessyColumn[], layout: Layout, maker: PeopleMaker, faultShare: number, rows: MessyRow[]): void {
  const top = sheet.next;
  for (const [at, person] of people.entries()) {
    const { cells, row } = fill(person, columns, sheet.next, rows.length + 1, layout, maker, faultShare);
    if (at > 0 && layout.households !== 'full') for (const [column, item] of columns.entries()) if (item.target !== null && SHARED.includes(item.target)) cells[column] = null;
    sheet.rows.push(cells);
    // A member whose relation is spoilt can't be told from a new household, so nothing is carried to it or beyond.
    const unsure = layout.households === 'first' && rows.length > 0 && [row, ...rows.slice(-at)].some((item) => at > 0 && item.faults.some((fault) => fault.target === 'person.relation'));
    if (unsure) for (const target of SHARED) delete row.values[target];
    rows.push(row);
  }
  if (layout.households === 'merged') for (const [column, item] of columns.entries()) if (item.target !== null && SHARED.includes(item.target)) sheet.merge(top, column, sheet.next - 1, column);
}

/** A row entered twice: both are to be named. */
function addDuplicate(sheet: SheetMaker, rows: MessyRow[], columns: readonly MessyColumn[], random: Random): void {
  const clean = rows.filter((row) => row.faults.length === 0);
  if (clean.length === 0) return;
  const original = random.pick(clean);
  const cells = sheet.rows[original.number - 1] ?? [];
  const number = sheet.next;
  sheet.rows.push(cells.map((cell, column) => (SHARED.includes(columns[column]?.target ?? '') ? (original.values[columns[column]?.target ?? ''] as MadeCell) : cell)));
  const again: SeededFault = { kind: 'duplicate', target: 'person.id_no', found: ['DUPLICATE_ID'] };
  rows[rows.indexOf(original)] = { ...original, faults: [again] };
  rows.push({ number, values: original.values, faults: [again] });
}

const quoted = (cell: MadeCell | undefined): string => {
  const text = cell === null || cell === undefined ? '' : typeof cell === 'object' ? String('result' in cell ? cell.result : 'serial' in cell ? cell.serial : cell.error) : String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function bytesOf(sheet: SheetMaker, layout: Layout, gb18030: (text: string) => Buffer): Buffer {
  if (layout.format === 'xlsx') return xlsxFile([...(layout.hiddenSheet ? [{ name: '代码表', hidden: true, rows: [['男'], ['女']] }] : []), { name: '花名册', rows: sheet.rows, merges: sheet.merges }]);
  const text = sheet.rows.map((cells) => Array.from({ length: sheet.width }, (_, at) => quoted(cells[at])).join(',')).join('\r\n');
  return layout.format === 'gb18030' ? gb18030(text) : Buffer.from(layout.format === 'bom' ? `\uFEFF${text}` : text);
}

/** Encoder for GB18030 by turning the platform's decoder around: two-byte codes, enough for names; others become blanks. */
function gb18030Encoder(): (text: string) => Buffer {
  const codes = new Map<string, [number, number]>();
  const decoder = new TextDecoder('gb18030');
  for (let high = 0x81; high <= 0xfe; high++) for (let low = 0x40; low <= 0xfe; low++) if (low !== 0x7f) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return (text) => Buffer.from([...text].flatMap((sign) => (sign < '\x80' ? [sign.charCodeAt(0)] : (codes.get(sign) ?? [0x20]))));
}
let encoder: ((text: string) => Buffer) | undefined;

/**
 * A sheet as an office might send it, with its truth: what each column holds, what each row means, which faults were
 * seeded where. The same seed gives the same sheet.
 * @param faultShare share of rows with one seeded fault.
 */
export function messySheet(seed: number, people: number, faultShare = 0.12): MessySheet {
  const random = Random.of(seed, 'messy sheet');
  const layout = LAYOUTS[seed % LAYOUTS.length] as Layout;
  const maker = new PeopleMaker(random, layout.format !== 'gb18030');
  const columns = columnsOf(layout, random);
  const depth = Math.max(...columns.map((column) => column.path.length));
  const sheet = new SheetMaker(columns.length);
  const rows: MessyRow[] = [];
  addTitles(sheet, layout.titles, random);
  addHeader(sheet, columns, depth);
  while (rows.length < people) {
    addHousehold(sheet, maker.people(), columns, layout, maker, faultShare, rows);
    if (layout.repeatHeader && random.chance(0.05)) addHeader(sheet, columns, depth);
  }
  for (let again = 0; again < Math.ceil(people / 100); again++) addDuplicate(sheet, rows, columns, random);
  if (layout.numberedBlanks) for (let blank = 1; blank <= 3; blank++) sheet.rows.push([rows.length + blank]);
  if (layout.totals) sheet.rows.push(['合计', null, `${rows.length}人`]);
  if (layout.footer) sheet.rows.push(['填表人:王小明', null, '审核人:李大为', null, '填表日期:2026年11月1日']);
  encoder ??= gb18030Encoder();
  const name = `${layout.name}.${layout.format === 'xlsx' ? 'xlsx' : 'csv'}`;
  return { layout: layout.name, name, bytes: bytesOf(sheet, layout, encoder), columns, rows };
}
