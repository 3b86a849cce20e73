import type { DataSource, QueryRunner } from 'typeorm';

export type SqlValue = string | number | bigint | boolean | Date | Buffer | null;
export type Row = Record<string, unknown>;

/** Anything that can run a statement: a transaction, or the pool for reads. SQL text is always a constant; values go as parameters. */
export interface Queryable {
  query<T = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}

/** Outcome of a writing statement. */
export interface WriteResult {
  affectedRows: number;
  insertId: number;
}

/** What we use of the driver's own connection: prepared statements carry values in binary and are parsed once. */
interface PreparedConnection {
  execute(sql: string, values: readonly SqlValue[], callback: (error: Error | null, result: WriteResult) => void): void;
}

/** Handed to the function of {@link Database.transaction}; the pool cannot be reached through it. */
export class Tx implements Queryable {
  private readonly afterCommit: (() => void)[] = [];

  constructor(
    private readonly runner: QueryRunner,
    private readonly connection: PreparedConnection,
  ) {}

  /** A statement prepared once a connection: for text that comes again and again with other values. */
  writePrepared(sql: string, parameters: readonly SqlValue[]): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      this.connection.execute(sql, parameters, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  }

  async query<T = Row>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.runner.query(sql, parameters as unknown[]) as Promise<T[]>;
  }

  async write(sql: string, parameters: readonly unknown[] = []): Promise<WriteResult> {
    return this.runner.query(sql, parameters as unknown[]) as Promise<WriteResult>;
  }

  /** Runs after the commit and only then; a fact that was rolled back is never told. */
  onCommit(action: () => void): void {
    this.afterCommit.push(action);
  }

  /** Called by the database after its commit. */
  runAfterCommit(): void {
    for (const action of this.afterCommit) action();
  }
}

/** Deadlock, lock wait timeout, snapshot changed (MariaDB): the whole function is run again in a fresh transaction. */
const RETRY = new Set([1213, 1205, 1020]);

export function errno(error: unknown): number | undefined {
  const value = (error as { errno?: unknown } | null)?.errno ?? (error as { driverError?: { errno?: unknown } } | null)?.driverError?.errno;
  return typeof value === 'number' ? value : undefined;
}

export function isRetryable(error: unknown): boolean {
  return RETRY.has(errno(error) ?? 0);
}

const CONNECTION_CODES = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ER_SERVER_SHUTDOWN', 'ENOENT', 'POOL_CLOSED']);

/** True when the database is away rather than unhappy with the statement; the caller waits and tries again. */
export function isConnectionError(error: unknown): boolean {
  const candidates = [error, (error as { driverError?: unknown } | null)?.driverError];
  return candidates.some((item) => {
    const code = (item as { code?: unknown } | null)?.code;
    const text = item instanceof Error ? item.message : '';
    return (typeof code === 'string' && CONNECTION_CODES.has(code)) || /connection (is in closed state|lost)|closed state|Server shutdown|read-only/i.test(text) || [1053, 1927, 1290, 1836, 1047, 3024].includes(errno(item) ?? 0);
  });
}

/** Runs `work` in one transaction of `dataSource`, again from the start when the engine says so. */
export async function runTransaction<T>(dataSource: DataSource, work: (tx: Tx) => Promise<T>, attempts = 8): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const runner = dataSource.createQueryRunner();
    let tx: Tx | null = null;
    let committed = false;
    try {
      tx = new Tx(runner, (await runner.connect()) as PreparedConnection);
      await runner.startTransaction('READ COMMITTED');
      const result = await work(tx);
      await runner.commitTransaction();
      committed = true;
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      if (attempt >= attempts || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    } finally {
      await runner.release().catch(() => undefined);
      if (committed) tx?.runAfterCommit();
    }
  }
}

/** Rows of a prepared insert. One size only, so that each table has one prepared text; the rest goes as plain text. */
const PREPARED_ROWS = 200;

/**
 * Inserts rows of one shape with multi-row statements. `suffix` is a constant such as `ON DUPLICATE KEY UPDATE …`.
 * Table and column names come from code, never from input.
 */
export async function bulkInsert(tx: Pick<Tx, 'write' | 'writePrepared'>, table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], suffix = ''): Promise<number> {
  const tuple = `(${columns.map(() => '?').join(',')})`;
  const head = `INSERT INTO ${table} (${columns.join(',')}) VALUES `;
  const text = (count: number) => `${head}${Array.from({ length: count }, () => tuple).join(',')} ${suffix}`;
  const full = rows.length >= PREPARED_ROWS ? text(PREPARED_ROWS) : '';
  let affected = 0;
  for (let from = 0; from < rows.length; from += PREPARED_ROWS) {
    const part = rows.slice(from, from + PREPARED_ROWS);
    const result = part.length === PREPARED_ROWS ? await tx.writePrepared(full, part.flat()) : await tx.write(text(part.length), part.flat());
    affected += result.affectedRows;
  }
  return affected;
}
