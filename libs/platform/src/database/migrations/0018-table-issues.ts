import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, OPTIONAL_AT, OPTIONAL_ID, table } from './ddl.js';

/** Issues of saved tables: frozen at an instant with the definition they had, and the way they went from desk to desk. */
export class TableIssues1764000000018 implements MigrationInterface {
  readonly name = 'TableIssues1764000000018';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table(
        'table_issue',
        `id ${ID} PRIMARY KEY`,
        `table_id ${ID}`,
        'table_name VARCHAR(80) NOT NULL',
        'table_version INT NOT NULL',
        'no INT NOT NULL',
        `account_id ${ID}`,
        'account_name VARCHAR(64) NOT NULL',
        `state ${code(16)} NOT NULL`,
        'version INT NOT NULL',
        `format ${code(8)} NOT NULL`,
        // Sealed: conditions may name people.
        'definition MEDIUMBLOB NOT NULL',
        'area_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL',
        `as_of ${AT}`,
        'personal TINYINT NOT NULL',
        'needs JSON NOT NULL',
        'reason VARCHAR(200) NULL',
        'total INT NOT NULL',
        `previous_id ${OPTIONAL_ID}`,
        `export_id ${OPTIONAL_ID}`,
        'recipient VARCHAR(80) NULL',
        `recheck ${code(16)} NULL`,
        `recheck_at ${OPTIONAL_AT}`,
        `created_at ${AT}`,
        `changed_at ${AT}`,
        'UNIQUE KEY issue_no (table_id, no)',
        'KEY issue_account (account_id, changed_at)',
        'KEY issue_state (state, area_path)',
      ),
      table('table_issue_step', `issue_id ${ID}`, 'no INT NOT NULL', `at ${AT}`, `account_id ${ID}`, 'account_name VARCHAR(64) NOT NULL', `action ${code(16)} NOT NULL`, 'comment VARCHAR(300) NULL', 'PRIMARY KEY (issue_id, no)'),
      // A file of an issue speaks of the instant the issue was frozen at, however late it is written.
      'ALTER TABLE table_export ADD COLUMN frozen TINYINT NOT NULL DEFAULT 0',
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
