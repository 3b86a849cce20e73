import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FieldView, Role, SessionUser } from '#contracts';
import { api, messageOf } from '../api.js';

/** The catalogue of fields, read once: labels, codes, what may be edited. */
export const useFields = defineStore('fields', () => {
  const list = shallowRef<FieldView[]>([]);
  const error = shallowRef<string | null>(null);
  const byId = computed(() => new Map(list.value.map((field) => [field.id, field])));
  let loading: Promise<void> | null = null;

  async function read(): Promise<void> {
    try {
      list.value = await api<FieldView[]>('/api/v1/fields');
      error.value = null;
    } catch (cause) {
      error.value = messageOf(cause);
      loading = null;
    }
  }

  const load = (): Promise<void> => (loading ??= read());
  return { list, byId, error, load };
});

export interface FieldGroup {
  name: string;
  keys: readonly string[];
}

/** Groups of a person's card. Fields the list does not name come under 其他. */
export const PERSON_GROUPS: readonly FieldGroup[] = [
  { name: '身份', keys: ['name', 'former_name', 'id_type', 'id_no', 'sex', 'birth_date', 'age', 'ethnic', 'nationality', 'political'] },
  { name: '联系', keys: ['phone', 'emergency_contact', 'emergency_relation', 'emergency_phone'] },
  { name: '居住', keys: ['live_address', 'reg_address', 'reg_kind', 'residence_type', 'residence_permit', 'inflow_reason', 'move_in_date', 'move_out_date', 'community', 'grid'] },
  { name: '家庭', keys: ['relation', 'marital'] },
  { name: '就业保障', keys: ['education', 'employment', 'occupation', 'work_unit', 'income_source', 'medical_insurance', 'pension', 'military_service'] },
  { name: '健康与残疾', keys: ['health', 'care_level', 'medication', 'allergy', 'family_doctor', 'disability_type', 'disability_level', 'disability_cert'] },
];

/** Fields of an entity in the groups of its card, in their order; empty groups are left out. */
export function grouped(fields: readonly FieldView[], groups: readonly FieldGroup[], entity: string): { name: string; fields: FieldView[] }[] {
  const byId = new Map(fields.map((field) => [field.id, field]));
  const named = groups.map((group) => ({ name: group.name, fields: group.keys.flatMap((key) => byId.get(`${entity}.${key}`) ?? []) }));
  const taken = new Set(named.flatMap((group) => group.fields.map((field) => field.id)));
  return [...named, { name: '其他', fields: fields.filter((field) => field.entity === entity && !taken.has(field.id)) }].filter((group) => group.fields.length > 0);
}

const EDITORS: readonly Role[] = ['admin', 'secretary', 'grid_worker'];

/** Whether to offer changes at all; the server decides again for each record. */
export function mayEdit(user: SessionUser | null): boolean {
  return user !== null && user.assignments.some((assignment) => EDITORS.includes(assignment.role));
}

const CARE_KEEPERS: readonly Role[] = ['admin', 'secretary'];

/** Whether to offer care lists; the server decides again for each person. */
export function mayKeepCare(user: SessionUser | null): boolean {
  return user !== null && user.assignments.some((assignment) => CARE_KEEPERS.includes(assignment.role));
}

/** Tags a person may be given by hand; those that follow by themselves end in （自动）. */
export function manualTags(fields: ReadonlyMap<string, FieldView>): { code: string; name: string }[] {
  return (fields.get('person.tags')?.codes ?? []).filter((tag) => !tag.name.endsWith('（自动）'));
}
