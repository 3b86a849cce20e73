import { z } from 'zod';
import type { Carer } from './care.js';
import { listQuerySchema, type Page, pageQuerySchema } from './http.js';
import type { LinkView } from './links.js';

/** Shapes of the ledger (底册): people, households, homes, visits. Values are keyed by field ids of the catalogue. */

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: '日期应为 YYYY-MM-DD' });
/** A day (its end) or an instant. */
const asOf = z.union([day, z.iso.datetime({ offset: true })], { error: 'asOf 应为日期或带时区的时间' });
const fieldId = z.string().max(48);
const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()], { error: '值应为文字、数字、是否或空' });
const changes = z.record(fieldId, scalar).refine((value) => Object.keys(value).length <= 100, { error: '一次最多修改 100 项' });
const reason = z.string().trim().min(1, { error: '请填写原因' }).max(200, { error: '原因最长 200 个字' });

export const RESIDENT_SORTS = ['code', 'name', 'age', '-age', 'confirmed', '-confirmed'] as const;
const flag = z.enum(['0', '1']).transform((value) => value === '1').optional();

/** `GET /residents`: `q` = name, pinyin, initials, phone tail, id number or address; filters narrow it. */
export const residentQuerySchema = listQuerySchema.extend({
  asOf: asOf.optional(),
  tag: z.string().max(200).optional(),
  ageFrom: z.coerce.number().int().min(0).max(150).optional(),
  ageTo: z.coerce.number().int().min(0).max(150).optional(),
  sex: z.enum(['1', '2']).optional(),
  residenceType: z.string().max(16).optional(),
  household: z.string().regex(/^\d{1,16}$/, { error: 'household 应为编号' }).optional(),
  building: z.string().regex(/^\d{1,16}$/, { error: 'building 应为编号' }).optional(),
  /** Not confirmed for this many days. */
  stale: z.coerce.number().int().min(1).max(3650).optional(),
  /** 1 = people who moved out or died. */
  left: flag,
  /** 1 = people on care lists: for a grid worker one's own, for who keeps the lists all of the area. */
  care: flag,
  sort: z.enum(RESIDENT_SORTS, { error: `sort 可为:${RESIDENT_SORTS.join('、')}` }).default('code'),
});
export type ResidentQuery = z.infer<typeof residentQuerySchema>;

/** `GET /homes/places`: `q` = name, code or credit code. */
export const placeQuerySchema = listQuerySchema.extend({
  /** A kind of small place, or `other` for those of none. */
  kind: z.string().regex(/^[a-z_]{1,16}$/, { error: 'kind 应为场所类别' }).optional(),
  status: z.enum(['open', 'closed'], { error: 'status 可为:open、closed' }).default('open'),
  /** Has hazards that are not removed. */
  hazards: flag,
  /** Has checked itself this week. */
  checked: flag,
});
export type PlaceQuery = z.infer<typeof placeQuerySchema>;

export interface CodedText {
  code: string;
  name: string;
}

/** One person as this caller may see them. Absent fields are not in `values`. Masked ones are named in `masked`. */
export interface ResidentItem {
  id: string;
  code: string;
  version: number;
  area: { code: string; community: string | null; grid: string | null };
  householdId: string;
  values: Record<string, string | number | boolean | null>;
  masked: string[];
  tags: CodedText[];
  /** How many sensitive tags (L4) there are besides; null when that is not for this caller either. */
  hiddenTags: number | null;
  confirmedAt: string | null;
  left: 'moved' | 'died' | null;
}

export type FieldState = 'clear' | 'masked' | 'absent';

export interface FieldInfo {
  state: FieldState;
  /** The caller may ask for the clear value, with purpose and reason. */
  revealable: boolean;
  editable: boolean;
  source: { kind: string; kindText: string; id: string | null; by: string; at: string } | null;
  ageDays: number | null;
  freshDays: number | null;
}

export interface HouseholdMember {
  id: string;
  name: string | null;
  relation: string;
  age: number | null;
}

export interface ResidentDetail extends ResidentItem {
  asOf: string;
  recordedAt: string;
  confirmedBy: string | null;
  fields: Record<string, FieldInfo>;
  /** Codes and values as recorded, of the fields this caller sees clear and may edit. */
  raw: Record<string, string | number | boolean | null>;
  household: { id: string; code: string; address: string | null; size: number; members: HouseholdMember[] };
  tagHistory: { tag: string; name: string; from: string; to: string | null; source: string; evidence: string | null; reviewer: string | null }[];
  links: LinkView[];
  /** Grid workers who look after this person, as far as the caller is told. */
  carers: Carer[];
  allowedActions: string[];
}

/** `GET /residents/:id/history`: newest first, masked like the record itself. */
export interface FieldChange {
  field: string;
  label: string;
  before: string | null;
  after: string | null;
  validFrom: string;
  recordedAt: string;
  by: string;
  source: { kind: string; kindText: string; id: string | null };
  reason: string | null;
}

/** `field` narrows a history to one field; pages are counted over what is left. */
export const historyQuerySchema = pageQuerySchema.extend({ field: fieldId.optional() });
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** Changes of a record with every field that ever changed, to narrow by. */
export interface FieldHistory extends Page<FieldChange> {
  fields: { field: string; label: string; changes: number }[];
}

