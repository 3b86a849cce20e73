import type { TableEntity } from './tables.js';

/** Whose fields a table of a kind shows, its own first: a linked row's value stands for the others (ledger-and-tables.md §3.2). */
const REACH: Readonly<Record<TableEntity, readonly string[]>> = {
  person: ['person', 'household', 'house', 'building', 'estate', 'visit'],
  household: ['household', 'person', 'house', 'building', 'estate', 'visit'],
  house: ['house', 'building', 'estate', 'person', 'household', 'visit'],
  building: ['building', 'estate'],
  grid: ['grid'],
  org: ['org', 'building', 'estate'],
  event: ['event'],
  visit: ['visit', 'person', 'household', 'house', 'building', 'estate'],
  asset: ['asset'],
  inspection: ['inspection', 'org'],
  volunteer: ['volunteer'],
  alarm: ['alarm'],
  device: ['device'],
};
/** Tables whose place is the home's (`person.community`); all others have a place of their own or none. */
const AT_HOME: ReadonlySet<TableEntity> = new Set(['person', 'household', 'house', 'building', 'grid', 'visit']);

const ownerOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf('.')));

/** Community and grid of a row's place. */
export const isPlaceField = (id: string): boolean => id.endsWith('.community') || id.endsWith('.grid');

/** Whether a table of this kind can speak of a field: of its own rows, or of what they hang on. */
export function tableReaches(entity: TableEntity, id: string): boolean {
  if (isPlaceField(id)) return ownerOf(id) === (AT_HOME.has(entity) ? 'person' : entity);
  return REACH[entity].includes(ownerOf(id));
}

/** Of several fields one word may mean, those a table reaches, its own first. */
export function reachable(entity: TableEntity, ids: readonly string[]): string[] {
  const rank = (id: string): number => REACH[entity].indexOf(ownerOf(id));
  return ids.filter((id) => tableReaches(entity, id)).sort((a, b) => rank(a) - rank(b));
}
