import { citizenIdFacts, type FieldDefinition, fieldOf, fieldsOf, type FieldValue } from '#catalogue';
import { idNoIndex, nameKeys, open, phoneIndex, phoneTail, seal, type SqlValue } from '#platform';

/** Tables whose rows are versioned records of the ledger. */
export const RECORD_ENTITIES = ['person', 'household', 'house', 'building', 'org'] as const;
export type RecordEntity = (typeof RECORD_ENTITIES)[number];

/** Where a version of a record came from, and who confirmed it last. */
export interface RecordOrigin {
  recorded_at: Date;
  origin_kind: string;
  origin_id: number | null;
  origin_by: string;
  confirmed_at: Date | null;
  confirmed_by: string | null;
}

export type RecordRow = Record<string, unknown> & { id: number; version: number; area_id: number; area_path: string };

const stored = new Map<RecordEntity, FieldDefinition[]>(RECORD_ENTITIES.map((entity) => [entity, fieldsOf(entity).filter((field) => field.storage?.table === entity)]));

/** Fields whose value stands in the record's own row. */
export function storedFields(entity: RecordEntity): readonly FieldDefinition[] {
  return stored.get(entity) ?? [];
}

/** A column's content as the catalogue's value; sealed columns are opened. */
export function readValue(field: FieldDefinition, raw: unknown): FieldValue {
  if (raw === null || raw === undefined) return null;
  if (field.storage?.sealed === true) return open(raw as Uint8Array);
  if (field.type === 'bool') return Number(raw) === 1;
  if (raw instanceof Date) return raw.toISOString();
  return typeof raw === 'number' ? raw : String(raw);
}

export function valueOf(row: RecordRow, field: FieldDefinition): FieldValue {
  return field.storage === null ? null : readValue(field, row[field.storage.column]);
}

function writeValue(field: FieldDefinition, value: FieldValue): SqlValue {
  if (value === null) return null;
  return field.storage?.sealed === true ? seal(String(value)) : value;
}

/** Columns to set for a new value: its own, and those that exist to find it. */
export function columnsFor(field: FieldDefinition, value: FieldValue): Record<string, SqlValue> {
  const column = field.storage?.column ?? '';
  const text = value === null ? null : String(value);
  const own = { [column]: writeValue(field, value) };
  if (field.id === 'person.name') return { ...own, ...nameKeys(text ?? '') };
  if (field.id === 'person.id_no') return { ...own, id_no_index: idNoIndex(text) };
  if (field.id === 'person.phone') return { ...own, phone_index: phoneIndex(text), phone_tail: phoneTail(text) };
  return own;
}

/** What a new value says about other fields of the same record: an id gives sex and birth date (GB 11643). */
export function derivedChanges(field: FieldDefinition, value: FieldValue): [FieldDefinition, FieldValue][] {
  if (field.id !== 'person.id_no' || typeof value !== 'string') return [];
  const facts = citizenIdFacts(value);
  const sex = fieldOf('person.sex');
  const birthDate = fieldOf('person.birth_date');
  return facts === null || sex === undefined || birthDate === undefined ? [] : [[sex, facts.sex], [birthDate, facts.birthDate]];
}
