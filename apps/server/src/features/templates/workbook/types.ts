import type { Grade } from '../../../spreadsheets/understanding/index.js';

/** `list`: a row per record; `form`: one person; `cross`: counts by row heading and column heading. */
export type TemplateKind = 'list' | 'form' | 'cross';

export interface TemplateCandidate {
  /** Catalogue field id, or `tag:` and a tag code. */
  field: string;
  label: string;
  grade: Grade;
  /** 0…1 */
  confidence: number;
  reason: string;
}

/** How a date is written as text: `YYYY.MM`, `YYYY年M月D日`; `MM` is padded, `M` is not. */
export type DateForm = string;

/** `whole`: the value takes the cell; `after`: it follows a label in the same cell; `choice`: boxes (□男 □女) to tick. */
export type ValueShape = 'whole' | 'after' | 'choice';

/** What a heading of a cross table restricts or counts. */
export type CrossCondition =
  | { kind: 'total' }
  | { kind: 'measure'; measure: 'people' | 'households' | 'events' | 'share' }
  /** Completed years, both ends inside; null = open. */
  | { kind: 'age'; from: number | null; to: number | null }
  | { kind: 'code'; field: string; code: string; label: string }
  | { kind: 'tag'; tag: string; label: string }
  | { kind: 'place'; text: string }
  | { kind: 'unknown'; text: string };

export interface TemplateColumn {
  /** Heading's cell (`C4`); in a form the label's. */
  cell: string;
  /** Column of the values, from 0. */
  column: number;
  /** Headings from the outermost to its own, joined by `/`. */
  path: string;
  /** Field the values are; null = the ledger does not hold it, or it must be asked. */
  field: string | null;
  /** 0…1 */
  confidence: number;
  /** False: should be confirmed by a person before it is relied on. */
  settled: boolean;
  candidates: TemplateCandidate[];
  /** `serial` (序号) is numbered, `total` (合计) is left to its formula. */
  role: 'data' | 'serial' | 'total';
  /** Form only: the cell the value goes to. */
  value: string | null;
  shape: ValueShape;
  /** Form of dates that the header or a sample shows; null = `YYYY-MM-DD`. */
  dateForm: DateForm | null;
  /** Cross table only. */
  conditions: CrossCondition[];
}

/** Label outside the table, as 填报单位: or 审核人(签字):, with the place of its value. */
export interface TemplateLabel {
  cell: string;
  /** As written, without remarks, blanks and colon. */
  label: string;
  /** 填报单位, 填报时间, 填表人, 审核人, 单位负责人 or 联系电话 where the label means one of them, else the label. */
  key: string;
  value: string;
  shape: ValueShape;
}

/** Rows for the records of a list. Row numbers as the sheet shows them. */
export interface TemplateRows {
  first: number;
  /** Blank rows the form has. */
  count: number;
  /** Row whose look inserted rows repeat; null when the form has no row of its own. */
  sample: number | null;
  /** Row of 合计; null when there is none. */
  total: number | null;
  /** Columns (from 0) whose printed text every row has. */
  printed: number[];
}

/** A small list inside a form, as 家庭成员. */
export interface TemplateBlock {
  path: string;
  headerRows: [from: number, to: number];
  columns: TemplateColumn[];
  rows: TemplateRows;
}

/** Heading of a row in a cross table. */
export interface TemplateRowHead {
  cell: string;
  row: number;
  path: string;
  conditions: CrossCondition[];
}

/** What was understood of a blank form; plain data, to be kept as JSON. */
export interface TemplateReading {
  kind: TemplateKind;
  sheet: string;
  title: string | null;
  headerRows: [from: number, to: number];
  columns: TemplateColumn[];
  labels: TemplateLabel[];
  /** List only. */
  rows: TemplateRows | null;
  /** Form only. */
  block: TemplateBlock | null;
  /** Cross table only. */
  rowHeads: TemplateRowHead[];
  /** Chinese sentences for the person. */
  warnings: string[];
  /** Same for every issue of the same form, however many blank rows it has and whatever year its title names. */
  fingerprint: string;
}

export type TemplateValue = string | number | null;
/** Values by field id or `tag:` code, as they are to be seen: masked, labels instead of codes, dates `YYYY-MM-DD`. */
export type TemplateRecord = Readonly<Record<string, TemplateValue | undefined>>;

export interface FillInput {
  /** List: the records; form: the person (first record); cross table: none. */
  rows: readonly TemplateRecord[];
  /** Form only: records of its inner list, in their order. */
  members?: readonly TemplateRecord[];
  /** By label or key (填报单位 …). */
  facts: Readonly<Record<string, string>>;
  /** Cross table only: the count of a cell; null leaves it as it is. */
  crossValues?: (row: TemplateRowHead, column: TemplateColumn) => number | null;
}

export interface FilledTemplate {
  bytes: Buffer;
  insertedRows: number;
  filledCells: number;
  /** Columns left empty because the ledger does not hold them. */
  emptyColumns: { cell: string; path: string }[];
  /** Labels no fact was given for. */
  emptyLabels: string[];
  /** Columns whose own formula was kept instead of a value. */
  keptFormulas: string[];
  warnings: string[];
}
