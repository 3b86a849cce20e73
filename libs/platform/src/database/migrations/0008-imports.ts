import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, OPTIONAL_AT, OPTIONAL_ID, table } from './ddl.js';

/** Spreadsheets in: jobs, their rows (sealed), and what each sender's headers meant before. */
export class Imports1764000000008 implements MigrationInterface {
  readonly name = 'Imports1764000000008';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table(
        'import_job',
        `id ${ID} PRIMARY KEY`,
        `account_id ${ID}`,
        'account_name VARCHAR(64) NOT NULL',
        'file_name VARCHAR(200) NOT NULL',
        'file_hash BINARY(32) NOT NULL',
        `fingerprint ${code(32)} NOT NULL`,
        `state ${code(16)} NOT NULL`,
        'about JSON NOT NULL',
        'mapping JSON NOT NULL',
        'total INT NOT NULL',
        'done INT NOT NULL DEFAULT 0',
        'skip_bad TINYINT NOT NULL DEFAULT 0',
        'message VARCHAR(300) NULL',
        `created_at ${AT}`,
        `committed_at ${OPTIONAL_AT}`,
        `undone_at ${OPTIONAL_AT}`,
        'KEY import_account (account_id, created_at)',
        'KEY import_state (state)',
        'KEY import_hash (file_hash)',
      ),
      table('import_row', `id ${ID} PRIMARY KEY`, `job_id ${ID}`, 'row_no INT NOT NULL', `state ${code(16)} NOT NULL`, 'payload MEDIUMBLOB NOT NULL', `person_id ${OPTIONAL_ID}`, 'UNIQUE KEY row_of_job (job_id, row_no)', 'KEY row_state (job_id, state)'),
      table('import_mapping', `fingerprint ${code(32)} NOT NULL`, `account_id ${ID}`, 'mapping JSON NOT NULL', `at ${AT}`, 'PRIMARY KEY (fingerprint, account_id)'),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
