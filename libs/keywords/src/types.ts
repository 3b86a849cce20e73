import type { FilterOp, SimpleFilter, TableDefinition, TableEntity } from '#contracts';

/** A place the request may name; from the caller's scope. */
export interface PlaceName {
  level: 'community' | 'grid' | 'estate';
  name: string;
}

/** One thing a condition word may mean; the entity of the table decides which (低保: a person's tag, a household's relief). */
export interface ValueOption {
  field: string;
  op: FilterOp;
  value?: SimpleFilter['value'];
}

export type Span = [start: number, end: number];

/** A time named in the request. `open` tells which way it reaches: 本月 → `from`, 2023年以前 → `before`. */
export interface TimeSpan {
  op: 'gte' | 'gt' | 'lt' | 'lte' | 'eq' | 'between';
  value: SimpleFilter['value'];
  /** 3个月, 半年: a length, which means "within" or, before a negated verb, "longer ago than". */
  length?: string;
  /** Last day (`YYYY-MM-DD`) of the time, for 截至. */
  end: string;
  /** First day, for month-and-day comparisons and for "turning N". */
  start: string;
}

export type Sense =
  | { kind: 'field'; fields: readonly string[] }
  | { kind: 'value'; options: readonly ValueOption[]; entity?: TableEntity; elder?: boolean; implied?: readonly SimpleFilter[]; assume?: string }
  | { kind: 'place'; level: 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'room'; name: string }
  | { kind: 'entity'; entity: TableEntity; weight: number; filter?: readonly SimpleFilter[]; columns?: readonly string[]; assume?: string }
  | { kind: 'compare'; op: 'eq' | 'gte' | 'gt' | 'lte' | 'lt' | 'between'; value: number | [number, number]; unit: string }
  | { kind: 'rank'; op: 'gte' | 'lte' }
  | { kind: 'time'; time: TimeSpan }
  | { kind: 'verb'; verb: string }
  | { kind: 'not' }
  | { kind: 'notEnd' }
  | { kind: 'join'; how: 'list' | 'or' | 'and' | 'both' }
  | { kind: 'of' }
  | { kind: 'by' }
  | { kind: 'each' }
  | { kind: 'statistics' }
  | { kind: 'distribution' }
  | { kind: 'measure'; fn: 'count' | 'share' | 'avg' | 'sum' | 'max' | 'min'; unit: string; entity?: TableEntity; field?: string; where?: ValueOption }
  | { kind: 'eachHowMany' }
  | { kind: 'sortWord' }
  | { kind: 'direction'; dir: 'asc' | 'desc' }
  | { kind: 'top'; count: number | null; dir: 'asc' | 'desc' }
  | { kind: 'empty' }
  | { kind: 'lacking' }
  | { kind: 'having' }
  | { kind: 'timeUnit'; by: 'day' | 'week' | 'month' | 'quarter' | 'year' }
  | { kind: 'bands' }
  | { kind: 'asOf' }
  | { kind: 'versus' }
  | { kind: 'change' }
  | { kind: 'period'; compare: 'last_month' | 'last_quarter' | 'last_year' }
  | { kind: 'birthday' }
  | { kind: 'turning'; age: number }
  | { kind: 'family' }
  | { kind: 'ask'; ask: string }
  | { kind: 'everyone' }
  | { kind: 'personName'; name: string }
  | { kind: 'filler' }
  | { kind: 'unknown' };

export type SenseOf<K extends Sense['kind']> = Extract<Sense, { kind: K }>;

/** A word of the request with what it means there. */
export interface Token {
  /** All meanings of the word; grammar takes the one that fits. */
  senses: readonly Sense[];
  /** In normalised characters. */
  at: Span;
  surface: string;
  /** A blank or a comma stands before it. */
  gap: boolean;
  /** The right word when this one was corrected. */
  corrected?: string;
}

/** One way to read the characters from `start` to `end`. */
export interface Edge {
  start: number;
  end: number;
  senses: readonly Sense[];
  cost: number;
  corrected?: string;
}

export interface Request {
  text: string;
  /** Day to which relative words refer, `YYYY-MM-DD`. */
  today: string;
  places: readonly PlaceName[];
}

/** A definition under construction; spans lead from each part back to its words. */
export interface Draft {
  definition: TableDefinition;
  spans: { entity: Span[]; filters: Span[][]; columns: Span[][]; groupBy: Span[][]; aggregates: Span[][]; sort: Span[]; limit: Span[]; asOf: Span[]; compare: Span[] };
  assumptions: { text: string; at: Span[]; filter: number | null }[];
  /** Things that make it too unsure to run at once. */
  doubts: string[];
  unused: Token[];
}
