import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, OPTIONAL_AT, table } from './ddl.js';

/** Saved tables that other systems read: what was agreed with whom, and every read. */
export class DataShares1764000000017 implements MigrationInterface {
  readonly name = 'DataShares1764000000017';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table(
        'data_share',
        `id ${ID} PRIMARY KEY`,
        `table_id ${ID}`,
        // Pinned: a later version of the table was not agreed.
        'table_version INT NOT NULL',
        'table_name VARCHAR(80) NOT NULL',
        'system_name VARCHAR(80) NOT NULL',
        'purpose VARCHAR(200) NOT NULL',
        `most_level ${code(2)} NOT NULL`,
        `account_id ${ID}`,
        'account_name VARCHAR(64) NOT NULL',
        // Where its rows lay when it was agreed: what its owner must still hold.
        'area_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL',
        'key_hash BINARY(32) NOT NULL',
        `expires_at ${AT}`,
        `created_at ${AT}`,
        `revoked_at ${OPTIONAL_AT}`,
        'revoked_by VARCHAR(64) NULL',
        `last_read_at ${OPTIONAL_AT}`,
        'read_count INT UNSIGNED NOT NULL DEFAULT 0',
        'UNIQUE KEY share_key (key_hash)',
        'KEY share_account (account_id, created_at)',
        'KEY share_table (table_id)',
      ),
      table(
        'data_share_read',
        `id ${ID} PRIMARY KEY`,
        `share_id ${ID}`,
        `at ${AT}`,
        `format ${code(4)} NULL`,
        'page_no INT UNSIGNED NULL',
        'row_total INT UNSIGNED NOT NULL',
        `outcome ${code(32)} NOT NULL`,
        'client VARCHAR(100) NOT NULL',
        'content_hash BINARY(32) NULL',
        'KEY read_share (share_id, id)',
      ),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
