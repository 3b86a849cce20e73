import { z } from 'zod';

/** Shapes of tables (表格): the definition that a request in words becomes, and what running it gives. interfaces.md "Table definition". */

export const TABLE_ENTITIES = ['person', 'household', 'house', 'building', 'grid', 'org', 'event', 'visit', 'asset', 'inspection', 'volunteer', 'alarm', 'device'] as const;
export type TableEntity = (typeof TABLE_ENTITIES)[number];

export const FILTER_OPS = ['eq', 'ne', 'in', 'not_in', 'gt', 'gte', 'lt', 'lte', 'between', 'contains', 'has', 'has_any', 'not_has', 'is_null', 'not_null', 'anniversary_between'] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

/** Names of relative days (standards/fields.json); a period stands for all its days, compared by its first (`gte`, `lt`) or last (`lte`, `gt`). */
export const RELATIVE_NAMES = ['today', 'this_week', 'last_week', 'this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year', 'last_year'] as const;

const fieldId = z.string().regex(/^[a-z]+\.[a-z_]+$/, { error: '字段编号不对' }).max(48);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: '日期应为 YYYY-MM-DD' });
const relative = z.object({ rel: z.string().regex(new RegExp(`^(?:${RELATIVE_NAMES.join('|')}|(?:days_ago|months_ago|days_ahead):\\d{1,4})$`), { error: '相对日期不认识' }) }).strict();
const scalar = z.union([z.string().max(200), z.number(), z.boolean(), relative], { error: '条件的值不对' });
const value = z.union([scalar, z.array(scalar).max(100, { error: '一个条件最多 100 个值' })], { error: '条件的值不对' });

export const simpleFilterSchema = z.object({ field: fieldId, op: z.enum(FILTER_OPS, { error: '比较方式不对' }), value: value.optional() }).strict();
export type SimpleFilter = z.infer<typeof simpleFilterSchema>;
export const filterSchema = z.union([simpleFilterSchema, z.object({ any: z.array(simpleFilterSchema).min(1).max(20) }).strict()], { error: '条件的形式不对' });
export type TableFilter = z.infer<typeof filterSchema>;
/** Every single condition, those of an either-or among them. */
export const simpleFilters = (filters: readonly TableFilter[]): SimpleFilter[] => filters.flatMap((filter) => ('any' in filter ? filter.any : [filter]));

const band = z.tuple([z.number().int().min(0).max(1_000_000), z.number().int().min(0).max(1_000_000).nullable()]);
export const groupSchema = z.union(
  [fieldId, z.object({ field: fieldId, by: z.enum(['day', 'week', 'month', 'quarter', 'year']) }).strict(), z.object({ field: fieldId, bands: z.array(band).min(1).max(30) }).strict()],
  { error: '分组的形式不对' },
);
export type TableGroup = z.infer<typeof groupSchema>;

