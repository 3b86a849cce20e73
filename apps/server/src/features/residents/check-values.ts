import { type FieldDefinition, fieldOf, type FieldValue, parseValue } from '#catalogue';
import { fail } from '#platform';

/**
 * Checked values of fields a form, a visit or a program sends.
 * @throws FIELD_UNKNOWN, FIELD_NOT_EDITABLE, FIELD_INVALID naming the field
 */
export function checkValues(entity: string, changes: Readonly<Record<string, unknown>>, today: string): Map<FieldDefinition, FieldValue> {
  const values = new Map<FieldDefinition, FieldValue>();
  for (const [id, raw] of Object.entries(changes)) {
    const field = fieldOf(id);
    if (field === undefined || field.entity !== entity) throw fail('FIELD_UNKNOWN', { field: id.slice(0, 48) });
    if (!field.editable) throw fail('FIELD_NOT_EDITABLE', { label: field.label });
    const parsed = parseValue(field, raw, today);
    if (!parsed.ok) throw fail('FIELD_INVALID', { label: field.label, reason: parsed.message });
    if (parsed.value === null && field.id === 'person.name') throw fail('FIELD_INVALID', { label: field.label, reason: '不能为空' });
    values.set(field, parsed.value);
  }
  return values;
}
