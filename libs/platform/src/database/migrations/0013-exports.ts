import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, OPTIONAL_AT, OPTIONAL_ID, table } from './ddl.js';

/** Tables as files: what was asked (sealed: conditions may name people), who approved it, the file and its hash. */
export class Exports1764000000013 implements MigrationInterface {
  readonly name = 'Exports1764000000013';

  async up(q: QueryRunner): Promise<void> {
    await q.query(
      table(
        'table_export',
        `id ${ID} PRIMARY KEY`,
        `account_id ${ID}`,
        'account_name VARCHAR(64) NOT NULL',
        `state ${code(16)} NOT NULL`,
        `format ${code(8)} NOT NULL`,
        `encoding ${code(8)} NOT NULL`,
        'definition MEDIUMBLOB NOT NULL',
        // Where all its rows lie: who may decide over them.
        'area_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL',
        `as_of ${AT}`,
        'needs JSON NOT NULL',
        'reason VARCHAR(200) NULL',
        'total INT NOT NULL',
        'done INT NOT NULL DEFAULT 0',
        'tries INT NOT NULL DEFAULT 0',
        'message VARCHAR(300) NULL',
        `decided_by_id ${OPTIONAL_ID}`,
        'decided_by VARCHAR(64) NULL',
        `decided_at ${OPTIONAL_AT}`,
        'approved TINYINT NULL',
        'decision_reason VARCHAR(200) NULL',
        'file_name VARCHAR(200) NULL',
        'bytes BIGINT UNSIGNED NULL',
        'sha256 BINARY(32) NULL',
        `created_at ${AT}`,
        `finished_at ${OPTIONAL_AT}`,
        `removed_at ${OPTIONAL_AT}`,
        'KEY export_account (account_id, created_at)',
        'KEY export_state (state, finished_at)',
      ),
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
