import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Database, isoTime, keyFolder, type Queryable, readKeyFiles, sqlTime } from '#platform';
import { type ArchiveRecord, FORMAT } from './archive.js';
import { encodeCell } from './cells.js';
import { listTables, type TableShape } from './tables.js';

const DATA_BYTES = 256 * 1024;
/** Bytes aimed at for one chunk of rows, and its bounds in rows. */
const CHUNK_BYTES = 2 * 1024 * 1024;
const MIN_ROWS = 20;
const MAX_ROWS = 5000;

export const FILES = 'files';

export interface DumpSource {
  database: Database;
  dataDir: string;
  now: number;
  progress?: (rows: number, total: number) => void;
}

/**
 * Everything an installation is, as records of an archive: all tables as of one instant, the keys, the attachments.
 * Rows come in chunks by primary key, so that memory stays flat whatever the size.
 */
export async function* dump({ database, dataDir, now, progress }: DumpSource): AsyncGenerator<ArchiveRecord> {
  const runner = database.dataSource.createQueryRunner();
  await runner.connect();
  const db: Queryable = { query: (sql, parameters = []) => runner.query(sql, parameters as unknown[]) };
  try {
    await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const tables = await listTables(db);
    const counts: Record<string, number> = {};
    for (const { name } of tables) counts[name] = Number((await db.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${name}`))[0]?.total ?? 0);
    const migrations = await db.query<{ name: string }>('SELECT name FROM schema_migration ORDER BY timestamp');
    yield { type: 'header', format: FORMAT, madeAt: isoTime(now), engine: `${database.info.engine} ${database.info.version}`, migrations: migrations.map((row) => row.name), counts };
    const files = yield* dumpFiles(dataDir);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    let written = 0;
    for (const table of tables) {
      yield { type: 'table', name: table.name, columns: table.columns };
      for await (const rows of chunks(db, table)) {
        yield { type: 'rows', rows: rows.map((row) => table.columns.map((column) => encodeCell(row[column]))) };
        written += rows.length;
        progress?.(written, total);
      }
    }
    yield { type: 'end', files };
  } finally {
    await runner.query('ROLLBACK').catch(() => undefined);
    await runner.release();
  }
}

/** Keys first, then attachments. @returns how many files */
async function* dumpFiles(dataDir: string): AsyncGenerator<ArchiveRecord, number> {
  const paths = [...readKeyFiles(dataDir).map(({ name }) => join(keyFolder(dataDir), name)), ...filesBelow(join(dataDir, FILES))];
  for (const path of paths) {
    yield { type: 'file', path: relative(dataDir, path).split(sep).join('/') };
    for await (const chunk of createReadStream(path, { highWaterMark: DATA_BYTES }) as AsyncIterable<Buffer>) yield { type: 'data', base64: chunk.toString('base64') };
  }
  return paths.length;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

type DumpRow = Record<string, unknown>;

async function* chunks(db: Queryable, table: TableShape): AsyncGenerator<DumpRow[]> {
  // As text: the drivers would parse JSON, and a parsed string is no JSON any more.
  const head = `SELECT ${table.columns.map((column) => (table.json.has(column) ? `CAST(${column} AS CHAR) AS ${column}` : column)).join(', ')} FROM ${table.name}`;
  const order = `ORDER BY ${table.key.join(', ')} LIMIT ?`;
  let limit = MIN_ROWS;
  let last: DumpRow | null = null;
  for (;;) {
    const after: { where: string; values: unknown[] } = last === null ? { where: '', values: [] } : beyond(table.key, last);
    const rows: DumpRow[] = await db.query<DumpRow>(`${head} ${after.where} ${order}`, [...after.values, limit]);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = rows.at(-1) ?? null;
    limit = Math.max(MIN_ROWS, Math.min(MAX_ROWS, Math.floor((CHUNK_BYTES * rows.length) / sizeOf(rows))));
  }
}

/** `a > ? OR (a = ? AND b > ?) …`: a form both engines turn into ranges of the key. */
function beyond(key: readonly string[], row: DumpRow): { where: string; values: unknown[] } {
  const value = (column: string): unknown => (row[column] instanceof Date ? sqlTime(row[column].getTime()) : row[column]);
  const parts = key.map((column, at) => [...key.slice(0, at).map((former) => `${former} = ?`), `${column} > ?`].join(' AND '));
  return { where: `WHERE (${parts.join(') OR (')})`, values: key.flatMap((_, at) => key.slice(0, at + 1).map(value)) };
}

function sizeOf(rows: readonly DumpRow[]): number {
  let bytes = 1;
  for (const row of rows) for (const value of Object.values(row)) bytes += Buffer.isBuffer(value) || typeof value === 'string' ? value.length : 16;
  return bytes;
}
