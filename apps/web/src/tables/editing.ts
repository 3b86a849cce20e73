import type { Explanation, TableDefinition } from '#contracts';

/** Changes of a definition by its chips and columns. Each gives a new definition and leaves the old one as it was. */

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);

/** What a chip's × does; null for chips that cannot be taken away. */
export function withoutChip(definition: TableDefinition, chip: Pick<Explanation, 'kind' | 'index'>): TableDefinition | null {
  const { kind, index } = chip;
  switch (kind) {
    case 'filter':
      return index === null ? null : { ...definition, filters: without(definition.filters, index) };
    case 'assumption':
      return index === null ? null : { ...definition, filters: without(definition.filters, index) };
    case 'column':
      return index === null ? null : { ...definition, columns: without(definition.columns, index) };
    case 'group': {
      const groupBy = index === null ? definition.groupBy : without(definition.groupBy, index);
      return index === null ? null : { ...definition, groupBy, ...(groupBy.length === 0 && definition.compare === undefined && onlyCounts(definition) ? { aggregates: [] } : {}) };
    }
    case 'aggregate':
      return index === null ? null : { ...definition, aggregates: without(definition.aggregates, index), ...(definition.aggregates.length === 1 ? { compare: undefined } : {}) };
    case 'sort':
      return index === null ? null : { ...definition, sort: keepSome(without(definition.sort ?? [], index)) };
    case 'limit':
      return { ...definition, limit: undefined };
    case 'asOf':
      return { ...definition, asOf: undefined };
    case 'compare':
      return { ...definition, compare: undefined };
    case 'entity':
    case 'correction':
    case 'scope':
      return null;
  }
}

const onlyCounts = (definition: TableDefinition): boolean => definition.aggregates.every(({ fn, where }) => fn === 'count' && where === undefined);
const keepSome = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list);

/** A column at the end; the first one named also names those that were only shown by default. */
export function withColumn(definition: TableDefinition, field: string, shown: readonly string[]): TableDefinition {
  const columns = definition.columns.length > 0 ? definition.columns : [...shown];
  return columns.includes(field) ? definition : { ...definition, columns: [...columns, field] };
}

/** A column moved before or behind another. */
export function movedColumn(definition: TableDefinition, field: string, to: number, shown: readonly string[]): TableDefinition {
  const columns = definition.columns.length > 0 ? [...definition.columns] : [...shown];
  const from = columns.indexOf(field);
  if (from < 0) return definition;
  columns.splice(from, 1);
  columns.splice(Math.max(0, Math.min(columns.length, to)), 0, field);
  return { ...definition, columns };
}

/** The next order of a column: up, down, none. */
export function sortedBy(definition: TableDefinition, field: string): TableDefinition {
  const now = definition.sort?.find((item) => item.field === field);
  if (now === undefined) return { ...definition, sort: [{ field, dir: 'asc' }] };
  return { ...definition, sort: now.dir === 'asc' ? [{ field, dir: 'desc' }] : undefined };
}

/** Under headings of a field, or counted by it when the table counts. */
export function groupedBy(definition: TableDefinition, field: string): TableDefinition {
  const has = definition.groupBy.some((group) => group === field);
  return { ...definition, groupBy: has ? definition.groupBy.filter((group) => group !== field) : [...definition.groupBy, field].slice(-2) };
}

/** Pieces of the request, in order, each with the chip it became; what no chip claims stands between. */
export function segments(text: string, chips: readonly { from: readonly (readonly [number, number])[]; kind: string }[]): { text: string; chip: number | null; assumed: boolean }[] {
  const owner: (number | null)[] = Array.from({ length: text.length }, () => null);
  chips.forEach((chip, index) => {
    for (const [start, end] of chip.from) for (let at = start; at < end; at += 1) if (owner[at] === null || chip.kind !== 'assumption') owner[at] = index;
  });
  const parts: { text: string; chip: number | null; assumed: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const last = parts.at(-1);
    const chip = owner[at] ?? null;
    if (last !== undefined && last.chip === chip) last.text += text[at] ?? '';
    else parts.push({ text: text[at] ?? '', chip, assumed: chip !== null && chips[chip]?.kind === 'assumption' });
  }
  return parts;
}
