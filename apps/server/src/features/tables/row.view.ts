import { ageOn, caseCategory, codeName, type FieldDefinition, tagOf } from '#catalogue';
import type { CellValue, Role } from '#contracts';
import { BUSINESS_OFFSET_MS, open } from '#platform';
import { maskText, maskValue, type Moment, NO_MOMENT, type Scope, type Viewing, viewOf } from '../access/index.js';
import { personPseudonym } from '../audit/index.js';
import type { AreaIndex } from '../spine/index.js';
import type { DetailRow } from './query/detail.js';
import type { FieldSql } from './query/fields.js';

export interface Shown {
  value: CellValue;
  masked: boolean;
}

/** What a cell says that is not for its reader. */
export const NOT_YOURS = '无权查看';

/** Roles held over a row's area, worked out once for each area. */
export function rolesWithin(scope: Scope): (areaPath: string) => readonly Role[] {
  const known = new Map<string, readonly Role[]>();
  return (path) => {
    let roles = known.get(path);
    if (roles === undefined) known.set(path, (roles = scope.over(path).map((grant) => grant.role)));
    return roles;
  };
}

/** The page's masks without what a door or an alarm opens for the moment: for what is read when the visit is long over. */
export function lastingView(areas: AreaIndex, day: string, scope: Scope): RowView {
  return new RowView(areas, day, rolesWithin(scope), () => NO_MOMENT);
}

/** The only way from a table's row to what leaves the server: same masks and classes as the record itself. */
export class RowView {
  constructor(
    private readonly areas: AreaIndex,
    private readonly day: string,
    private readonly rolesOver: (areaPath: string) => readonly Role[],
    private readonly momentOf: (row: DetailRow) => Moment,
  ) {}

  viewing(row: DetailRow, field: FieldDefinition): Viewing {
    return viewOf(field, this.rolesOver(row.areaPath), this.momentOf(row));
  }

  /** Undefined: not for this caller. */
  shown(row: DetailRow, field: FieldDefinition, kind: FieldSql['kind']): Shown | undefined {
    const viewing = this.viewing(row, field);
    if (viewing === 'absent') return undefined;
    if (viewing === 'pseudonym') return { value: personPseudonym(row.personId), masked: true };
    if (kind === 'tags') return { value: this.tags(row), masked: false };
    const value = this.clear(row, field, kind);
    if (value === null) return { value: null, masked: false };
    if (viewing === 'clear') return { value: field.mask === 'other' && field.type === 'text' && typeof value === 'string' ? maskText(value) : this.words(field, value), masked: false };
    return { value: this.mask(row, field, viewing, String(value)), masked: true };
  }

  /** Another value of the same field (a former one) under the same mask. */
  shownValue(row: DetailRow, field: FieldDefinition, value: CellValue): CellValue {
    if (value === null) return null;
    const viewing = this.viewing(row, field);
    if (viewing === 'absent') return null;
    return viewing === 'clear' ? this.words(field, value) : this.mask(row, field, viewing, String(value));
  }

  /** The value itself, for hashes and for approved exports. */
  clear(row: DetailRow, field: FieldDefinition, kind: FieldSql['kind']): string | number | null {
    const raw = row.raw[field.id];
    switch (kind) {
      case 'age':
        return typeof raw === 'string' ? ageOn(raw, this.day) : null;
      case 'community':
      case 'grid':
        return this.areaName(Number(raw), kind);
      case 'tags':
        return row.tags.join(',');
      case 'sealed':
        return raw === null || raw === undefined ? null : open(raw as Uint8Array);
      case 'bool':
        return raw === null || raw === undefined ? null : Number(raw) === 1 ? '是' : '否';
      case 'int':
        return raw === null || raw === undefined ? null : Number(raw);
      case 'date':
        return raw === null || raw === undefined ? null : String(raw).slice(0, 10);
      case 'datetime':
        return raw instanceof Date ? localTime(raw, field.type === 'date') : null;
      case 'text':
        return raw === null || raw === undefined || raw === '' ? null : textual(raw);
    }
  }

  /** Codes by their names. */
  words(field: FieldDefinition, value: string | number): CellValue {
    if (typeof value !== 'string') return value;
    if (field.id === 'event.type') return caseCategory(value)?.name ?? value;
    if (field.id === 'org.type') return codeName('small-places', value);
    return field.codeList === null ? value : codeName(field.codeList, value);
  }

  /** L3 tags in words; sensitive ones only as a number, except on one's own care list at the door. */
  private tags(row: DetailRow): string | null {
    const moment = this.momentOf(row);
    const open = row.tags.filter((tag) => tagOf(tag)?.level !== 'L4' || (moment.visiting && moment.caring));
    const hidden = row.tags.length - open.length;
    const words = [...open.map((tag) => tagOf(tag)?.name ?? tag), ...(hidden > 0 ? [`另有 ${hidden} 项敏感标签`] : [])];
    return words.length === 0 ? null : words.join('、');
  }

  /** Whether a person bears a tag, in a word; null where a sensitive one is not for this caller. */
  hasTag(row: DetailRow, tag: string): CellValue {
    const moment = this.momentOf(row);
    if (tagOf(tag)?.level === 'L4' && !(moment.visiting && moment.caring)) return null;
    return row.tags.includes(tag) ? '是' : '否';
  }

  private mask(row: DetailRow, field: FieldDefinition, viewing: Viewing, value: string): string {
    return maskValue(field, value, viewing, { age: row.birthDate === null ? null : ageOn(row.birthDate, this.day), building: buildingOf(value), community: this.areaName(row.areaId, 'community') ?? '' });
  }

  private areaName(areaId: number, level: 'community' | 'grid'): string | null {
    const area = this.areas.id(areaId);
    return area === undefined ? null : (this.areas.at(area, level)?.name ?? null);
  }
}

/** A structured address up to its building: units and rooms stay on the server. */
const buildingOf = (address: string): string => /^.*?(?:号楼|栋|幢|座)/u.exec(address)?.[0] ?? '';

function textual(raw: unknown): string {
  if (Array.isArray(raw)) return raw.map(String).join('、');
  if (typeof raw === 'object') return JSON.stringify(raw);
  const text = String(raw);
  return /^\[.*\]$/.test(text) ? (JSON.parse(text) as unknown[]).map(String).join('、') : text;
}

function localTime(at: Date, dayOnly: boolean): string {
  const text = new Date(at.getTime() + BUSINESS_OFFSET_MS).toISOString();
  return dayOnly ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}
