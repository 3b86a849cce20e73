import { DataSource, type DataSourceOptions } from 'typeorm';
import { DatabaseUnfit, type Database } from './database.js';
import { MIGRATIONS } from './migrations/index.js';

const LOCK = 'street-cockpit-migrate';

interface Applied {
  name: string;
}

/**
 * Brings the schema up to this program, under a named lock so that two starts do not collide.
 * Refuses a database that holds foreign tables or migrations of a newer program.
 * @param only stops at these migrations, for rows that come from an older program
 * @returns names of the migrations that were applied now
 */
export async function migrate(database: Database, only?: readonly string[]): Promise<string[]> {
  const source = only === undefined ? database.dataSource : await limited(database.dataSource, only);
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
    if (source !== database.dataSource) await source.destroy();
  }
}

function limited(source: DataSource, only: readonly string[]): Promise<DataSource> {
  const migrations = MIGRATIONS.filter((migration) => only.includes(migration.name));
  return new DataSource({ ...source.options, migrations, poolSize: 2 } as DataSourceOptions).initialize();
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
