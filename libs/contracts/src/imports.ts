import { z } from 'zod';
import { listQuerySchema } from './http.js';

/** Spreadsheets in: upload → mapping → preview → commit → (undo). */
export const IMPORT_STATES = { checking: '正在检查', ready: '待入库', committing: '正在入库', paused: '已暂停', done: '已入库', undoing: '正在撤销', undone: '已撤销', failed: '失败' } as const;
export type ImportState = keyof typeof IMPORT_STATES;

export const ROW_STATES = { create: '新增', update: '更新', same: '相同', conflict: '待确认', reject: '不能入库', applied: '已入库', undone: '已撤销', kept: '未能撤销' } as const;
export type ImportRowState = keyof typeof ROW_STATES;

export interface ImportColumn {
  column: number;
  /** Heading from the outermost group to the column's own. */
  path: string[];
  /** Field id, `tag:` and a tag code, or null = not taken over. */
  target: string | null;
  targetLabel: string | null;
  grade: 'exact' | 'word' | 'guess' | 'none';
  confidence: number;
  /** False: a proposal that must be confirmed before it counts. */
  settled: boolean;
  reasons: string[];
  candidates: { target: string; label: string; confidence: number }[];
  samples: string[];
}

export interface ImportJob {
  id: string;
  state: ImportState;
  stateText: string;
  fileName: string;
  sheet: string | null;
  otherSheets: string[];
  encoding: string | null;
  titles: string[];
  headerRows: [number, number];
  /** Rows read past, with why: totals, footers, repeated headings. */
  leftOut: { row: number; why: string; text: string }[];
  columns: ImportColumn[];
  unsettled: number;
  total: number;
  done: number;
  counts: Partial<Record<ImportRowState, number>>;
  /** An earlier import of the very same file. */
  sameFile: { id: string; at: string } | null;
  message: string | null;
  createdAt: string;
  committedAt: string | null;
  by: string;
  allowedActions: ('map' | 'commit' | 'pause' | 'resume' | 'undo' | 'errors')[];
}

export interface ImportField {
  target: string;
  label: string;
  /** As the sheet has it. */
  shown: string;
  outcome: 'create' | 'update' | 'same' | 'conflict' | 'reject' | 'keep';
  /** What the ledger holds, masked for the caller. */
  current: string | null;
  message: string | null;
}

export interface ImportRow {
  row: number;
  state: ImportRowState;
  stateText: string;
  personId: string | null;
  /** How the person was found: reasons with their weight in bits. */
  match: { score: number; reasons: { text: string; weight: number }[] } | null;
  faults: { target: string | null; label: string | null; code: string; message: string; severity: 'error' | 'question' | 'warning' }[];
  fields: ImportField[];
}

export const importRowsQuerySchema = listQuerySchema.extend({ state: z.enum(Object.keys(ROW_STATES) as [ImportRowState, ...ImportRowState[]]).optional() });
export const importMappingSchema = z.strictObject({ mapping: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(64).nullable()) });
export const importCommitSchema = z.strictObject({ skipBad: z.boolean().default(false) });