export const AGGREGATE_FNS = ['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'share', 'ratio'] as const;
export const aggregateSchema = z
  .object({ fn: z.enum(AGGREGATE_FNS, { error: '统计方式不对' }), field: fieldId.optional(), where: z.array(simpleFilterSchema).max(20).optional(), as: z.string().trim().min(1).max(40).optional() })
  .strict();
export type TableAggregate = z.infer<typeof aggregateSchema>;

export const COMPARE_PERIODS = ['last_month', 'last_quarter', 'last_year'] as const;

export const tableDefinitionSchema = z
  .object({
    entity: z.enum(TABLE_ENTITIES, { error: '对象不对' }),
    columns: z.array(fieldId).max(60, { error: '一张表最多 60 列' }).default([]),
    filters: z.array(filterSchema).max(40, { error: '一张表最多 40 个条件' }).default([]),
    groupBy: z.array(groupSchema).max(4, { error: '最多按四项分组' }).default([]),
    aggregates: z.array(aggregateSchema).max(20, { error: '最多 20 个统计列' }).default([]),
    sort: z.array(z.object({ field: z.union([fieldId, z.literal('count')]), dir: z.enum(['asc', 'desc']) }).strict()).max(5).optional(),
    limit: z.number().int().min(1).max(100_000).optional(),
    asOf: day.optional(),
    compare: z.union([z.enum(COMPARE_PERIODS), day]).optional(),
  })
  .strict();
export type TableDefinition = z.infer<typeof tableDefinitionSchema>;

/** Longest request in words; beyond it nothing a person types as keywords. */
export const LONGEST_REQUEST = 500;
export const parseRequestSchema = z.object({ text: z.string().max(LONGEST_REQUEST, { error: `关键词最长 ${LONGEST_REQUEST} 个字,请删减后再试` }), asOf: day.optional() }).strict();

export type ExplanationKind = 'entity' | 'filter' | 'column' | 'group' | 'aggregate' | 'sort' | 'limit' | 'asOf' | 'compare' | 'assumption' | 'correction' | 'scope';

/** One chip: what was understood, and from which characters of the request. */
export interface Explanation {
  kind: ExplanationKind;
  text: string;
  /** Ranges [start, end) in the request as typed; empty for what follows from no word (scope). */
  from: [number, number][];
  /** Index into the list of the definition this chip edits (filters, columns, groupBy, aggregates). */
  index: number | null;
}

export interface TableReading {
  definition: TableDefinition;
  /** What distinguishes this reading, in words. */
  title: string;
  explanation: Explanation[];
  /** Rows it gives within the caller's scope; filled in by the server. */
  count?: number;
}

export interface ParseResult {
  status: 'run' | 'ask' | 'refuse';
  definition?: TableDefinition;
  readings?: TableReading[];
  /** Why it is asked or refused, and what to do. */
  message?: string;
  explanation: Explanation[];
  /** Polite and structural words that changed nothing. */
  unused: string[];
  /** Words nobody knows here; never guessed. */
  unknown: string[];
  corrections: { from: string; to: string; at: [number, number] }[];
  /** Own saved tables that resemble a refused request most. */
  near?: SavedTable[];
  lexicon: string;
}

export const runTableSchema = z.object({ definition: tableDefinitionSchema, page: z.coerce.number().int().min(1).max(10_000).default(1), pageSize: z.coerce.number().int().min(1).max(200).default(50) }).strict();
export const tableSourceSchema = z.object({ definition: tableDefinitionSchema, rowKey: z.string().max(300), field: fieldId }).strict();

export type CellValue = string | number | null;

/** One column as shown: `added` ones were not asked for but say whom a row is about or why it is here. */
export interface TableColumn {
  id: string;
  label: string;
  kind: 'field' | 'group' | 'aggregate';
  type: 'text' | 'int' | 'date' | 'datetime' | 'share';
  added: boolean;
  /** `absent`: not for this caller; its cells are empty. */
  state: 'clear' | 'masked' | 'absent';
}

export interface TableRow {
  rowKey: string;
  /** By column id. */
  values: Record<string, CellValue>;
  /** Columns of this row that are cut. */
  masked: string[];
}

/** What must come before a file of this table: shown beside the buttons before anybody presses one. */
export interface ExportNeeds {
  /** Why another person must approve it; empty = starts at once. */
  approval: string[];
  /** The whole of a place without any condition: say what for. */
  reason: boolean;
}

export interface TableResult {
  columns: TableColumn[];
  rows: TableRow[];
  /** Rows of the whole table: persons of a detail table, groups of a grouped one. */
  total: number;
  /** Things counted, once each, in a grouped table; the sum of groups may be more where one thing is in several. */
  counted: number | null;
  totals: Record<string, CellValue> | null;
  page: number;
  pageSize: number;
  asOf: string;
  /** Equal content gives equal hashes; keyed, so that nothing can be guessed from it. */
  hash: string;
  /** Why rows are not shown although they are counted. */
  withheld: string | null;
  /** Chips of the definition as it was run. */
  explanation: Explanation[];
  /** Size of each heading of a list that is grouped under headings. */
  headings: { label: string; count: number }[];
  /** How this table was understood, in one sentence (口径). */
  basis: string;
  /** What must come before a file of this table. */
  exporting: ExportNeeds;
  tookMs: number;
}

export interface CellSource {
  source: { kind: string; kindText: string; id: string | null; by: string; at: string; ageDays: number; freshDays: number | null } | null;
  history: { value: CellValue; kindText: string; by: string; at: string; reason: string | null }[];
}

const savedName = z.string().trim().min(1, { error: '请起一个名称' }).max(80, { error: '名称最长 80 个字' });
const savedBody = { text: z.string().max(LONGEST_REQUEST), definition: tableDefinitionSchema };
export const saveTableSchema = z.strictObject({ name: savedName, ...savedBody });
/** A new version of a saved table; `version` = the one it was made from. */
export const changeSavedSchema = z.strictObject({ version: z.number().int().min(1), name: savedName.optional(), ...savedBody });

export interface SavedTable {
  id: string;
  name: string;
  text: string;
  definition: TableDefinition;
  version: number;
  changedAt: string;
}
