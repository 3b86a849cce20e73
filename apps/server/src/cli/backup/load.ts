import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bulkInsert, type Database, keyFolder, migrate, MIGRATION_NAMES, type Queryable, type SqlValue, type Tx } from '#platform';
import type { Archive, ArchiveHeader } from './archive.js';
import { BackupError } from './backup-error.js';
import { decodeCell } from './cells.js';
import { FILES } from './dump.js';
import { listTables, type TableShape } from './tables.js';

const PART_ROWS = 200;
/** One statement stays well below the packet of a small server (16 MB). */
const PART_BYTES = 4 * 1024 * 1024;
/** Tables that a migration gives a row; empty means that the row is as it was made. */
const SEEDED: Readonly<Record<string, string>> = { audit_head: 'last_id > 0' };

export interface LoadTarget {
  database: Database;
  dataDir: string;
  progress?: (rows: number, total: number) => void;
}

export interface LoadReport {
  header: ArchiveHeader;
  rows: number;
  files: number;
}

/**
 * Brings an archive into an empty database and data folder, whole or not at all.
 * @throws BackupError when the target is not empty, holds other keys, or the archive is of a newer program
 */
export async function load(archive: Archive, { database, dataDir, progress }: LoadTarget): Promise<LoadReport> {
  const header = await archive.header();
  const newer = header.migrations.filter((name) => !MIGRATION_NAMES.includes(name));
  if (newer.length > 0) throw new BackupError(`备份由更新的程序制作(${newer.join('、')}),请升级本程序后再恢复`);
  await refuseRows(database, header.migrations);
  const staged = await stage(archive, dataDir);
  try {
    const rows = await placeAndLoad(staged, () => loadAll(database, archive, header, progress));
    await migrate(database);
    return { header, rows, files: staged.files };
  } finally {
    staged.clear();
  }
}

async function loadAll(database: Database, archive: Archive, header: ArchiveHeader, progress: LoadTarget['progress']): Promise<number> {
  // To the version of the archive first, so that later migrations find its rows and carry them on.
  await migrate(database, header.migrations);
  return database.transaction((tx) => loadRows(tx, archive, header, progress));
}

/** Keys are in place before the first row is committed, and gone again when none was. */
async function placeAndLoad(staged: Staged, work: () => Promise<number>): Promise<number> {
  try {
    staged.place();
    return await work();
  } catch (error) {
    staged.takeBack();
    throw error;
  }
}

async function refuseRows(database: Queryable, migrations: readonly string[]): Promise<void> {
  const applied = await database.query<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'schema_migration'");
  if (applied.length === 0) return;
  const names = await database.query<{ name: string }>('SELECT name FROM schema_migration');
  for (const table of await listTables(database)) {
    const rows = await database.query(`SELECT 1 AS one FROM ${table.name} WHERE ${SEEDED[table.name] ?? '1 = 1'} LIMIT 1`);
    if (rows.length > 0) throw new BackupError(`数据库不是空的(表 ${table.name} 有数据)。恢复只能在空库中进行,请换一个空库`);
  }
  if (names.some(({ name }) => !migrations.includes(name))) throw new BackupError('数据库结构比备份新。请换一个没有任何表的空库,恢复后会自动升级');
}

interface Staged {
  files: number;
  place(): void;
  takeBack(): void;
  clear(): void;
}

/** Writes the archive's files beside their place; `place` moves them in, `takeBack` undoes that. */
async function stage(archive: Archive, dataDir: string): Promise<Staged> {
  mkdirSync(dataDir, { recursive: true });
  const folder = mkdtempSync(join(dataDir, 'restore-'));
  const placed: string[] = [];
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const files = await extract(archive, folder);
    refuseOtherFiles(folder, dataDir);
    return {
      files,
      place: () => {
        for (const name of readdirSync(folder)) {
          const target = join(dataDir, name);
          // Keys that are there are the same ones; an empty folder may be there too.
          if (existsSync(target) && name !== FILES) continue;
          rmSync(target, { recursive: true, force: true });
          renameSync(join(folder, name), target);
          placed.push(target);
        }
      },
      takeBack: () => placed.forEach((path) => rmSync(path, { recursive: true, force: true })),
      clear,
    };
  } catch (error) {
    clear();
    throw error;
  }
}

