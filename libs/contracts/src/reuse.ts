import { z } from 'zod';

/** The reuse ledger (一数多用): how often what was collected once was used, and the time that saved. */
export const RUN_KINDS = { list: '名单', grouped: '统计表', form: '部门模板' } as const;
export type RunKind = keyof typeof RUN_KINDS;

/** Instant a person began with the table, as their browser says; the server believes it for some hours only. */
export const startedAtSchema = z.iso.datetime({ offset: true, error: '开始时间应为带时区的时间' }).optional();

export const reuseQuerySchema = z.strictObject({ month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, { error: '月份应为 YYYY-MM' }).optional() });
export const baselineSchema = z.strictObject({
  minutes: z.number({ error: '分钟数应为数字' }).min(1, { error: '至少 1 分钟' }).max(480, { error: '至多 480 分钟' }),
  note: z.string().trim().min(4, { error: '请写明怎样测得的(谁、何时、哪张表)' }).max(200, { error: '说明最长 200 个字' }),
});
export type BaselineRequest = z.infer<typeof baselineSchema>;
export const runKindSchema = z.enum(['list', 'grouped', 'form'], { error: '没有这类表' });

export interface ReuseBaseline {
  kind: RunKind;
  kindText: string;
  minutes: number;
  note: string;
  by: string;
  since: string;
}

export interface ReuseReport {
  /** `YYYY-MM` */
  month: string;
  asOf: string;
  tables: number;
  cellsAll: number;
  /** Written from the ledger without typing; the rest is left to the hand. */
  cellsAuto: number;
  /** Share of cells filled without typing, 0…1; null without tables. */
  autoShare: number | null;
  medianMinutes: number | null;
  baselineMinutes: number;
  actualMinutes: number;
  /** (baseline − actual) / baseline, as `BUR-04`; null without tables. */
  savedShare: number | null;
  fields: { field: string; label: string; runs: number; cells: number; tables: string[] }[];
  runs: { name: string; kind: RunKind; kindText: string; runs: number; rows: number; cellsAuto: number; cellsHand: number; medianMinutes: number; savedMinutes: number; lastAt: string }[];
  baselines: ReuseBaseline[];
  mayEditBaselines: boolean;
}
