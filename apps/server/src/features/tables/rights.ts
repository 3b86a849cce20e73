import { fieldOf, tagOf } from '#catalogue';
import { type Role, type SimpleFilter, simpleFilters, type TableColumn, type TableDefinition, type TableGroup } from '#contracts';
import { fail } from '#platform';
import { NO_MOMENT, viewOf } from '../access/index.js';

/** Best view the caller's roles give of a field without a door, a care list or an alarm to open it. */
export function columnState(id: string, roles: readonly Role[]): TableColumn['state'] {
  const field = fieldOf(id);
  const viewing = field === undefined ? 'absent' : viewOf(field, roles, NO_MOMENT);
  return viewing === 'clear' ? 'clear' : viewing === 'absent' ? 'absent' : 'masked';
}

const valuesOf = (filter: SimpleFilter): unknown[] => (Array.isArray(filter.value) ? filter.value : [filter.value]);

/** Whether a number is missing says nothing sensitive about the person: it is the office's own gap. */
const GAPS = new Set(['person.id_no']);

/** Conditions that tell something of class L4 about everybody in the list. */
export function sensitiveConditions(definition: TableDefinition): SimpleFilter[] {
  return simpleFilters(definition.filters).filter((filter) => {
    if (filter.field === 'person.tags') return valuesOf(filter).some((value) => typeof value === 'string' && tagOf(value)?.level === 'L4');
    const nullity = filter.op === 'is_null' || filter.op === 'not_null';
    return fieldOf(filter.field)?.level === 'L4' && !(nullity && GAPS.has(filter.field));
  });
}

const NAMING: ReadonlySet<string> = new Set(['name', 'phone', 'address', 'birthDate', 'idNo']);

/** A group by what names somebody: its keys are read as they stand, past the mask its column has. Years and months of many name nobody. */
export function namesPeople(group: TableGroup): boolean {
  const field = fieldOf(typeof group === 'string' ? group : group.field);
  if (field === undefined || field.level === 'L1' || field.level === 'L2' || !NAMING.has(field.mask)) return false;
  return typeof group === 'string' || ('by' in group && (group.by === 'day' || group.by === 'week'));
}

/**
 * Conditions, groups and orders may not say what columns must not show: an order by a hidden field would tell its values.
 * @throws TABLE_HIDDEN
 */
export function checkHidden(definition: TableDefinition, roles: readonly Role[]): void {
  for (const { field } of definition.sort ?? []) {
    if (field === 'count') continue;
    if (columnState(field, roles) !== 'clear' && fieldOf(field)?.level === 'L4') throw fail('TABLE_HIDDEN', { label: fieldOf(field)?.label ?? field });
  }
  for (const group of definition.groupBy) {
    const id = typeof group === 'string' ? group : group.field;
    if (namesPeople(group) && columnState(id, roles) !== 'clear') throw fail('TABLE_HIDDEN', { label: fieldOf(id)?.label ?? id });
  }
  // Under headings a list is in the order of what the headings say.
  const headings = definition.aggregates.length > 0 ? [] : definition.groupBy.map((group) => (typeof group === 'string' ? group : group.field));
  for (const id of headings) if (fieldOf(id)?.level === 'L4') throw fail('TABLE_HIDDEN', { label: fieldOf(id)?.label ?? id });
  for (const aggregate of definition.aggregates) {
    if (aggregate.field !== undefined && fieldOf(aggregate.field)?.level === 'L4') throw fail('TABLE_HIDDEN', { label: fieldOf(aggregate.field)?.label ?? aggregate.field });
  }
}

/** Counts of people by something sensitive are told from here on; smaller ones, none among them, could name somebody. */
export const SMALLEST_TOLD = 5;

/** Whether a count of this table may be told at all. */
export const mayTell = (definition: TableDefinition, count: number): boolean => count >= SMALLEST_TOLD || sensitiveConditions(definition).length === 0;
