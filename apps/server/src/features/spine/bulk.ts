import type { Queryable, Tx } from '#platform';

/** Rows of `table` whose `column` is one of `keys`, by that column; asks in parts of 1,000. SQL names come from code. */
export async function loadBy<T extends object>(db: Queryable, select: string, column: keyof T & string, keys: Iterable<string | number>): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  const list = [...new Set(keys)];
  for (let from = 0; from < list.length; from += 1000) {
    const rows = await db.query<T>(select, [list.slice(from, from + 1000)]);
    for (const row of rows) found.set(String(row[column]), row);
  }
  return found;
}

/** Sets one column of many rows to a value each, in one statement per 500 rows. */
export async function updateEach(tx: Tx, table: string, column: string, values: ReadonlyMap<number, string | number | null>): Promise<void> {
  const entries = [...values].sort(([a], [b]) => a - b);
  for (let from = 0; from < entries.length; from += 500) {
    const part = entries.slice(from, from + 500);
    const cases = part.map(() => 'WHEN ? THEN ?').join(' ');
    await tx.write(`UPDATE ${table} SET ${column} = CASE id ${cases} END WHERE id IN (?)`, [...part.flat(), part.map(([id]) => id)]);
  }
}
