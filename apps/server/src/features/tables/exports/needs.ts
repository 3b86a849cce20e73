import { fieldOf } from '#catalogue';
import type { Role, TableDefinition } from '#contracts';
import { shownColumns } from '../query/detail.js';
import { shapeOf } from '../query/plan.js';
import { columnState, sensitiveConditions } from '../rights.js';

/** Rows of people a file may hold without a second person: a grid worker's own grid, everybody else. */
export const MOST_ALONE = { grid: 200, others: 5000 };
export const OF_PEOPLE: ReadonlySet<string> = new Set(['person', 'household']);

/** Why another person must approve a file of this table; empty = nobody must (interfaces.md). Counts are what the page shows anyway. */
export function approvalOf(definition: TableDefinition, rows: number, roles: readonly Role[]): string[] {
  if (shapeOf(definition) === 'grouped') return [];
  const why: string[] = [];
  const label = (ids: readonly string[]): string => [...new Set(ids.map((id) => fieldOf(id)?.label ?? id))].join('、');
  const shown = shownColumns(definition).map(({ id }) => id);
  const secret = shown.filter((id) => fieldOf(id)?.level === 'L4');
  if (secret.length > 0) why.push(`含敏感列(${label(secret)})`);
  // Tags have a mask of their own: sensitive ones are only counted.
  const clear = shown.filter((id) => fieldOf(id)?.level === 'L3' && id !== 'person.tags' && columnState(id, roles) === 'clear');
  if (clear.length > 0) why.push(`含不遮蔽的个人信息列(${label(clear)})`);
  const asked = sensitiveConditions(definition).map((filter) => filter.field);
  if (asked.length > 0) why.push(`条件涉及敏感信息(${label(asked)})`);
  why.push(...tooMany(definition, rows, roles));
  return why;
}

function tooMany(definition: TableDefinition, rows: number, roles: readonly Role[]): string[] {
  const most = roles.every((role) => role === 'grid_worker') ? MOST_ALONE.grid : MOST_ALONE.others;
  return OF_PEOPLE.has(definition.entity) && rows > most ? [`名单超过 ${most} 行(共 ${rows} 行)`] : [];
}

/** Why a filled form may not leave alone. It shows what the page shows, so only whom it lists and how many matter. */
export function formNeeds(definition: TableDefinition, rows: number, roles: readonly Role[]): string[] {
  const asked = [...new Set(sensitiveConditions(definition).map((filter) => fieldOf(filter.field)?.label ?? filter.field))];
  return [...(asked.length > 0 ? [`条件涉及敏感信息(${asked.join('、')})`] : []), ...tooMany(definition, rows, roles)];
}

/** Everybody or every household of a place, without any condition: such a list must say what it is for. */
export function wholePlace(definition: TableDefinition): boolean {
  return shapeOf(definition) === 'detail' && OF_PEOPLE.has(definition.entity) && definition.filters.length === 0;
}
