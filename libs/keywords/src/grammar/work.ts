import type { SimpleFilter, TableEntity } from '#contracts';
import type { Sense, SenseOf, Span, TimeSpan, Token, ValueOption } from '../types.js';

/** A condition read from the words; which field it lands on is settled when the entity is known. */
export interface Condition {
  kind: 'value' | 'place' | 'compare' | 'null' | 'dated';
  /** First and last token, for coordination with neighbours. */
  first: number;
  last: number;
  at: Span[];
  negated: boolean;
  /** Words of it, for columns made of it and for explanations. */
  words: string;
  options: readonly ValueOption[];
  place?: SenseOf<'place'>;
  /** A number compared with a field told by its unit or by the field word before it. */
  compare?: SenseOf<'compare'>;
  fields?: readonly string[];
  verb?: string;
  time?: TimeSpan | null;
  /** Conditions that follow from the word and stand beside it. */
  implied: readonly SimpleFilter[];
  assume?: string;
  entity?: TableEntity;
  elder: boolean;
  /** Conditions joined to this one by 或, 和 or 、 share a number; 0 = stands alone. */
  union: number;
  /** Turned into a counted column instead of a filter. */
  counted: boolean;
}

export interface FieldItem {
  fields: readonly string[];
  at: Span;
  index: number;
}

export interface GroupItem {
  fields: readonly string[];
  by?: 'day' | 'week' | 'month' | 'quarter' | 'year';
  bands?: boolean;
  /** 分类, 类型: whatever classes this table's things have. */
  classes?: boolean;
  at: Span[];
}

export interface MeasureItem {
  sense: SenseOf<'measure'>;
  at: Span;
  index: number;
  /** Conditions right before it (低保户数). */
  conditions: Condition[];
}

export interface SortItem {
  fields: readonly string[];
  dir: 'asc' | 'desc';
  at: Span[];
}

/** What the passes of the grammar fill in, one after the other. */
export class Work {
  readonly used: boolean[];
  readonly conditions: Condition[] = [];
  readonly columns: FieldItem[] = [];
  readonly groups: GroupItem[] = [];
  readonly measures: MeasureItem[] = [];
  readonly sorts: SortItem[] = [];
  readonly entities: { entity: TableEntity; weight: number; at: Span; index: number }[] = [];
  entityColumns: readonly string[] | null = null;
  limit: { count: number; at: Span[] } | null = null;
  asOf: { day: string; at: Span[] } | null = null;
  compare: { to: string; at: Span[] } | null = null;
  grouped: Span[] = [];
  statistics: Span[] = [];
  asks: { ask: string; at: Span }[] = [];
  readonly doubts: string[] = [];
  private unions = 0;
  readonly assumptions: { text: string; at: Span[] }[] = [];

  constructor(
    readonly tokens: readonly Token[],
    readonly today: string,
  ) {
    this.used = tokens.map(() => false);
  }

  /** The meaning of that kind of an unused token, or null. */
  as<K extends Sense['kind']>(index: number, kind: K): SenseOf<K> | null {
    if (this.used[index] !== false) return null;
    const found = this.tokens[index]?.senses.find((sense) => sense.kind === kind);
    return (found ?? null) as SenseOf<K> | null;
  }

  is(index: number, ...kinds: Sense['kind'][]): boolean {
    return this.used[index] === false && kinds.some((kind) => this.tokens[index]?.senses.some((sense) => sense.kind === kind));
  }

  /** The next token before (-1) or after (+1) that is not used up or a 的. */
  beside(index: number, step: 1 | -1, through: readonly Sense['kind'][] = ['of']): number {
    let at = index + step;
    while (at >= 0 && at < this.tokens.length && this.used[at] === false && through.length > 0 && this.onlyIs(at, through)) at += step;
    return at;
  }

  take(...indexes: number[]): Span[] {
    return indexes.filter((index) => index >= 0 && index < this.tokens.length).map((index) => {
      this.used[index] = true;
      return this.at(index);
    });
  }

  /** A fresh number for conditions that belong together. */
  nextUnion(): number {
    this.unions += 1;
    return this.unions;
  }

  at(index: number): Span {
    return this.tokens[index]?.at ?? [0, 0];
  }

  words(first: number, last = first): string {
    return this.tokens.slice(first, last + 1).map((token) => token.corrected ?? token.surface).join('');
  }

  condition(partial: Partial<Condition> & Pick<Condition, 'kind' | 'first' | 'last' | 'at'>): Condition {
    const condition: Condition = { negated: false, words: this.words(partial.first, partial.last), options: [], implied: [], elder: false, union: 0, counted: false, ...partial };
    this.conditions.push(condition);
    return condition;
  }

  private onlyIs(index: number, kinds: readonly Sense['kind'][]): boolean {
    return this.tokens[index]?.senses.every((sense) => kinds.includes(sense.kind)) === true;
  }
}
