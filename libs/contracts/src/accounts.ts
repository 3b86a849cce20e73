import { z } from 'zod';
import { type Role, ROLE_CODES } from './http.js';

/** Letters of any script, digits and a few signs: no invisible twin of another name can exist. */
export const usernameSchema = z.string().regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, { error: '用户名只能用文字、数字和 _ . @ -,最长 64 个字符' });
const role = z.enum(ROLE_CODES as [Role, ...Role[]], { error: `角色可为:${ROLE_CODES.join('、')}` });
const area = z.string().max(32).optional();
const instant = z.iso.datetime({ offset: true, error: '时间应带时区,如 2026-12-31T16:00:00Z' }).optional();
const personName = z.string().trim().min(1, { error: '姓名不能为空' }).max(64);

export const setupSchema = z.strictObject({ token: z.string().min(1).max(256), username: usernameSchema, name: personName, password: z.string().min(1).max(256) });
export type Setup = z.infer<typeof setupSchema>;

export const newAccountSchema = z.strictObject({ username: usernameSchema, name: personName, role, area, validTo: instant, mustChange: z.boolean().default(true) });
export type NewAccount = z.infer<typeof newAccountSchema>;

export const newAssignmentSchema = z.strictObject({ role, area, validFrom: instant, validTo: instant });
export type NewAssignment = z.infer<typeof newAssignmentSchema>;

export const newSourceSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, { error: '编号只能用字母、数字和 _ . : -,最长 64 个字符' }),
  name: z.string().trim().min(1).max(64),
  kind: z.enum(['events'], { error: '目前可用的类型:events' }),
  options: z.record(z.string(), z.unknown()).default({}),
});

export const passwordChangeSchema = z.strictObject({ current: z.string().min(1).max(256), next: z.string().min(1).max(256) });
export const stepUpSchema = z.strictObject({ password: z.string().min(1).max(256) });

export interface AssignmentView {
  id: string;
  role: Role;
  roleText: string;
  /** Null: every street. */
  area: { code: string; name: string } | null;
  validFrom: string;
  validTo: string | null;
  inForce: boolean;
}

export interface AccountView {
  username: string;
  name: string;
  isDemo: boolean;
  mustChange: boolean;
  disabledAt: string | null;
  createdAt: string;
  assignments: AssignmentView[];
}
