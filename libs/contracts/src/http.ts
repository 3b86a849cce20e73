import { z } from 'zod';

/** Shapes of the HTTP interface that pages and the simulator share. */
export const ROLES = {
  leader: '领导',
  admin: '街道管理员',
  secretary: '社区书记',
  grid_worker: '网格员',
  operator: '值守坐席',
  shift_lead: '值班长',
  supervisor: '主管',
  volunteer: '志愿者',
  auditor: '审计员',
} as const;
export type Role = keyof typeof ROLES;
export const ROLE_CODES = Object.keys(ROLES) as Role[];

export const signInSchema = z.strictObject({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});

export interface SessionUser {
  id: string;
  username: string;
  name: string;
  role: Role;
  roleText: string;
  area: { code: string; name: string } | null;
  /** Every role now held and where; the first is the one above. */
  assignments: { role: Role; roleText: string; area: { code: string; name: string } | null }[];
  mustChange: boolean;
}

export interface SessionReply {
  token: string;
  user: SessionUser;
  expiresAt: string;
}

/** A page the signed-in user may open, and what waits there. */
export interface PageLink {
  path: string;
  name: string;
  hint: string;
}

export interface HomeReply {
  user: SessionUser;
  pages: PageLink[];
  /** What is mine today: a label, a count, where it leads. */
  today: { name: string; value: number | null; unit: string; path: string | null }[];
  demo: boolean;
}

export const listQuerySchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  q: z.string().max(100).default(''),
  area: z.string().max(32).optional(),
});
/** Which page of a list, where nothing else narrows it. */
export const pageQuerySchema = listQuerySchema.pick({ page: true, pageSize: true });
export type ListQuery = z.infer<typeof listQuerySchema>;

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
  asOf: string;
}

export const alarmActionSchema = z.strictObject({
  action: z.string().min(1).max(32),
  version: z.number().int().min(0),
  seat: z.string().min(1).max(16).optional(),
});
export type AlarmAction = z.infer<typeof alarmActionSchema>;

export interface RejectedEvent {
  index: number;
  id: string | null;
  code: string;
  message: string;
}

export interface EventsReply {
  accepted: string[];
  rejected: RejectedEvent[];
}

/** What became of one event; `results` name the rows it made. */
export interface EventFate {
  state: 'journaled' | 'applied' | 'quarantined';
  repeats: number;
  reason?: string;
  results: { kind: string; id: string; code?: string }[];
}

export interface HealthReply {
  status: 'ready' | 'degraded' | 'starting' | 'draining';
  database: { ok: boolean; engine: string | null; since: string | null; reason?: string };
  journal: { ok: boolean; pending: number; entries: number; bytes: number; maxBytes: number; oldestPendingAt: string | null };
  broker: { ok: boolean; kind: 'embedded' | 'external' | 'off'; address: string | null; reason?: string };
}
