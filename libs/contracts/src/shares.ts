import { z } from 'zod';
import type { CellValue, TableColumn } from './tables.js';

/** A saved table that another system reads with its own key: agreed once, in one version, for a purpose and a time. */

/** Widest class of columns that leaves. L4 is not among them: nothing of it leaves this way. */
export const SHARE_LEVELS = { L1: '公开信息(L1)', L2: '一般信息(L2)', L3: '个人信息(L3)' } as const;
export type ShareLevel = keyof typeof SHARE_LEVELS;

export const SHARE_STATES = { active: '有效', expired: '已过期', revoked: '已停用' } as const;
export type ShareState = keyof typeof SHARE_STATES;

/** Longest time a share is agreed for. */
export const SHARE_DAYS = 365;
/** Reads of one share in a minute. */
export const SHARE_RATE = 60;

const line = (what: string, most: number) => z.string().trim().min(1, { error: `请写明${what}` }).max(most, { error: `${what}最长 ${most} 个字` });

export const newShareSchema = z.strictObject({
  tableId: z.string().regex(/^[1-9]\d{0,15}$/, { error: '请选择一张常用表' }),
  tableVersion: z.number().int().min(1),
  system: line('对方系统或单位', 80),
  purpose: line('用途', 200),
  mostLevel: z.enum(['L1', 'L2', 'L3'], { error: '级别应为 L1、L2 或 L3' }).default('L2'),
  /** Last day on which the key opens. */
  until: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: '日期应为 YYYY-MM-DD' }),
});
export type NewShare = z.infer<typeof newShareSchema>;

export interface DataShare {
  id: string;
  tableId: string;
  tableName: string;
  tableVersion: number;
  /** The saved table's version of today; null once it is deleted. */
  newestVersion: number | null;
  system: string;
  purpose: string;
  mostLevel: ShareLevel;
  owner: { name: string; username: string };
  mine: boolean;
  state: ShareState;
  stateText: string;
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
  revokedBy: string | null;
  lastReadAt: string | null;
  /** Reads that were answered. */
  reads: number;
  /** Where the other system reads. */
  path: string;
  allowedActions: ('key' | 'revoke')[];
}

/** A share just made, or given a new key: the only time the key is told. */
export interface DataShareKey {
  share: DataShare;
  key: string;
  /** Labels of columns of the table that do not leave. */
  withheld: string[];
}

/** What became of one read, in words; a code that is not here is a fault of the server's. */
export const SHARE_OUTCOMES: Readonly<Record<string, string>> = {
  ok: '已提供',
  BAD_REQUEST: '参数有误',
  INVALID_ID: '编号有误',
  NOT_FOUND: '读取了别的编号',
  RATE_LIMITED: '过于频繁',
  SHARE_EXPIRED: '已过期',
  SHARE_KEY_INVALID: '密钥已更换',
  SHARE_REVOKED: '已停用',
  SHARE_OWNER: '提供方权限已变化',
  SHARE_TOO_MANY: '名单过长',
  SHARE_NOTHING: '没有可提供的列',
  SHARE_SENSITIVE: '条件涉及敏感信息',
  SHARE_GROUP: '分组超出级别',
};

export interface DataShareRead {
  id: string;
  at: string;
  format: 'json' | 'csv' | null;
  page: number | null;
  rows: number;
  /** `ok` or the code of the refusal. */
  outcome: string;
  outcomeText: string;
  client: string;
  hash: string | null;
}

/** `GET /api/v1/shared-tables/:id`. */
export const sharedReadSchema = z.strictObject({
  format: z.enum(['json', 'csv'], { error: '格式应为 json 或 csv' }).default('json'),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(5000).default(1000),
});
export type SharedRead = z.infer<typeof sharedReadSchema>;

/** What the other system gets. */
export interface SharedTable {
  name: string;
  asOf: string;
  columns: Pick<TableColumn, 'id' | 'label' | 'type'>[];
  rows: CellValue[][];
  /** Sums of a grouped table, in the order of its columns; null for a list. */
  totals: CellValue[] | null;
  total: number;
  page: number;
  pageSize: number;
  withheld: string[];
  basis: string;
  watermark: string;
  /** SHA-256 (hex) of `rows` as JSON text; the same for JSON and CSV. */
  hash: string;
}
