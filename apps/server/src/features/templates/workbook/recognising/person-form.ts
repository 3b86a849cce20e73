import { cellName } from '../../../../spreadsheets/reading/index.js';
import { isHeaderWord, readHeader } from '../../../../spreadsheets/understanding/index.js';
import type { TemplateBlock, TemplateColumn, TemplateLabel, ValueShape } from '../types.js';
import { BOXES } from './body-rows.js';
import { mapColumns, pathText } from './columns.js';
import type { Area, FormGrid } from './form-grid.js';
import type { Heading } from './header-band.js';
import { isFactLabel, keyOf, segmentsOf } from './labels.js';

interface Pair {
  label: Area;
  text: string;
  value: Area;
  path: string[];
  shape: ValueShape;
  /** Its value is still blank: what makes a sheet a form rather than a table of texts. */
  blank: boolean;
}

interface Group extends Area {
  from: number;
}

export interface PersonForm {
  headerRows: [from: number, to: number];
  columns: TemplateColumn[];
  labels: TemplateLabel[];
  block: TemplateBlock | null;
}

const LONGEST_LABEL = 24;
const SECTION = /^(?:[((]?[一二三四五六七八九十]{1,2}[))]?[、..]?)?(.{2,10}(?:情况|信息|资料|状况|成员|关系))[::]?$/u;
const OFFICE = /填报|填表|制表|填写|审核|复核|审批|负责人|领导|经办|报送|上报|盖章|签章|意见/u;

/** A form says whose it is; a few labels above a list (社区, 网格, 网格员) don't. */
const WHO = new Set(['person.name', 'person.id_no', 'household.head', 'household.no', 'org.name', 'org.uscc', 'volunteer.name']);

const plain = (text: string) => text.replace(/\s+/gu, '').replace(/[::]$/u, '');
const isField = (path: readonly string[]) => readHeader(path, 'people').candidates.some((item) => item.grade !== 'guess');
const isKnown = (text: string) => isHeaderWord(text) || isFactLabel(text) || isField([text]);
const isOffice = (label: string) => OFFICE.test(label) || (isFactLabel(label) && !isField([label]));
const boundaries = (areas: readonly Area[]) => areas.map((area) => `${area.left}-${area.right}`).join(' ');

/** Reads the sheet row by row, as a person fills it in. */
class FormScan {
  readonly pairs: Pair[] = [];
  readonly groups: Group[] = [];
  private section: string | null = null;
  private readonly blocked = new Set<number>();

  constructor(
    private readonly grid: FormGrid,
    readonly block: BlockPlace | null,
  ) {
    if (block !== null) for (let row = block.header; row <= block.last; row++) this.blocked.add(row);
    for (let row = 1; row <= grid.lastRow; row++) this.readRow(row);
  }

  private readRow(row: number): void {
    const areas = this.grid.areas(row);
    const written = areas.filter((area) => area.text !== '' && area.top === row);
    const [only] = written;
    if (written.length === 1 && only !== undefined && only.right - only.left + 1 >= this.grid.width * 0.8) {
      const section = SECTION.exec(plain(only.text))?.[1];
      if (section !== undefined) this.section = section;
    }
    for (let at = 0; at < areas.length; at++) {
      const [area, next] = [areas[at], areas[at + 1]];
      if (area === undefined || area.text === '' || area.top !== row) continue;
      if (this.takeGroup(area, next, areas[at + 2]) || this.blocked.has(row)) continue;
      if (this.takePair(area, next)) at++;
      else this.takeSegments(area);
    }
  }

  /** A heading on the left of several rows, or before a label that has its own value (监护人 | 姓名 | …). */
  private takeGroup(area: Area, next: Area | undefined, third: Area | undefined): boolean {
    if (next === undefined || next.text === '') return false;
    const leads = third !== undefined && (third.text === '' || BOXES.test(third.text) || !isKnown(plain(third.text))) && isKnown(plain(next.text)) && !isValueOf(plain(area.text), next.text);
    const holds = (area.bottom > area.top && next.bottom < area.bottom) || (leads && this.grid.area(area.top, area.left - 1).text === '');
    if (holds) this.groups.push({ ...area, from: area.right + 1 });
    return holds;
  }

  private takePair(area: Area, next: Area | undefined): boolean {
    const text = plain(area.text);
    if (next === undefined || text.length > LONGEST_LABEL || next.top > area.top || (segmentsOf(area.text).length > 0 && !/[::]\s*$/u.test(area.text)) || segmentsOf(area.text).length > 1) return false;
    const choice = BOXES.test(next.text);
    const filled = next.text !== '' && !choice;
    if (filled && (!isKnown(text) || (isKnown(plain(next.text)) && !isValueOf(text, next.text)) || next.bottom !== area.bottom)) return false;
    this.add(area, text, next, choice ? 'choice' : 'whole', !filled);
    return true;
  }

