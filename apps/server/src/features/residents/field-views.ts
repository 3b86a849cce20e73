import { CODE_LISTS, FIELDS, TAGS } from '#catalogue';
import type { FieldView } from '#contracts';

/** The catalogue as pages need it for forms, columns and words. Nothing personal. */
export function fieldViews(): FieldView[] {
  return FIELDS.map((field) => {
    const list = field.codeList === null ? undefined : CODE_LISTS[field.codeList];
    // Tags that follow by themselves cannot be given, so they are not offered.
    const codes = field.type === 'tags' ? TAGS.map((tag) => ({ code: tag.code, name: tag.derived === null ? tag.name : `${tag.name}（自动）` })) : (list?.items.map((item) => ({ code: item.code, name: item.name })) ?? null);
    return { id: field.id, entity: field.entity, label: field.label, type: field.type, level: field.level, editable: field.editable, codes, options: field.options === null ? null : [...field.options], freshDays: field.freshDays, codeEdition: list?.edition ?? null };
  });
}
