/** Where each field is kept, how long it stays fresh, what is checked. Joined to the catalogue in `fields.ts`. */
export type FieldCheck = 'citizenId' | 'phone' | 'uscc' | 'notFuture' | 'birthDate' | 'year' | 'disabilityCert' | 'nonNegative';

interface Storage {
  table: string;
  column: string;
  sealed: boolean;
}

const columns = (entity: string, table: string, keys: readonly string[], sealed: readonly string[] = []): [string, Storage][] =>
  [...keys, ...sealed].map((key) => [`${entity}.${key}`, { table, column: key, sealed: sealed.includes(key) }]);

const PERSON = [
  'name', 'former_name', 'id_type', 'sex', 'birth_date', 'ethnic', 'nationality', 'education', 'marital', 'political', 'relation', 'reg_address', 'reg_kind', 'residence_type', 'inflow_reason',
  'employment', 'occupation', 'work_unit', 'income_source', 'military_service', 'health', 'medication', 'allergy', 'family_doctor', 'disability_type', 'disability_level', 'care_level',
  'medical_insurance', 'pension', 'emergency_contact', 'emergency_relation', 'skill', 'move_in_date', 'move_out_date', 'death_date', 'note',
] as const;
const PERSON_SEALED = ['id_no', 'phone', 'emergency_phone', 'disability_cert', 'residence_permit'] as const;

export const STORAGE: Readonly<Record<string, Storage>> = {
  ...Object.fromEntries([
    ...columns('person', 'person', PERSON, PERSON_SEALED),
    ...columns('household', 'household', ['low_income_type', 'kind', 'vehicle', 'dogs', 'note']),
    ...columns('house', 'house', ['room', 'floor', 'tenure', 'gas', 'owner', 'area_sqm', 'rent_from', 'tenants', 'hazard', 'smoke_detector'], ['owner_phone']),
    ...columns('building', 'building', ['floors', 'units', 'elevator', 'year', 'steward', 'property']),
    ...columns('org', 'org', ['name', 'uscc', 'small_place', 'principal', 'address', 'staff', 'gas', 'opened_at', 'area_sqm', 'licence', 'night_stay'], ['phone']),
  ]),
  'household.no': { table: 'household', column: 'code', sealed: false },
  'estate.name': { table: 'estate', column: 'name', sealed: false },
  'building.no': { table: 'building', column: 'name', sealed: false },
  'house.unit': { table: 'doorway', column: 'name', sealed: false },
  'household.verified_at': { table: 'household', column: 'last_verified_at', sealed: false },
};

/** Recorded, but not through a form: life events, structure and codes have their own ways. */
export const NOT_EDITABLE: ReadonlySet<string> = new Set(['person.death_date', 'person.move_out_date', 'household.no', 'estate.name', 'building.no', 'building.units', 'building.floors', 'house.unit', 'house.room', 'house.floor']);

const QUARTER = 90;
const HALF_YEAR = 180;
const YEAR = 365;

/** Days after which a value should be asked again (issue 2, 7). */
export const FRESH_DAYS: Readonly<Record<string, number>> = {
  'person.phone': QUARTER,
  'person.live_address': QUARTER,
  'person.employment': QUARTER,
  'person.work_unit': QUARTER,
  'person.emergency_contact': QUARTER,
  'person.emergency_phone': QUARTER,
  'person.health': HALF_YEAR,
  'person.tags': HALF_YEAR,
  'person.care_level': HALF_YEAR,
  'person.medical_insurance': YEAR,
  'person.pension': YEAR,
  'person.marital': YEAR,
  'person.education': YEAR,
  'person.residence_type': YEAR,
  'household.low_income_type': HALF_YEAR,
  'house.tenure': QUARTER,
  'house.gas': YEAR,
  'house.owner_phone': HALF_YEAR,
  'org.phone': QUARTER,
  'org.principal': HALF_YEAR,
};

export const CHECKS: Readonly<Record<string, readonly FieldCheck[]>> = {
  'person.id_no': ['citizenId'],
  'person.birth_date': ['birthDate'],
  'person.phone': ['phone'],
  'person.emergency_phone': ['phone'],
  'house.owner_phone': ['phone'],
  'org.phone': ['phone'],
  'org.uscc': ['uscc'],
  'person.disability_cert': ['disabilityCert'],
  'person.move_in_date': ['notFuture'],
  'person.death_date': ['notFuture'],
  'org.opened_at': ['notFuture'],
  'building.year': ['year'],
  'org.staff': ['nonNegative'],
  'household.dogs': ['nonNegative'],
  'house.tenants': ['nonNegative'],
};
