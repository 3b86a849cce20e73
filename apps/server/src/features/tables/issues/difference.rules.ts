import type { CellValue } from '#contracts';

/** One row by what tells it from the others, with its values in clear by column id. */
export interface KeyedRow {
  key: string;
  values: Readonly<Record<string, CellValue>>;
}

export interface RowsDifference {
  added: string[];
  removed: string[];
  changed: { key: string; columns: string[] }[];
  same: number;
}

/** What two states of a table have and have not in common, over the columns both show. Keys are unique within a state. */
export function differenceOf(before: readonly KeyedRow[], after: readonly KeyedRow[], columns: readonly string[]): RowsDifference {
  const former = new Map(before.map((row) => [row.key, row]));
  const now = new Set(after.map((row) => row.key));
  const result: RowsDifference = { added: [], removed: before.filter((row) => !now.has(row.key)).map((row) => row.key), changed: [], same: 0 };
  for (const row of after) {
    const then = former.get(row.key);
    if (then === undefined) {
      result.added.push(row.key);
      continue;
    }
    const different = columns.filter((column) => (then.values[column] ?? null) !== (row.values[column] ?? null));
    if (different.length === 0) result.same += 1;
    else result.changed.push({ key: row.key, columns: different });
  }
  return result;
}