async function extract(archive: Archive, folder: string): Promise<number> {
  let files = 0;
  let handle: Awaited<ReturnType<typeof open>> | null = null;
  try {
    for await (const record of archive.records()) {
      if (record.type === 'file') {
        await handle?.close();
        if (!/^(keys\/[\w.-]+|files\/.+)$/.test(record.path) || record.path.split('/').some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) throw new BackupError(`备份中的文件名不正确:${record.path}`);
        const path = join(folder, record.path);
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        handle = await open(path, 'wx', 0o600);
        files += 1;
      } else if (record.type === 'data') await handle?.write(Buffer.from(record.base64, 'base64'));
      else if (record.type === 'table' || record.type === 'end') break;
    }
  } finally {
    await handle?.close();
  }
  return files;
}

function refuseOtherFiles(folder: string, dataDir: string): void {
  const keys = keyFolder(dataDir);
  if (existsSync(keys)) {
    const names = (path: string) => readdirSync(path).sort();
    const draft = keyFolder(folder);
    const same = existsSync(draft) && names(draft).join() === names(keys).join() && names(keys).every((name) => readFileSync(join(keys, name)).equals(readFileSync(join(draft, name))));
    if (!same) throw new BackupError(`${keys} 中已有另一套密钥,不会覆盖。请换一个 DATA_DIR,或确认不再需要后移走它`);
  }
  const files = join(dataDir, FILES);
  if (existsSync(files) && readdirSync(files).length > 0) throw new BackupError(`${files} 不是空的,不会覆盖。请换一个 DATA_DIR`);
}

async function loadRows(tx: Tx, archive: Archive, header: ArchiveHeader, progress: LoadTarget['progress']): Promise<number> {
  const shapes = new Map((await listTables(tx)).map((table) => [table.name, table]));
  for (const name of Object.keys(SEEDED)) if (shapes.has(name)) await tx.write(`DELETE FROM ${name}`);
  const total = Object.values(header.counts).reduce((sum, count) => sum + count, 0);
  const loaded = new Map<string, number>();
  let into: { name: string; columns: string[] } | null = null;
  let rows = 0;
  let complete = false;
  for await (const record of archive.records()) {
    if (record.type === 'table') into = known(shapes, record);
    else if (record.type === 'rows' && into !== null) {
      await insert(tx, into, record.rows.map((row) => row.map(decodeCell)));
      rows += record.rows.length;
      loaded.set(into.name, (loaded.get(into.name) ?? 0) + record.rows.length);
      progress?.(rows, total);
    } else if (record.type === 'end') complete = true;
  }
  const short = Object.entries(header.counts).find(([name, count]) => (loaded.get(name) ?? 0) !== count);
  if (!complete || short !== undefined) throw new BackupError(`备份文件不完整${short === undefined ? '' : `:表 ${short[0]} 应有 ${short[1]} 行`}`);
  return rows;
}

/** Names of an archive go into SQL only when the schema has them. */
function known(shapes: ReadonlyMap<string, TableShape>, { name, columns }: { name: string; columns: string[] }): { name: string; columns: string[] } {
  const shape = shapes.get(name);
  if (shape === undefined || columns.some((column) => !shape.columns.includes(column))) throw new BackupError(`备份中的表 ${name} 与本程序不符`);
  return { name, columns };
}

async function insert(tx: Tx, { name, columns }: { name: string; columns: string[] }, rows: readonly SqlValue[][]): Promise<void> {
  let part: SqlValue[][] = [];
  let bytes = 0;
  for (const row of rows) {
    part.push(row);
    for (const value of row) bytes += typeof value === 'string' || Buffer.isBuffer(value) ? value.length * 2 : 16;
    if (part.length < PART_ROWS && bytes < PART_BYTES) continue;
    await bulkInsert(tx, name, columns, part);
    part = [];
    bytes = 0;
  }
  if (part.length > 0) await bulkInsert(tx, name, columns, part);
}
