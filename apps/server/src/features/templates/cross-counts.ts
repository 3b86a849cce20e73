import { fieldOf } from '#catalogue';
import type { SimpleFilter, TableDefinition, TableEntity } from '#contracts';
import type { CrossCondition, TemplateReading } from './workbook/index.js';

/** What a heading of a cross table adds to a count; `null` = it could not be understood, so its cells stay empty. */
export function filtersOf(conditions: readonly CrossCondition[], entity: TableEntity, placeLevel: (name: string) => 'community' | 'grid' | null): SimpleFilter[] | null {
  const filters: SimpleFilter[] = [];
  for (const condition of conditions) {
    switch (condition.kind) {
      case 'total':
      case 'measure':
        break;
      case 'age':
        if (condition.from !== null && condition.to !== null) filters.push({ field: 'person.age', op: 'between', value: [condition.from, condition.to] });
        else if (condition.from !== null) filters.push({ field: 'person.age', op: 'gte', value: condition.from });
        else if (condition.to !== null) filters.push({ field: 'person.age', op: 'lte', value: condition.to });
        break;
      case 'code':
        filters.push({ field: condition.field, op: 'eq', value: condition.code });
        break;
      case 'tag':
        filters.push({ field: 'person.tags', op: 'has', value: condition.tag });
        break;
      case 'place': {
        const level = placeLevel(condition.text);
        if (level === null) return null;
        filters.push({ field: `${entity === 'org' || entity === 'event' ? entity : 'person'}.${level}`, op: 'eq', value: condition.text });
        break;
      }
      case 'unknown':
        return null;
    }
  }
  return filters;
}

/** What a cross table counts: its measure, or what its headings speak of. */
export function crossEntity(reading: TemplateReading): TableEntity {
  const conditions = [...reading.columns, ...reading.rowHeads].flatMap((head) => head.conditions);
  const measure = conditions.find((condition) => condition.kind === 'measure');
  if (measure?.kind === 'measure' && measure.measure === 'households') return 'household';
  if (measure?.kind === 'measure' && measure.measure === 'events') return 'event';
  const owner = conditions.flatMap((condition) => (condition.kind === 'code' ? [fieldOf(condition.field)?.entity ?? 'person'] : []))[0];
  return owner === 'org' || owner === 'event' || owner === 'household' || owner === 'house' ? owner : 'person';
}

/** One row of a cross table as one grouped table without groups: a count per column. */
export function rowDefinition(base: TableDefinition, row: readonly SimpleFilter[], columns: readonly SimpleFilter[][]): TableDefinition {
  return { ...base, columns: [], groupBy: [], sort: undefined, limit: undefined, filters: [...base.filters, ...row], aggregates: columns.map((filters) => (filters.length === 0 ? { fn: 'count' } : { fn: 'count', where: filters })) };
}
