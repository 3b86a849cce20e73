import { DataSource, type DataSourceOptions } from 'typeorm';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { MIGRATIONS } from './migrations/index.js';
import { isConnectionError, type Queryable, type Row, runTransaction, type Tx } from './transaction.js';

/** MariaDB and MySQL need different drivers of TypeORM (JSON columns, upsert ids), so the engine is asked first. */
export type Engine = 'mariadb' | 'mysql';

export interface EngineInfo {
  engine: Engine;
  version: string;
}

/** A database this program must not run on, said in one clear sentence. */
export class DatabaseUnfit extends Error {
  override readonly name = 'DatabaseUnfit';
}

/** Asks the server who it is; refuses engines older than MariaDB 10.6 and MySQL 8.0.16. */
export async function probeEngine(url: string): Promise<EngineInfo> {
  const connection = await createConnection({ uri: url, connectTimeout: 5000 });
  try {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
    const version = String(rows[0]?.['version'] ?? '');
    const engine: Engine = /mariadb/i.test(version) ? 'mariadb' : 'mysql';
    const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
    const fit = engine === 'mariadb' ? major > 10 || (major === 10 && minor >= 6) : major >= 8;
    if (!fit) throw new DatabaseUnfit(`数据库版本过旧:${version}。请使用 MariaDB 10.6 以上或 MySQL 8.0.16 以上`);
    return { engine, version };
  } finally {
    await connection.end();
  }
}

/** Session settings that must be the same on every engine: strict, UTC, one text form. */
const SESSION_SQL = "SET SESSION sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY', time_zone='+00:00'";

function options(url: string, engine: Engine, poolSize: number): DataSourceOptions {
  return {
    type: engine,
    url,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    dateStrings: ['DATE'],
    poolSize,
    synchronize: false,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    extra: { connectTimeout: 3000, enableKeepAlive: true },
  };
}

/** The one door to MySQL: reads from the pool, writes in transactions. */
export class Database implements Queryable {
  private constructor(
    readonly dataSource: DataSource,
    readonly info: EngineInfo,
  ) {}

  static async connect(url: string, poolSize = 10): Promise<Database> {
    const info = await probeEngine(url);
    const dataSource = new DataSource(options(url, info.engine, poolSize));
    await dataSource.initialize();
    const driver = dataSource.driver as unknown as { pool: { on(event: 'connection', listener: (c: { query(sql: string): void }) => void): void } };
    driver.pool.on('connection', (connection) => connection.query(SESSION_SQL));
    // The connection that `initialize` opened came before the listener.
    await dataSource.query(SESSION_SQL);
    return new Database(dataSource, info);
  }

  async query<T = Row>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.dataSource.query<T[]>(sql, parameters as unknown[]);
  }

  /** The only way to write. `work` may run more than once: it must have no effect outside `tx`. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return runTransaction(this.dataSource, work);
  }

  /** Many reads of one and the same state, however long they take; nothing is locked. */
  async snapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction('REPEATABLE READ');
      return await work({ query: <R = Row>(sql: string, parameters: readonly unknown[] = []) => runner.query(sql, parameters as unknown[]) as Promise<R[]> });
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release().catch(() => undefined);
    }
  }

  /** True when the server answers. */
  async ping(): Promise<boolean> {
    try {
      await this.query('SELECT 1');
      return true;
    } catch (error) {
      if (isConnectionError(error)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