export const residentPatchSchema = z.strictObject({ version: z.number({ error: 'version 应为数字' }).int().min(1), changes, reason, validFrom: day.optional() });
export type ResidentPatch = z.infer<typeof residentPatchSchema>;

export const newResidentSchema = z.strictObject({ household: z.string().regex(/^\d{1,16}$/), changes, reason: reason.default('新增登记'), moveInDate: day.optional() });
export type NewResident = z.infer<typeof newResidentSchema>;

export const PURPOSES = ['报警处置', '入户走访', '补贴核验', '关爱服务', '信访办理', '本人申请', '审计'] as const;
export const revealSchema = z.strictObject({
  field: fieldId,
  purpose: z.enum(PURPOSES, { error: `用途可为:${PURPOSES.join('、')}` }),
  reference: z.string().trim().min(1, { error: '请填写依据(任务、工单或申请编号)' }).max(64),
  reason,
});
export type RevealRequest = z.infer<typeof revealSchema>;
export interface RevealReply {
  value: string | null;
  until: string;
}

const personId = z.string().regex(/^\d{1,16}$/, { error: '人员编号应为数字' });

export const tagChangeSchema = z.strictObject({
  residents: z.array(personId).min(1).max(500, { error: '一次最多 500 人' }),
  tag: z.string().max(32),
  action: z.enum(['add', 'end']),
  evidence: z.string().trim().min(1, { error: '请填写依据' }).max(200),
});
export type TagChange = z.infer<typeof tagChangeSchema>;

export const LIFE_EVENTS = { moveIn: '迁入', moveOut: '迁出', birth: '出生', death: '死亡' } as const;
export const lifeEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('moveIn'), person: personId.optional(), household: personId, changes: changes.default({}), day, note: z.string().max(200).optional() }),
  z.strictObject({ kind: z.literal('moveOut'), person: personId, day, note: z.string().max(200).optional() }),
  z.strictObject({ kind: z.literal('birth'), household: personId, changes, day, note: z.string().max(200).optional() }),
  z.strictObject({ kind: z.literal('death'), person: personId, day, note: z.string().max(200).optional() }),
], { error: 'kind 可为 moveIn、moveOut、birth、death' });
export type LifeEvent = z.infer<typeof lifeEventSchema>;

const version = z.number({ error: 'version 应为数字' }).int().min(1);
/** Changes to a building or a place. */
export const recordPatchSchema = z.strictObject({ version, changes, reason });
export type RecordPatch = z.infer<typeof recordPatchSchema>;

/** Changes to a household and to the home it lives in, each with the version they were made from. */
export const householdPatchSchema = recordPatchSchema.extend({ homeVersion: version });
export type HouseholdPatch = z.infer<typeof householdPatchSchema>;

/** Lists of households, buildings with their homes, places. */
export interface HouseholdItem {
  id: string;
  code: string;
  version: number;
  homeVersion: number;
  area: { code: string; community: string | null; grid: string | null };
  head: string | null;
  size: number;
  address: string | null;
  verifiedAt: string | null;
  values: Record<string, string | number | boolean | null>;
  masked: string[];
}

export interface BuildingItem {
  id: string;
  code: string;
  name: string;
  estate: string;
  area: { code: string; community: string | null; grid: string | null };
  floors: number;
  units: number;
  homes: number;
  households: number;
  version: number;
  values: Record<string, string | number | boolean | null>;
  masked: string[];
}

/** Floor × unit matrix of a building: every home with who lives there, as far as the caller may see. */
export interface BuildingHomes extends BuildingItem {
  unitNames: string[];
  rows: { floor: number; homes: { id: string; unit: string; room: string; tenure: string | null; householdId: string | null; size: number; elders: number; staleDays: number | null }[] }[];
}

export interface PlaceItem {
  id: string;
  code: string;
  name: string;
  area: { code: string; community: string | null; grid: string | null };
  smallPlace: CodedText | null;
  address: string;
  open: boolean;
  checkedThisWeek: boolean;
  openHazards: number;
  version: number;
  values: Record<string, string | number | boolean | null>;
  masked: string[];
}

/** One field of the catalogue as the pages need it. `GET /fields`. */
export interface FieldView {
  id: string;
  entity: string;
  label: string;
  type: string;
  level: string;
  editable: boolean;
  codes: CodedText[] | null;
  options: string[] | null;
  freshDays: number | null;
  codeEdition: string | null;
}

/** What waits for a decision. `GET /reviews`, `POST /reviews/:id {decision, value?, reason?}`. */
export interface ReviewItem {
  id: string;
  at: string;
  by: string;
  area: { code: string; community: string | null; grid: string | null };
  person: { id: string; name: string | null } | null;
  household: { id: string; code: string } | null;
  field: string;
  label: string;
  current: string | null;
  proposed: string | null;
  reason: string;
  message: string;
  state: 'waiting' | 'applied' | 'rejected';
  decidedBy: string | null;
}
export const reviewDecisionSchema = z.strictObject({ decision: z.enum(['apply', 'reject']), reason: z.string().trim().max(200).optional() });
export type ReviewDecision = z.infer<typeof reviewDecisionSchema>;
