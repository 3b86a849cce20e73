import { z } from 'zod';

/** The visit at the door (`/m`): what the phone downloads in the morning and what it sends back, perhaps days later. */

const rowId = z.string().regex(/^\d{1,16}$/, { error: '编号应为数字' });
const scalar = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
const instant = z.iso.datetime({ offset: true, error: '时间应带时区' });

export const VISIT_REASONS = { task: '有任务', need: '有需求', stale: '久未核实', never: '从未核实' } as const;
export type VisitReason = keyof typeof VISIT_REASONS;

/** Fields a worker sees and may correct at the door, in this order. */
export const DOOR_FIELDS = ['person.phone', 'person.employment', 'person.work_unit', 'person.emergency_contact', 'person.emergency_phone', 'person.residence_type', 'person.education', 'person.marital', 'person.medical_insurance', 'person.pension', 'person.note'] as const;
export const DOOR_HOUSE_FIELDS = ['house.tenure', 'house.gas', 'house.owner', 'house.owner_phone', 'house.tenants', 'house.hazard', 'house.smoke_detector', 'household.dogs', 'household.vehicle', 'household.note'] as const;

export interface DoorPerson {
  id: string;
  version: number;
  name: string;
  relation: string;
  age: number | null;
  values: Record<string, string | number | boolean | null>;
  tags: { code: string; name: string }[];
  confirmedAt: string | null;
  /** Fields older than they may be, in words. */
  staleFields: string[];
}

export interface DoorHousehold {
  id: string;
  code: string;
  version: number;
  houseVersion: number;
  no: number;
  reason: VisitReason;
  community: string;
  grid: string;
  /** `6号楼 1单元 502`. */
  door: string;
  estate: string;
  verifiedAt: string | null;
  visitedToday: boolean;
  openNeeds: number;
  people: DoorPerson[];
  values: Record<string, string | number | boolean | null>;
}

/** `GET /api/v1/visits/today`. */
export interface VisitDay {
  day: string;
  asOf: string;
  worker: string;
  grid: string;
  done: number;
  households: DoorHousehold[];
  fields: { id: string; label: string; type: string; codes: { code: string; name: string }[] | null; options: string[] | null }[];
}

const change = z.strictObject({ field: z.string().max(48), value: scalar, baseVersion: z.number().int().min(0) });

/** `POST /api/v1/visits`: one household, told once; `clientId` makes a repeat harmless. */
export const visitSchema = z.strictObject({
  clientId: z.string().min(8).max(64),
  household: rowId,
  at: instant,
  confirmed: z.array(rowId).max(50),
  people: z.array(z.strictObject({ id: rowId, changes: z.array(change).max(50) })).max(50).default([]),
  household_changes: z.array(change).max(30).default([]),
  house_changes: z.array(change).max(30).default([]),
  movedIn: z.array(z.strictObject({ clientId: z.string().min(8).max(64), changes: z.record(z.string().max(48), scalar) })).max(20).default([]),
  movedOut: z.array(z.strictObject({ id: rowId, day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) })).max(50).default([]),
  need: z.strictObject({ category: z.string().max(32), title: z.string().trim().min(1).max(100), text: z.string().max(1000).optional() }).nullish(),
  note: z.string().max(1000).optional(),
});
export type VisitReport = z.infer<typeof visitSchema>;

export type MergeOutcome = 'applied' | 'same' | 'review';

/** What became of each thing told; `review` waits in the list of 待审核 with its reason, nothing was overwritten. */
export interface VisitReply {
  visitId: string;
  repeat: boolean;
  outcomes: { target: string; field: string; outcome: MergeOutcome; message: string | null }[];
  caseCode: string | null;
  household: DoorHousehold | null;
}

/** A shop's or a volunteer's own page, opened by link without an account. `GET/POST /api/v1/self/:token`. */
export interface SelfCheckPage {
  kind: 'shop';
  name: string;
  community: string;
  template: { code: string; name: string; items: { code: string; text: string; photo: boolean }[] };
  weekOf: string;
  submittedAt: string | null;
}
export interface VolunteerPage {
  kind: 'volunteer';
  /** 称呼, never the full name. */
  greeting: string;
  hours: number;
  tasks: { code: string; title: string; community: string; startsAt: string; endsAt: string; seats: number; taken: number; mine: 'none' | 'claimed' | 'on_duty' | 'done' }[];
}
export type SelfPage = SelfCheckPage | VolunteerPage;

export const selfCheckSchema = z.strictObject({
  kind: z.literal('shop'),
  clientId: z.string().min(8).max(64),
  items: z.array(z.strictObject({ code: z.string().max(64), result: z.enum(['OK', 'BAD', 'NA']), note: z.string().max(200).optional(), photo: z.string().max(64).optional() })).min(1).max(60),
});
export const volunteerActionSchema = z.strictObject({ kind: z.literal('volunteer'), clientId: z.string().min(8).max(64), task: z.string().max(32), action: z.enum(['take', 'withdraw', 'checkIn', 'checkOut']) });
export const selfActionSchema = z.discriminatedUnion('kind', [selfCheckSchema, volunteerActionSchema]);
export type SelfAction = z.infer<typeof selfActionSchema>;

/** `POST /api/v1/self-links`: a link for a shop or a volunteer, shown once. */
export const selfLinkSchema = z.strictObject({ kind: z.enum(['shop', 'volunteer']), code: z.string().min(1).max(32) });
export type SelfLinkRequest = z.infer<typeof selfLinkSchema>;

/** One kind of need or hazard a worker may report. `GET /api/v1/case-categories`. */
export interface CaseCategoryView {
  code: string;
  name: string;
  class: string;
}
