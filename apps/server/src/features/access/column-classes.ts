import { FIELDS } from '#catalogue';
import type { Database } from '#platform';

/** `system` = keys, times, states and texts of the product itself; the others as in security.md §3.4. */
type ColumnClass = 'L1' | 'L2' | 'L3' | 'L4' | 'system';

const SYSTEM = [
  'id', 'code', 'version', 'area_id', 'area_path', 'recorded_at', 'superseded_at', 'origin_kind', 'origin_id', 'confirmed_at', 'confirmed_visit_id', 'valid_from', 'valid_to', 'state', 'status', 'kind', 'created_at', 'updated_at', 'at',
  'household_id', 'house_id', 'building_id', 'doorway_id', 'person_id', 'subject_id', 'visit_id', 'account_id', 'actor_id', 'source_id', 'org_id', 'job_id', 'event_id', 'task_id', 'volunteer_id', 'client_id', 'entity', 'entity_id', 'source_kind', 'no', 'since', 'role',
] as const;

const names = (columnClass: ColumnClass, ...columns: string[]): Record<string, ColumnClass> => Object.fromEntries(columns.map((column) => [column, columnClass]));
const system = names('system', ...SYSTEM);

/** Columns of catalogue fields take the class of their field, so that a new field cannot be forgotten here. */
function fieldColumns(table: string): Record<string, ColumnClass> {
  return Object.fromEntries(FIELDS.flatMap((field) => (field.storage?.table === table ? [[field.storage.column, field.level]] : [])));
}

const PERSON = { ...system, ...fieldColumns('person'), ...names('L3', 'name_pinyin', 'name_initials', 'name_given', 'phone_index', 'phone_tail'), ...names('L4', 'id_no_index'), ...names('L2', 'residence_status', 'origin_by', 'confirmed_by') };
const HOUSEHOLD = { ...system, ...fieldColumns('household'), ...names('L2', 'last_verified_at', 'origin_by', 'confirmed_by') };
const HOUSE = { ...system, ...fieldColumns('house'), ...names('L2', 'usage_kind', 'origin_by', 'confirmed_by') };
const BUILDING = { ...system, ...fieldColumns('building'), ...names('L1', 'estate_id', 'height', 'geometry', 'lon', 'lat'), ...names('L2', 'origin_by') };
const ORG = { ...system, ...fieldColumns('org'), ...names('L1', 'self_check_required', 'lon', 'lat'), ...names('L2', 'origin_by', 'confirmed_by') };

/** Every table that holds something personal, and the class of each of its columns. */
export const COLUMN_CLASSES: Readonly<Record<string, Readonly<Record<string, ColumnClass>>>> = {
  person: PERSON,
  person_history: PERSON,
  household: HOUSEHOLD,
  household_history: HOUSEHOLD,
  house: HOUSE,
  house_history: HOUSE,
  building: BUILDING,
  building_history: BUILDING,
  org: ORG,
  org_history: ORG,
  person_tag: { ...system, ...names('L3', 'tag'), ...names('L2', 'source', 'evidence', 'reviewer', 'ended_recorded_at') },
  person_link: { ...system, ...names('L3', 'target_kind', 'target_id', 'note'), ...names('L2', 'recorded_by', 'ended_recorded_at', 'ended_by') },
  life_event: { ...system, ...names('L3', 'day', 'note'), ...names('L2', 'actor') },
  alarm_subject: system,
  subject_contact: { ...system, ...names('L3', 'name', 'relation', 'phone') },
  grid_staff: { ...system, ...names('L2', 'name', 'phone') },
  volunteer: { ...system, ...names('L3', 'name', 'phone'), ...names('L2', 'unit', 'skills', 'registered_at') },
  visit: { ...system, ...names('L3', 'findings'), ...names('L2', 'visitor', 'visitor_name', 'need') },
  visit_confirmation: system,
  ledger_change: { ...system, ...names('L4', 'old_value', 'new_value'), ...names('L2', 'field', 'observed_at', 'actor', 'reason') },
  ledger_proposal: { ...system, ...names('L4', 'value', 'base'), ...names('L2', 'field', 'reason', 'message', 'proposed_by', 'decided_at', 'decided_by') },
  import_row: { ...system, ...names('L4', 'payload'), ...names('L2', 'row_no') },
  table_export: { ...system, ...names('L4', 'definition'), ...names('L3', 'reason', 'decision_reason'), ...names('L2', 'account_name', 'format', 'encoding', 'as_of', 'needs', 'total', 'done', 'tries', 'message', 'decided_by_id', 'decided_by', 'decided_at', 'approved', 'file_name', 'bytes', 'sha256', 'finished_at', 'removed_at', 'frozen') },
  table_issue: { ...system, ...names('L4', 'definition'), ...names('L3', 'reason'), ...names('L2', 'table_id', 'table_name', 'table_version', 'account_name', 'format', 'as_of', 'personal', 'needs', 'total', 'previous_id', 'export_id', 'recipient', 'recheck', 'recheck_at', 'changed_at') },
  data_share: { ...system, ...names('L3', 'purpose'), ...names('L2', 'table_id', 'table_version', 'table_name', 'system_name', 'most_level', 'account_name', 'key_hash', 'expires_at', 'revoked_at', 'revoked_by', 'last_read_at', 'read_count') },
  data_share_read: { ...system, ...names('L2', 'share_id', 'format', 'page_no', 'row_total', 'outcome', 'client', 'content_hash') },
  opened_record: { ...system, ...names('L2', 'day') },
  care_list: system,
};

/**
 * Columns of personal tables without a class; the server does not boot while there is one, because nobody could then say who
 * may see it.
 */
export async function unclassedColumns(database: Database): Promise<string[]> {
  const rows = await database.query<{ t: string; c: string }>('SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN (?)', [Object.keys(COLUMN_CLASSES)]);
  return rows.filter((row) => COLUMN_CLASSES[row.t]?.[row.c] === undefined).map((row) => `${row.t}.${row.c}`);
}
