import type { FieldView } from '#contracts';

export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;

/** Nothing typed is nothing known. */
const plain = (value: Value | undefined): Value => (value === undefined || value === '' ? null : typeof value === 'string' ? value.trim() || null : value);
const same = (a: Value, b: Value): boolean => a === b || (a !== null && b !== null && String(a) === String(b));

/** Only what differs from what was read. A field that was hidden counts when something was written into it. */
export function changesOf(base: Values, draft: Values): Record<string, Value> {
  const changes: Record<string, Value> = {};
  for (const [id, value] of Object.entries(draft)) if (!same(plain(base[id]), plain(value))) changes[id] = plain(value);
  return changes;
}

/** Former values of the changed fields; null when one of them was never seen and cannot be put back. */
export function undoOf(base: Values, changes: Values): Record<string, Value> | null {
  const former: Record<string, Value> = {};
  for (const id of Object.keys(changes)) {
    const value = base[id];
    if (value === undefined) return null;
    former[id] = plain(value);
  }
  return Object.keys(former).length === 0 ? null : former;
}

/** A value as the form shows it: codes by their name. */
export function choiceText(field: FieldView | undefined, value: Value | undefined): string {
  if (value === undefined) return '（已遮盖）';
  if (value === null || value === '') return '未登记';
  if (typeof value === 'boolean') return value ? '是' : '否';
  return field?.codes?.find((item) => item.code === value)?.name ?? String(value);
}

export interface ConflictField {
  field: string;
  label: string;
  by: string;
  at: string;
}

export interface ConflictRow extends ConflictField {
  theirs: Value | undefined;
  /** Undefined: I did not touch it, so theirs stays. */
  mine: Value | undefined;
}

/** What others changed meanwhile beside what I want, field by field; `latest` is the record as it is now. */
export function conflictRows(fields: readonly ConflictField[], latest: Values, mine: Values): ConflictRow[] {
  const last = new Map(fields.map((item) => [item.field, item]));
  return [...last.values()].map((item) => ({ ...item, theirs: latest[item.field], mine: mine[item.field] }));
}

/** My changes after the person chose for each field; fields nobody else touched stay as I want them. */
export function resolved(mine: Values, keepTheirs: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(mine).filter(([id]) => !keepTheirs.has(id)));
}

/** The fields of a refusal, when it carries any. */
export function conflictFields(details: Readonly<Record<string, unknown>>): ConflictField[] {
  const list = details['fields'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { field, label, by, at } = item as Record<string, unknown>;
    return typeof field === 'string' && typeof label === 'string' ? [{ field, label, by: typeof by === 'string' ? by : '他人', at: typeof at === 'string' ? at : '' }] : [];
  });
}
