import more from '#data/fields-more.json' with { type: 'json' };
import base from '#data/fields.json' with { type: 'json' };
import { CHECKS, type FieldCheck, FRESH_DAYS, NOT_EDITABLE, STORAGE } from './field-storage.js';

/** L1 public · L2 internal · L3 personal (masked) · L4 sensitive (absent unless revealed). security.md §3.4 */
export type FieldLevel = 'L1' | 'L2' | 'L3' | 'L4';
export type FieldType = 'text' | 'code' | 'enum' | 'date' | 'datetime' | 'int' | 'bool' | 'phone' | 'address' | 'tags' | 'ref';
/** How a value is shown to who may not see it whole; the server cuts, the page never sees more. */
export type MaskKind = 'none' | 'name' | 'phone' | 'address' | 'birthDate' | 'idNo' | 'other';

/** The one definition of a field: ledger, import, tables, masks and forms all read it here. */
export interface FieldDefinition {
  id: string;
  entity: string;
  /** Part of the id after the dot. */
  key: string;
  label: string;
  aliases: readonly string[];
  type: FieldType;
  /** Allowed values of an enum. */
  options: readonly string[] | null;
  codeList: string | null;
  level: FieldLevel;
  mask: MaskKind;
  /** Rule by which the value follows from others; null when it is recorded. */
  derived: string | null;
  /** Days a confirmed value counts as fresh; null = does not age. */
  freshDays: number | null;
  /** Table and column; `sealed` columns hold ciphertext. Null for values counted on the way. */
  storage: { table: string; column: string; sealed: boolean } | null;
  checks: readonly FieldCheck[];
  editable: boolean;
}

interface RawField {
  id: string;
  label: string;
  aliases: readonly string[];
  type: string;
  level: string;
  codeList?: string;
  derived?: string;
}

/** Lists that fields.json names by their national table although they have a table of their own here. */
const OWN_LIST: Readonly<Record<string, string>> = { 'person.disability_level': 'disability-level' };
const NAMES = new Set(['person.name', 'person.former_name', 'person.emergency_contact', 'household.head', 'house.owner', 'org.principal', 'volunteer.name', 'event.reporter', 'building.steward']);

function maskOf(raw: RawField): MaskKind {
  if (raw.level === 'L1' || raw.level === 'L2') return 'none';
  if (raw.id === 'person.id_no') return 'idNo';
  if (raw.id === 'person.birth_date') return 'birthDate';
  if (NAMES.has(raw.id)) return 'name';
  if (raw.type === 'phone') return 'phone';
  return raw.type === 'address' || raw.id === 'house.room' ? 'address' : 'other';
}

function define(raw: RawField): FieldDefinition {
  const [entity = '', key = ''] = raw.id.split('.');
  const [type = 'text', options] = raw.type.split(':');
  const derived = raw.derived ?? null;
  return {
    id: raw.id,
    entity,
    key,
    label: raw.label,
    aliases: raw.aliases.filter((alias) => alias !== raw.label),
    type: type as FieldType,
    options: options === undefined ? null : options.split('|'),
    codeList: OWN_LIST[raw.id] ?? raw.codeList ?? null,
    level: raw.level as FieldLevel,
    mask: maskOf(raw),
    derived,
    freshDays: FRESH_DAYS[raw.id] ?? null,
    storage: STORAGE[raw.id] ?? null,
    checks: CHECKS[raw.id] ?? [],
    editable: derived === null && STORAGE[raw.id] !== undefined && !NOT_EDITABLE.has(raw.id),
  };
}

export const FIELDS: readonly FieldDefinition[] = [...(base.fields as RawField[]), ...(more.fields as RawField[])].map(define);
const byId = new Map(FIELDS.map((item) => [item.id, item]));

export function fieldOf(id: string): FieldDefinition | undefined {
  return byId.get(id);
}

export function fieldsOf(entity: string): FieldDefinition[] {
  return FIELDS.filter((item) => item.entity === entity);
}
