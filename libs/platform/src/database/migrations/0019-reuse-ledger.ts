import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, OPTIONAL_ID, table } from './ddl.js';

/** What was collected once and used again: every table made, the fields it took, and the time it would have cost by hand. */
export class ReuseLedger1764000000019 implements MigrationInterface {
  readonly name = 'ReuseLedger1764000000019';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table(
        'reuse_run',
        `id ${ID} PRIMARY KEY`,
        `origin ${code(16)} NOT NULL`,
        `origin_id ${ID}`,
        `kind ${code(16)} NOT NULL`,
        'name VARCHAR(120) NOT NULL',
        `account_id ${ID}`,
        'account_name VARCHAR(64) NOT NULL',
        'area_id INT UNSIGNED NOT NULL',
        'street_id INT UNSIGNED NOT NULL',
        'area_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL',
        `requested_at ${AT}`,
        `finished_at ${AT}`,
        'table_rows INT NOT NULL',
        'cells_all INT NOT NULL',
        'cells_auto INT NOT NULL',
        // As it was agreed when the table was made: a later baseline does not change what was saved before.
        'baseline_minutes DECIMAL(8,2) NOT NULL',
        'UNIQUE KEY run_origin (origin, origin_id)',
        'KEY run_finished (finished_at)',
      ),
      table('reuse_field', `run_id ${ID}`, `field ${code(64)} NOT NULL`, 'cells INT NOT NULL', 'PRIMARY KEY (run_id, field)', 'KEY field_runs (field)'),
      table('reuse_baseline', `id ${ID} PRIMARY KEY`, `kind ${code(16)} NOT NULL`, 'minutes DECIMAL(8,2) NOT NULL', 'note VARCHAR(200) NOT NULL', `account_id ${OPTIONAL_ID}`, 'account_name VARCHAR(64) NOT NULL', `since ${AT}`, 'KEY baseline_kind (kind, since)'),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
