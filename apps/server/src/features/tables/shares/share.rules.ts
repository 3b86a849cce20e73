import { fieldOf } from '#catalogue';
import type { Role, ShareLevel, TableDefinition } from '#contracts';
import { fail } from '#platform';
import { MOST_ALONE, OF_PEOPLE } from '../exports/needs.js';
import { shownColumns } from '../query/detail.js';
import { shapeOf } from '../query/plan.js';
import { columnState, sensitiveConditions } from '../rights.js';

/** Rows of people or households another system may have: as many as a file without a second person. */
export const MOST_PEOPLE = MOST_ALONE.others;
const RANK: Readonly<Record<string, number>> = { L1: 1, L2: 2, L3: 3, L4: 4 };

const above = (id: string, most: ShareLevel): boolean => (RANK[fieldOf(id)?.level ?? 'L4'] ?? 4) > (RANK[most] ?? 0);

/**
 * What a list gives at a level. Left out are columns above it, columns its owner sees nothing of, and personal ones the owner sees
 * unmasked: in a file those take a second person, whom a share does not have.
 * @returns ids in the table's order, and the labels of what is left out
 */
export function columnsAt(definition: TableDefinition, most: ShareLevel, roles: readonly Role[]): { shown: string[]; withheld: string[] } {
  if (shapeOf(definition) === 'grouped') return { shown: [], withheld: [] };
  const ids = shownColumns(definition).map(({ id }) => id);
  const leaves = (id: string): boolean => {
    const state = columnState(id, roles);
    // Tags have a mask of their own: sensitive ones do not leave.
    return !above(id, most) && state !== 'absent' && !(state === 'clear' && fieldOf(id)?.level === 'L3' && id !== 'person.tags');
  };
  return { shown: ids.filter(leaves), withheld: ids.filter((id) => !leaves(id)).map((id) => fieldOf(id)?.label ?? id) };
}

/** Whether a table may leave by a share at all, whatever it holds today. @throws SHARE_SENSITIVE, SHARE_GROUP, SHARE_NOTHING */
export function checkShareable(definition: TableDefinition, most: ShareLevel, roles: readonly Role[]): void {
  const [sensitive] = sensitiveConditions(definition);
  if (sensitive !== undefined) throw fail('SHARE_SENSITIVE', { label: fieldOf(sensitive.field)?.label ?? sensitive.field });
  if (shapeOf(definition) === 'detail') {
    if (columnsAt(definition, most, roles).shown.length === 0) throw fail('SHARE_NOTHING');
    return;
  }
  for (const group of definition.groupBy) {
    const id = typeof group === 'string' ? group : group.field;
    if (above(id, most)) throw fail('SHARE_GROUP', { label: fieldOf(id)?.label ?? id });
  }
}

/** @throws SHARE_TOO_MANY */
export function checkSize(definition: TableDefinition, rows: number): void {
  if (shapeOf(definition) === 'detail' && OF_PEOPLE.has(definition.entity) && rows > MOST_PEOPLE) throw fail('SHARE_TOO_MANY', { limit: MOST_PEOPLE, rows });
}
