import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AREA, AT, code, ID, OPTIONAL_AT, table } from './ddl.js';

/** Links of shops and volunteers to their own pages, and the photos they send. */
export class SelfLinks1764000000009 implements MigrationInterface {
  readonly name = 'SelfLinks1764000000009';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table('self_link', 'token_hash BINARY(32) NOT NULL PRIMARY KEY', `kind ${code(16)} NOT NULL`, `target_id ${ID}`, AREA, `created_by ${ID}`, `created_at ${AT}`, `revoked_at ${OPTIONAL_AT}`, 'KEY link_target (kind, target_id)'),
      table('attachment', `id ${code(64)} NOT NULL PRIMARY KEY`, `kind ${code(16)} NOT NULL`, AREA, `created_at ${AT}`, 'bytes INT NOT NULL'),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
