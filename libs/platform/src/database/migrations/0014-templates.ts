import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, table } from './ddl.js';

/** Departments' blank forms, and what each form's columns meant when a person last confirmed them. */
export class Templates1764000000014 implements MigrationInterface {
  readonly name = 'Templates1764000000014';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table(
        'table_template',
        `id ${ID} PRIMARY KEY`,
        `account_id ${ID}`,
        'account_name VARCHAR(64) NOT NULL',
        'file_name VARCHAR(200) NOT NULL',
        `fingerprint ${code(64)} NOT NULL`,
        // A blank form may hold a sample row of somebody: sealed like every upload.
        'file LONGBLOB NOT NULL',
        'reading JSON NOT NULL',
        'known TINYINT NOT NULL',
        `created_at ${AT}`,
        'KEY template_account (account_id, created_at)',
      ),
      table('template_mapping', `fingerprint ${code(64)} NOT NULL PRIMARY KEY`, 'mapping JSON NOT NULL', `account_id ${ID}`, `at ${AT}`),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
