import { describe, expect, it } from '@jest/globals';
import cases from '#data/keyword-cases.json' with { type: 'json' };
import street from '#data/demo-street.json' with { type: 'json' };
import { parseRequest, type PlaceName } from './index.js';

interface PublicCase {
  id: string;
  request: string;
  expect: 'run' | 'ask' | 'refuse';
  entity: string;
  columns: string[];
  filters: unknown[];
  groupBy: unknown[];
  aggregates: { as?: string }[];
  sort?: unknown[];
  compare?: string;
}

const PLACES: PlaceName[] = [
  ...street.communities.map(({ name }): PlaceName => ({ level: 'community', name })),
  ...street.communities.flatMap(({ estates }) => estates.map((name): PlaceName => ({ level: 'estate', name }))),
  ...['第一网格', '第二网格', '第三网格', '第四网格', '第五网格', '第六网格'].map((name): PlaceName => ({ level: 'grid', name })),
];

/** Key order says nothing, and filters are a set. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)).map(([key, inner]) => [key, sorted(inner)]));
};
const asSet = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(sorted(value))).sort();

describe('public keyword cases (examples/keyword-cases.json)', () => {
  it.each(cases as PublicCase[])('$id $request', (example) => {
    const result = parseRequest({ text: example.request, today: '2026-11-22', places: PLACES });
    expect(result.status).toBe(example.expect);
    if (example.expect === 'refuse') return;
    const definition = result.definition;
    expect({ entity: definition?.entity, columns: definition?.columns, filters: asSet(definition?.filters ?? []), groupBy: sorted(definition?.groupBy), aggregates: sorted(definition?.aggregates), sort: sorted(definition?.sort), compare: definition?.compare }).toEqual({
      entity: example.entity,
      columns: example.columns,
      filters: asSet(example.filters),
      groupBy: sorted(example.groupBy),
      aggregates: sorted(example.aggregates),
      sort: sorted(example.sort),
      compare: example.compare,
    });
  });
});
