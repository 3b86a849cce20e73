import type { SqlValue } from '#platform';

/** Rows of the demo street, one interface per table, keys = column names of migration 0001/0002. */
interface InArea {
  area_id: number;
  area_path: string;
}

export interface AreaRow {
  id: number;
  code: string;
  name: string;
  level: 'street' | 'community' | 'grid' | 'microgrid';
  parent_id: number | null;
  path: string;
  is_leaf: 0 | 1;
  status: string;
  geometry: string | null;
  lon: number;
  lat: number;
}
export interface EstateRow {
  id: number;
  code: string;
  name: string;
  community_id: number;
}
export interface DrawnBuilding extends InArea {
  id: number;
  code: string;
  name: string;
  estate_id: number;
  floors: number;
  units: number;
  height: number;
  geometry: string;
  lon: number;
  lat: number;
}
export type BuildingRow = DrawnBuilding & { elevator: 0 | 1; year: number; property: string };
export interface DoorwayRow {
  id: number;
  code: string;
  name: string;
  building_id: number;
}
export interface DrawnHouse extends InArea {
  id: number;
  code: string;
  building_id: number;
  doorway_id: number;
  floor: number;
  room: string;
  usage_kind: string;
  valid_to: string | null;
}
export type HouseRow = DrawnHouse & { tenure: string; gas: string; owner: string; owner_phone: Buffer | null; area_sqm: number; tenants: number | null; smoke_detector: 0 | 1 };
export interface DrawnHousehold extends InArea {
  id: number;
  code: string;
  house_id: number;
  last_verified_at: string | null;
  valid_to: string | null;
}
export type HouseholdRow = DrawnHousehold & { kind: string; low_income_type: string | null; dogs: number };
export interface DrawnPerson extends InArea {
  id: number;
  code: string;
  household_id: number;
  name: string;
  id_no: Buffer | null;
  phone: Buffer | null;
  sex: string;
  birth_date: string;
  relation: string;
  ethnic: string;
  education: string | null;
  marital: string;
  political: string;
  employment: string;
  health: string;
  residence_type: string;
  residence_status: string;
  valid_to: string | null;
}
/** What follows from the drawn person or is told at the door. */
export interface PersonDetails {
  name_pinyin: string;
  name_initials: string;
  name_given: string;
  id_no_index: Buffer | null;
  phone_index: Buffer | null;
  phone_tail: Buffer | null;
  id_type: string | null;
  reg_address: string;
  reg_kind: string | null;
  inflow_reason: string | null;
  work_unit: string | null;
  income_source: string | null;
  medical_insurance: string;
  pension: string | null;
  family_doctor: string | null;
  disability_type: string | null;
  disability_level: string | null;
  disability_cert: Buffer | null;
  emergency_contact: string | null;
  emergency_relation: string | null;
  emergency_phone: Buffer | null;
  move_in_date: string;
  recorded_at: string;
  origin_kind: string;
  origin_by: string;
  confirmed_at: string | null;
  confirmed_by: string | null;
}
export type PersonRow = DrawnPerson & PersonDetails;
export interface PersonTagRow {
  person_id: number;
  tag: string;
  valid_from: string;
  valid_to: string | null;
  source: string;
}
export interface PersonLinkRow extends InArea {
  id: number;
  person_id: number;
  kind: string;
  target_kind: string;
  target_id: number;
  valid_from: string;
}
export interface AlarmSubjectRow extends InArea {
  id: number;
  kind: string;
  person_id: number;
  household_id: number;
  status: string;
  since: string;
}
export interface SubjectContactRow {
  subject_id: number;
  no: number;
  name: Buffer;
  relation: string;
  phone: Buffer;
}
export interface DrawnOrg extends InArea {
  id: number;
  code: string;
  name: string;
  small_place: string | null;
  building_id: number | null;
  address: string;
  status: string;
  self_check_required: 0 | 1;
  lon: number;
  lat: number;
  uscc: string | null;
}
export type OrgRow = DrawnOrg & { principal: string; phone: Buffer; staff: number; gas: string; opened_at: string; area_sqm: number; night_stay: 0 | 1 };
export interface AssetRow extends InArea {
  id: number;
  code: string;
  kind: string;
  name: string;
  lon: number;
  lat: number;
  valid_to: string | null;
}
export interface DeviceRow extends InArea {
  id: number;
  device_key: string;
  class: string;
  name: string;
  building_id: number | null;
  household_id: number | null;
  subject_id: number | null;
  org_id: number | null;
  place: string;
  lon: number | null;
  lat: number | null;
  state: string;
  interval_s: number;
  last_seen_at: string | null;
  silent_at: string | null;
  battery: number | null;
  installed_at: string;
}
export interface StaffRow extends InArea {
  id: number;
  code: string;
  name: Buffer;
  role: string;
  phone: Buffer | null;
}
export interface VolunteerRow extends InArea {
  id: number;
  code: string;
  name: Buffer;
  phone: Buffer | null;
  unit: string | null;
  skills: string;
  status: string;
  registered_at: string;
}
export interface VolunteerTaskRow extends InArea {
  id: number;
  code: string;
  title: string;
  kind: string;
  starts_at: string;
  ends_at: string;
  seats: number;
  status: string;
}

