import { simpleFilters, type TableDefinition, type TableEntity } from '#contracts';
import { fail } from '#platform';
import type { Scope } from '../../access/index.js';
import { type FieldSql, fieldSql } from './fields.js';
import { conditionOf, type FilterContext, type PathsOf } from './filters.js';
import { type ColumnsOf, fromOf, type Instant, SOURCES, type Sql } from './sources.js';

export interface PlanContext {
  instant: Instant & { now: number };
  scope: Scope;
  pathsOf: PathsOf;
  /** Paths of the communities or grids in the order they are listed everywhere. */
  orderOf(level: 'community' | 'grid'): readonly string[];
  columnsOf: ColumnsOf;
}

/** Fields by which a table asks for those who left; then being alive and resident is no longer implied. */
const LEAVING: Readonly<Record<string, string>> = { 'person.move_out_date': "p.residence_status = 'MOVED'", 'person.death_date': "p.residence_status = 'DIED'" };

/** A definition with everything SQL needs to know of it; the scope is in it from the start and cannot be left out. */
export class Plan {
  private readonly fields = new Map<string, FieldSql>();
  /** Aliases the query must join. */
  readonly aliases = new Set<string>();
  readonly where: Sql;

  constructor(
    readonly definition: TableDefinition,
    readonly context: PlanContext,
  ) {
    const source = this.source;
    const within = context.scope.predicate(source.areaPath);
    const asked = conditionOf(definition.filters, this.filters());
    const implied = this.implied();
    this.where = { sql: [within.sql, source.exists, ...(implied === null ? [] : [implied]), asked.sql].join(' AND '), values: [...within.values, ...asked.values] };
  }

  get entity(): TableEntity {
    return this.definition.entity;
  }

  get source(): (typeof SOURCES)[TableEntity] {
    return SOURCES[this.entity];
  }

  /** @throws TABLE_FIELD */
  field(id: string): FieldSql {
    let found = this.fields.get(id);
    if (found === undefined) {
      found = fieldSql(this.entity, id, this.context.instant, this.source.areaId);
      this.fields.set(id, found);
    }
    for (const alias of found.needs) this.aliases.add(alias);
    return found;
  }

  /** Condition of an aggregate's `where`, over the same aliases. */
  condition(filters: TableDefinition['filters']): Sql {
    return conditionOf(filters, this.filters());
  }

  from(): Sql {
    return fromOf(this.entity, this.aliases, this.context.instant, this.context.columnsOf);
  }

  private filters(): FilterContext {
    return { instant: this.context.instant, areaPath: this.source.areaPath, pathsOf: this.context.pathsOf, field: (id) => this.field(id) };
  }

  private implied(): string | null {
    const named = simpleFilters(this.definition.filters).map((filter) => LEAVING[filter.field]);
    const leaving = named.find((condition) => condition !== undefined);
    if (this.entity === 'person' && leaving !== undefined) return leaving;
    if (this.entity === 'org' && this.definition.filters.some((filter) => 'field' in filter && filter.field === 'org.status')) return null;
    return this.source.implied;
  }
}

const DETAIL = 'detail';
/** Which of the two shapes a definition has. @throws TABLE_SHAPE */
export function shapeOf(definition: TableDefinition): 'detail' | 'grouped' {
  if (definition.aggregates.length > 0) return 'grouped';
  if (definition.compare !== undefined) throw fail('TABLE_SHAPE', { reason: '比较需要统计列' });
  return DETAIL;
}
