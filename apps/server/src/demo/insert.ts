import { bulkInsert, type Tx } from '#platform';
import { TABLE_COLUMNS, TABLE_NAMES, tuplesOf, type StreetRows } from './rows.js';

export type Progress = (table: string, done: number, total: number) => void;

/** Rows handed to one bulkInsert call: small enough that progress moves, large enough that the call costs nothing. */
const CHUNK = 5000;

/** Writes one street, table by table, in the caller's transaction. */
export async function insertStreet(tx: Pick<Tx, 'write' | 'writePrepared'>, rows: StreetRows, progress: Progress = () => undefined): Promise<number> {
  let written = 0;
  for (const table of TABLE_NAMES) {
    const total = rows[table].length;
    const tuples = tuplesOf(rows, table);
    for (let from = 0; from < total; from += CHUNK) {
      const part = tuples.slice(from, from + CHUNK);
      written += await bulkInsert(tx, table, TABLE_COLUMNS[table], part);
      progress(table, Math.min(total, from + CHUNK), total);
    }
  }
  return written;
}
