import { ageOn, codeName, type FieldDefinition, fieldOf, fieldsOf, type FieldValue, tagOf } from '#catalogue';
import type { FieldState, ResidentItem } from '#contracts';
import { isoTime } from '#platform';
import { maskText, maskValue, type Viewing, viewOf } from '../access/index.js';
import { personPseudonym } from '../audit/index.js';
import { valueOf } from '../ledger/index.js';
import type { AreaIndex } from '../spine/index.js';
import type { ResidentRow } from './resident.row.js';
import type { Viewer } from './viewer.service.js';

export const PERSON_FIELDS: readonly FieldDefinition[] = fieldsOf('person').filter((field) => !['person.tags', 'person.tag_date'].includes(field.id));
/** Columns of a list; a record shows all. */
export const LIST_FIELDS: readonly FieldDefinition[] = ['person.name', 'person.sex', 'person.age', 'person.birth_date', 'person.id_no', 'person.phone', 'person.live_address', 'person.relation', 'person.residence_type', 'person.employment', 'person.work_unit', 'person.education', 'person.political', 'person.ethnic', 'person.marital', 'person.medical_insurance', 'person.move_in_date', 'person.grid', 'person.community'].flatMap((id) => fieldOf(id) ?? []);

const BUILDING = (row: ResidentRow) => `${row.estate}${row.building}`;
const FULL = (row: ResidentRow) => `${BUILDING(row)}${row.unit}${row.room}室`;

/** A value in words: codes by their label. */
export function textOf(field: FieldDefinition, value: FieldValue): string | number | boolean | null {
  return field.codeList !== null && typeof value === 'string' ? codeName(field.codeList, value) : value;
}

/** Names a person's fields for one caller: the only mapper from rows to what leaves the server. */
export class ResidentView {
  constructor(
    private readonly viewer: Viewer,
    private readonly areas: AreaIndex,
    /** Business day ages are counted on. */
    private readonly day: string,
  ) {}

  viewingOf(row: ResidentRow, field: FieldDefinition): Viewing {
    return viewOf(field, this.viewer.scope.over(row.area_path).map((grant) => grant.role), this.viewer.momentOf(row));
  }

  /** Whether anything of a field is shown at all. */
  sees(row: ResidentRow, fieldId: string): boolean {
    const field = fieldOf(fieldId);
    return field !== undefined && this.viewingOf(row, field) !== 'absent';
  }

  stateOf(viewing: Viewing): FieldState {
    return viewing === 'clear' || viewing === 'absent' ? viewing : 'masked';
  }

  /** Value of a stored or derived field, before any mask. */
  clear(row: ResidentRow, field: FieldDefinition): FieldValue {
    switch (field.id) {
      case 'person.age':
        return row.birth_date === null ? null : ageOn(row.birth_date, this.day);
      case 'person.live_address':
        return FULL(row);
      case 'person.grid':
        return this.areaName(row, 'grid');
      case 'person.community':
        return this.areaName(row, 'community');
      case 'person.updated_at':
        return isoTime(row.recorded_at).slice(0, 10);
      default:
        return valueOf(row, field);
    }
  }

  /** What the caller may see of a field; undefined = the field is not in the answer at all. */
  shown(row: ResidentRow, field: FieldDefinition): { value: string | number | boolean | null; masked: boolean } | undefined {
    const viewing = this.viewingOf(row, field);
    if (viewing === 'absent') return undefined;
    if (viewing === 'pseudonym') return { value: personPseudonym(row.id), masked: true };
    const value = this.clear(row, field);
    if (viewing === 'clear') return { value: field.type === 'text' && field.mask === 'other' && typeof value === 'string' ? maskText(value) : textOf(field, value), masked: false };
    return { value: value === null ? null : this.mask(row, field, viewing, String(value)), masked: value !== null };
  }

  item(row: ResidentRow, tags: readonly string[], fields: readonly FieldDefinition[] = LIST_FIELDS): ResidentItem {
    const values: ResidentItem['values'] = {};
    const masked: string[] = [];
    for (const field of fields) {
      const shown = this.shown(row, field);
      if (shown === undefined) continue;
      values[field.id] = shown.value;
      if (shown.masked) masked.push(field.id);
    }
    const { open, hidden } = this.tagsFor(row, tags);
    return {
      id: String(row.id),
      code: row.code,
      version: row.version,
      area: { code: this.areas.id(row.area_id)?.code ?? '', community: this.areaName(row, 'community'), grid: this.areaName(row, 'grid') },
      householdId: String(row.household_id),
      values,
      masked,
      tags: open,
      hiddenTags: hidden,
      confirmedAt: row.confirmed_at === null ? null : isoTime(row.confirmed_at),
      left: row.death_date !== null ? 'died' : row.residence_status === 'LIVING' ? null : 'moved',
    };
  }

  /** L3 tags are shown to those in scope; of L4 tags only the number, except on one's own care list (security.md §3.4). */
  tagsFor(row: ResidentRow, tags: readonly string[]): { open: ResidentItem['tags']; hidden: number | null } {
    const field = fieldOf('person.tags');
    const viewing = field === undefined ? 'absent' : this.viewingOf(row, field);
    if (viewing === 'absent') return { open: [], hidden: null };
    const moment = this.viewer.momentOf(row);
    const sensitive = tags.filter((tag) => tagOf(tag)?.level === 'L4');
    const openSensitive = moment.visiting && moment.caring;
    const shown = openSensitive ? tags : tags.filter((tag) => !sensitive.includes(tag));
    return { open: shown.map((tag) => ({ code: tag, name: tagOf(tag)?.name ?? tag })), hidden: openSensitive ? 0 : sensitive.length };
  }

  mask(row: ResidentRow, field: FieldDefinition, viewing: Viewing, value: string): string {
    return maskValue(field, value, viewing, { age: row.birth_date === null ? null : ageOn(row.birth_date, this.day), building: BUILDING(row), community: this.areaName(row, 'community') ?? '' });
  }

  private areaName(row: ResidentRow, level: 'grid' | 'community'): string | null {
    const area = this.areas.id(row.area_id);
    return area === undefined ? null : (this.areas.at(area, level)?.name ?? null);
  }
}
