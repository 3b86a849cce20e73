import type { DataSource } from 'typeorm';
import { DatabaseUnfit, type Database } from './database.js';
import { MIGRATIONS } from './migrations/index.js';

const LOCK = 'street-cockpit-migrate';

interface Applied {
  name: string;
}

/**
 * Brings the schema up to this program, under a named lock so that two starts do not collide.
 * Refuses a database that holds foreign tables or migrations of a newer program.
 * @returns names of the migrations that were applied now
 */
export async function migrate(database: Database): Promise<string[]> {
  const source = database.dataSource;
  const lockHolder = source.createQueryRunner();
  await lockHolder.connect();
  try {
    const rows = (await lockHolder.query('SELECT GET_LOCK(?, 60) AS got', [LOCK])) as { got: number | string | null }[];
    if (Number(rows[0]?.got) !== 1) throw new DatabaseUnfit('另一个程序正在升级数据库,请稍后再启动');
    await refuseForeign(source);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await lockHolder.query('SELECT RELEASE_LOCK(?)', [LOCK]).catch(() => undefined);
    await lockHolder.release();
  }
}

async function refuseForeign(source: DataSource): Promise<void> {
  const tables = await source.query<Applied[]>('SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()');
  if (tables.length === 0) return;
  if (!tables.some((table) => table.name === 'schema_migration'))
    throw new DatabaseUnfit(`数据库“${String(source.driver.database)}”里已有其他程序的表,请换一个空库`);
  const applied = await source.query<Applied[]>('SELECT name FROM schema_migration');
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const unknown = applied.filter((row) => !known.has(row.name));
  if (unknown.length > 0) throw new DatabaseUnfit(`数据库由更新的程序建立(${unknown.map((row) => row.name).join('、')}),请升级本程序后再启动`);
}