  private takeSegments(area: Area): void {
    for (const segment of segmentsOf(area.text)) this.add(area, segment.label, area, 'after', !segment.written);
  }

  private add(label: Area, text: string, value: Area, shape: ValueShape, blank: boolean): void {
    const group = this.groups.filter((item) => item.top <= label.top && item.bottom >= label.bottom && item.from <= label.left).map((item) => plain(item.text));
    this.pairs.push({ label, text, value, path: [...(this.section === null ? [] : [this.section]), ...group, text], shape, blank });
  }
}

/** 健康 beside 健康状况 is a value although it is also a heading elsewhere. */
function isValueOf(label: string, text: string): boolean {
  const value = plain(text);
  return value.length <= 4 && label.length > value.length && label.startsWith(value);
}

interface BlockPlace {
  header: number;
  first: number;
  last: number;
  areas: Area[];
  path: string;
}

/** A row of headings over rows with the same cells: the family members inside a form. */
function findBlock(grid: FormGrid): BlockPlace | null {
  for (let row = 2; row < grid.lastRow; row++) {
    const all = grid.areas(row);
    const group = all.find((area) => area.text !== '' && area.bottom > row + 1 && area.left === all.find((item) => item.text !== '')?.left);
    const inside = (at: number) => grid.areas(at).filter((area) => area.top === at && (group === undefined || area.left > group.right));
    const areas = inside(row);
    const known = areas.filter((area) => isKnown(plain(area.text))).length;
    if (areas.length < 3 || areas.some((area) => area.text === '') || known < areas.length * 0.6 || known < 2) continue;
    let last = row;
    while (last < (group?.bottom ?? grid.lastRow) && boundaries(inside(last + 1)) === boundaries(areas) && inside(last + 1).filter((area) => isKnown(plain(area.text))).length < areas.length / 2) last++;
    if (last === row) continue;
    return { header: row, first: row + 1, last, areas, path: plain(group?.text ?? '') };
  }
  return null;
}

function blockOf(place: BlockPlace | null): TemplateBlock | null {
  if (place === null) return null;
  const lead = place.path === '' ? [] : [place.path];
  const headings = place.areas.map((area): Heading => ({ column: area.left, area, path: [...lead, area.text] }));
  const count = place.last - place.first + 1;
  return { path: place.path, headerRows: [place.header, place.header], columns: mapColumns(headings, 'people'), rows: { first: place.first, count, sample: Math.max(place.first, place.last - 1), total: null, printed: [] } };
}

function isForm(pairs: readonly Pair[]): boolean {
  const own = pairs.filter((pair) => !isOffice(pair.text));
  const rows = (list: readonly Pair[]) => new Set(list.map((pair) => pair.label.top)).size;
  const fields = own.filter((pair) => isField(pair.path) || isHeaderWord(pair.text));
  const named = own.some((pair) => readHeader(pair.path, 'people').candidates.concat(readHeader(pair.path, 'places').candidates).some((item) => item.grade !== 'guess' && WHO.has(item.target)));
  if (fields.length < 3 || !named) return false;
  const certain = own.filter((pair) => pair.blank || pair.shape === 'after');
  return (certain.length >= 4 && rows(certain) >= 2) || (own.length >= 6 && rows(own) >= 3);
}

/** The sheet as a form of one person: labels, each with the cell its value goes to; null when it is none. */
export function readPersonForm(grid: FormGrid): PersonForm | null {
  const place = findBlock(grid);
  const { pairs } = new FormScan(grid, place);
  if (!isForm(pairs)) return null;
  const office = pairs.filter((pair, at) => isOffice(pair.text) || (keyOf(pair.text) === '联系电话' && isBesideOffice(pairs, at)));
  const own = pairs.filter((pair) => !office.includes(pair));
  const mapped = mapColumns(own.map((pair): Heading => ({ column: pair.value.left, area: pair.label, path: pair.path })), 'people');
  const columns = mapped.map((column, at): TemplateColumn => {
    const pair = own[at];
    return pair === undefined ? column : { ...column, role: 'data', path: pathText(pair.path), value: cellName(pair.value.left, pair.value.top), shape: pair.shape };
  });
  const labels = office.map((pair): TemplateLabel => ({ cell: cellName(pair.label.left, pair.label.top), label: pair.text, key: keyOf(pair.text), value: cellName(pair.value.left, pair.value.top), shape: pair.shape }));
  const rows = own.map((pair) => pair.label.top);
  return { headerRows: [Math.min(...rows), Math.max(...rows)], columns, labels, block: blockOf(place) };
}

/** 联系电话 in the line of 填表人 is the office's. */
function isBesideOffice(pairs: readonly Pair[], at: number): boolean {
  const pair = pairs[at];
  return pairs.some((other) => other !== pair && other.label.top === pair?.label.top && isOffice(other.text));
}
