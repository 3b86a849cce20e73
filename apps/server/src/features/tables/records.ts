import type { TableEntity } from '#contracts';
import type { DetailRow } from './query/detail.js';

/** Values that follow from another: their source is that one's. */
const FOLLOWS: Readonly<Record<string, string>> = { 'person.age': 'person.birth_date', 'household.head': 'person.name' };
const RECORDS: ReadonlySet<string> = new Set(['person', 'household', 'house', 'org']);

export type RecordKind = 'person' | 'household' | 'house' | 'org';

/** The field whose record says where a value comes from. */
export const sourceField = (fieldId: string): string => FOLLOWS[fieldId] ?? fieldId;

/** The record that holds a field of a row: a person's row shows his home's values too. Null: none with a history. */
export function recordOf(entity: TableEntity, row: Pick<DetailRow, 'id' | 'personId' | 'householdId' | 'houseId'>, fieldId: string): [RecordKind | null, number] {
  const owner = fieldId.split('.')[0] ?? '';
  if (owner === entity && RECORDS.has(owner)) return [owner as RecordKind, row.id];
  if (owner === 'person') return ['person', row.personId];
  if (owner === 'household') return ['household', row.householdId];
  return owner === 'house' ? ['house', row.houseId] : [null, 0];
}
