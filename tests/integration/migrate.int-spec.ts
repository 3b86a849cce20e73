import { afterEach, describe, expect, it } from '@jest/globals';
import { Database, migrate } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';

/** Real: MySQL. */
describe('migrate', () => {
  let created: TestDatabase | undefined;
  let database: Database | undefined;
  afterEach(async () => {
    await database?.close();
    await created?.drop();
  });
  const connect = async () => {
    created = await createTestDatabase();
    database = await Database.connect(created.url, 3);
    return database;
  };

  it('builds an empty database once, also when two start together', async () => {
    const db = await connect();
    const second = await Database.connect(created?.url ?? '', 3);
    const done = await Promise.all([migrate(db), migrate(second)]);
    await second.close();
    expect(done.flat().length).toBeGreaterThan(0);
    expect(new Set(done.flat()).size).toBe(done.flat().length);
    expect(await migrate(db)).toEqual([]);
  });

  it('refuses the database of a newer program', async () => {
    const db = await connect();
    await migrate(db);
    await db.query("INSERT INTO schema_migration (timestamp, name) VALUES (1999999999999, 'FromTheFuture1999999999999')");
    await expect(migrate(db)).rejects.toThrow('更新的程序');
  });

  it('refuses a database that is somebody else’s', async () => {
    const db = await connect();
    await db.query('CREATE TABLE wordpress (id INT PRIMARY KEY)');
    await expect(migrate(db)).rejects.toThrow('其他程序的表');
  });
});
