import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { Database, migrate } from '#platform';
import { useTestKeys } from './test-keys.js';

export interface TestDatabase {
  url: string;
  name: string;
  /** Closes nothing, drops everything. */
  drop(): Promise<void>;
}

function suiteUrl(): string {
  // Set by the test runner, never by a user: no setting of the product.
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  return url;
}

/** A new, empty database of its own; its name contains `test`, and nothing else is ever dropped. */
export async function createTestDatabase(adminUrl: string = suiteUrl()): Promise<TestDatabase> {
  const name = `cockpit_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const run = async (sql: string) => {
    const connection = await createConnection({ uri: adminUrl });
    await connection.query(sql);
    await connection.end();
  };
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: async () => {
      if (!name.includes('test')) throw new Error(`refusing to drop ${name}`);
      await run(`DROP DATABASE IF EXISTS ${name}`);
    },
  };
}

/** The same, with the schema of the migrations, a connection and the keys of the test process. */
export async function openTestDatabase(adminUrl?: string): Promise<{ database: Database; url: string; close: () => Promise<void> }> {
  useTestKeys();
  const created = await createTestDatabase(adminUrl);
  const database = await Database.connect(created.url, 5);
  await migrate(database);
  return {
    database,
    url: created.url,
    close: async () => {
      await database.close();
      await created.drop();
    },
  };
}