/** All rows of one street. */
export interface StreetRows {
  area: AreaRow[];
  estate: EstateRow[];
  building: BuildingRow[];
  doorway: DoorwayRow[];
  house: HouseRow[];
  household: HouseholdRow[];
  person: PersonRow[];
  person_tag: PersonTagRow[];
  person_link: PersonLinkRow[];
  alarm_subject: AlarmSubjectRow[];
  subject_contact: SubjectContactRow[];
  org: OrgRow[];
  asset: AssetRow[];
  device: DeviceRow[];
  grid_staff: StaffRow[];
  volunteer: VolunteerRow[];
  volunteer_task: VolunteerTaskRow[];
}
export type TableName = keyof StreetRows;

type Columns = { [K in TableName]: readonly (keyof StreetRows[K][number] & string)[] };

/** Columns written per table, in insert order (parents before children). */
export const TABLE_COLUMNS: Columns = {
  area: ['id', 'code', 'name', 'level', 'parent_id', 'path', 'is_leaf', 'status', 'geometry', 'lon', 'lat'],
  estate: ['id', 'code', 'name', 'community_id'],
  building: ['id', 'code', 'name', 'estate_id', 'area_id', 'area_path', 'floors', 'units', 'height', 'geometry', 'lon', 'lat', 'elevator', 'year', 'property'],
  doorway: ['id', 'code', 'name', 'building_id'],
  house: ['id', 'code', 'building_id', 'doorway_id', 'floor', 'room', 'area_id', 'area_path', 'usage_kind', 'valid_to', 'tenure', 'gas', 'owner', 'owner_phone', 'area_sqm', 'tenants', 'smoke_detector'],
  household: ['id', 'code', 'house_id', 'area_id', 'area_path', 'last_verified_at', 'valid_to', 'kind', 'low_income_type', 'dogs'],
  person: [
    'id', 'code', 'household_id', 'area_id', 'area_path', 'name', 'id_no', 'phone', 'sex', 'birth_date', 'relation', 'ethnic', 'education', 'marital', 'political', 'employment', 'health', 'residence_type', 'residence_status', 'valid_to',
    'name_pinyin', 'name_initials', 'name_given', 'id_no_index', 'phone_index', 'phone_tail', 'id_type', 'reg_address', 'reg_kind', 'inflow_reason', 'work_unit', 'income_source', 'medical_insurance', 'pension', 'family_doctor',
    'disability_type', 'disability_level', 'disability_cert', 'emergency_contact', 'emergency_relation', 'emergency_phone', 'move_in_date', 'recorded_at', 'origin_kind', 'origin_by', 'confirmed_at', 'confirmed_by',
  ],
  person_tag: ['person_id', 'tag', 'valid_from', 'valid_to', 'source'],
  person_link: ['id', 'person_id', 'kind', 'target_kind', 'target_id', 'area_id', 'area_path', 'valid_from'],
  alarm_subject: ['id', 'kind', 'person_id', 'household_id', 'area_id', 'area_path', 'status', 'since'],
  subject_contact: ['subject_id', 'no', 'name', 'relation', 'phone'],
  org: ['id', 'code', 'name', 'small_place', 'building_id', 'area_id', 'area_path', 'address', 'status', 'self_check_required', 'lon', 'lat', 'uscc', 'principal', 'phone', 'staff', 'gas', 'opened_at', 'area_sqm', 'night_stay'],
  asset: ['id', 'code', 'kind', 'name', 'area_id', 'area_path', 'lon', 'lat', 'valid_to'],
  device: ['id', 'device_key', 'class', 'name', 'area_id', 'area_path', 'building_id', 'household_id', 'subject_id', 'org_id', 'place', 'lon', 'lat', 'state', 'interval_s', 'last_seen_at', 'silent_at', 'battery', 'installed_at'],
  grid_staff: ['id', 'code', 'name', 'role', 'area_id', 'area_path', 'phone'],
  volunteer: ['id', 'code', 'name', 'phone', 'area_id', 'area_path', 'unit', 'skills', 'status', 'registered_at'],
  volunteer_task: ['id', 'code', 'title', 'kind', 'area_id', 'area_path', 'starts_at', 'ends_at', 'seats', 'status'],
};
export const TABLE_NAMES = Object.keys(TABLE_COLUMNS) as TableName[];

/** The values of one table's rows in column order, as the driver takes them. */
export function tuplesOf<K extends TableName>(rows: StreetRows, table: K): SqlValue[][] {
  const columns = TABLE_COLUMNS[table] as readonly string[];
  return (rows[table] as readonly object[]).map((row) => columns.map((column) => (row as Record<string, SqlValue>)[column] ?? null));
}
