import { z } from 'zod';
import { startedAtSchema } from './reuse.js';
import { LONGEST_REQUEST, tableDefinitionSchema } from './tables.js';

/** A table as a file: asked for, approved where it must be, written in the background, fetched for a week. */
export const EXPORT_STATES = { waiting_approval: '待批准', running: '正在生成', done: '已生成', failed: '未能生成', cancelled: '已取消' } as const;
export type ExportState = keyof typeof EXPORT_STATES;

export const EXPORT_FORMATS = { xlsx: 'Excel', csv: 'CSV', pdf: 'PDF' } as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;
export type ExportEncoding = 'utf8' | 'gb18030';

const reason = z.string().trim().max(200, { error: '原因最长 200 个字' });

export const exportRequestSchema = z.strictObject({
  definition: tableDefinitionSchema,
  format: z.enum(['xlsx', 'csv', 'pdf'], { error: '格式应为 xlsx、csv 或 pdf' }),
  encoding: z.enum(['utf8', 'gb18030'], { error: '编码应为 utf8 或 gb18030' }).default('utf8'),
  /** The words the table was asked for in, for the file's own account of itself. */
  text: z.string().max(LONGEST_REQUEST).optional(),
  reason: reason.optional(),
  startedAt: startedAtSchema,
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;

export const exportDecisionSchema = z.strictObject({ decision: z.enum(['approve', 'refuse'], { error: '应为 approve 或 refuse' }), reason: reason.optional() });
export type ExportDecision = z.infer<typeof exportDecisionSchema>;

export interface ExportJob {
  id: string;
  state: ExportState;
  stateText: string;
  format: ExportFormat;
  title: string;
  /** How the table is understood, in one sentence. */
  basis: string;
  columns: string[];
  /** Rows of the table and rows written so far; null = too few of something sensitive to be told before the approval. */
  total: number | null;
  done: number;
  asOf: string;
  createdAt: string;
  finishedAt: string | null;
  requester: { name: string; username: string };
  mine: boolean;
  approval: string[];
  reason: string | null;
  decision: { by: string; at: string; approved: boolean; reason: string | null } | null;
  /** Why it failed or was refused. */
  message: string | null;
  /** Null until written and again after a week. */
  file: { name: string; bytes: number; sha256: string; link: string; until: string } | null;
  allowedActions: ('download' | 'cancel' | 'approve' | 'refuse')[];
}

export interface ExportList {
  mine: ExportJob[];
  /** Waiting for a decision that the caller may take. */
  waiting: ExportJob[];
}
