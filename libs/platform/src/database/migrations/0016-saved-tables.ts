import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, table } from './ddl.js';

/** Tables worth keeping: the words, the definition they became, and every version of it. */
export class SavedTables1764000000016 implements MigrationInterface {
  readonly name = 'SavedTables1764000000016';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table('saved_table', `id ${ID} PRIMARY KEY`, `account_id ${ID}`, 'account_name VARCHAR(64) NOT NULL', 'name VARCHAR(80) NOT NULL', 'version INT NOT NULL', `changed_at ${AT}`, 'UNIQUE KEY saved_name (account_id, name)'),
      table('saved_table_version', `table_id ${ID}`, 'version INT NOT NULL', 'text VARCHAR(500) NOT NULL', 'definition JSON NOT NULL', `lexicon ${code(24)} NOT NULL`, `at ${AT}`, 'PRIMARY KEY (table_id, version)'),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
