import type { FieldDefinition, FieldValue } from '#catalogue';
import { maskName, maskOther, maskPhone } from '../access/index.js';

/** What is left of a value of a household, home, building or place that its reader may not see whole. */
export function maskedValue(field: FieldDefinition, value: FieldValue): string {
  if (field.mask === 'name') return maskName(String(value));
  return field.mask === 'phone' ? maskPhone(String(value)) : maskOther();
}
