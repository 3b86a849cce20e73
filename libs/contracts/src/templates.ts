import { z } from 'zod';
import { startedAtSchema } from './reuse.js';
import { tableDefinitionSchema, LONGEST_REQUEST } from './tables.js';

/** Shapes of templates (模板): a department's blank form, what each of its columns means, and its filling. */

export interface TemplateColumnView {
  cell: string;
  /** Headings from the outermost to its own, joined by `/`. */
  path: string;
  field: string | null;
  label: string | null;
  /** 0…1 */
  confidence: number;
  /** False: please confirm. */
  settled: boolean;
  /** `serial` is numbered, `total` keeps its formula. */
  role: 'data' | 'serial' | 'total';
  candidates: { field: string; label: string; reason: string }[];
}

export interface TemplateView {
  templateId: string;
  name: string;
  title: string | null;
  kind: 'list' | 'form' | 'cross';
  sheet: string;
  headerRows: [number, number];
  columns: TemplateColumnView[];
  /** Headings of the rows of a cross table that are understood, and those that are not. */
  rowHeads: { cell: string; path: string; understood: boolean }[];
  labels: { cell: string; label: string; key: string }[];
  warnings: string[];
  /** This form was seen before: its columns are as they were confirmed then. */
  known: boolean;
  unsettled: number;
  createdAt: string;
  by: string;
}

/** `PATCH /templates/:id`: the meaning of columns by their heading cell; null = stays empty. */
export const templatePatchSchema = z.strictObject({ columns: z.record(z.string().max(10), z.string().max(64).nullable()).refine((value) => Object.keys(value).length <= 200, { error: '一次最多修改 200 列' }) });
/** `POST /templates/:id/fill`: who stands in the form, by keywords or by a definition. */
export const templateFillSchema = z.strictObject({ text: z.string().max(LONGEST_REQUEST).optional(), definition: tableDefinitionSchema.optional(), facts: z.record(z.string().max(40), z.string().max(100)).optional(), startedAt: startedAtSchema });

/** What filling did, beside the file. */
export interface TemplateFillReport {
  rows: number;
  filledCells: number;
  emptyColumns: { cell: string; path: string }[];
  emptyLabels: string[];
  masked: string[];
  warnings: string[];
}
