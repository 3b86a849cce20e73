import { filterText } from '#keywords';
import type { TableDefinition } from '#contracts';

/** 口径: how a table was understood, in one line; the same on the page, in the file and in the log. */
export function basisOf(definition: TableDefinition, day: string): string {
  const parts: string[] = [];
  const leaving = definition.filters.some((filter) => 'field' in filter && (filter.field === 'person.move_out_date' || filter.field === 'person.death_date'));
  if (definition.entity === 'person') parts.push(leaving ? '含已迁出或去世的居民' : '在世且在住居民');
  if (definition.entity === 'org') parts.push('在营场所');
  for (const filter of definition.filters) parts.push(filterText(filter));
  parts.push(`截至 ${day}`);
  if (definition.filters.some((filter) => 'field' in filter && filter.field === 'person.age')) parts.push('年龄按周岁计');
  if (definition.groupBy.some((group) => group === 'person.tags')) parts.push('一人可属多类,合计按人去重');
  return parts.join('；');
}
