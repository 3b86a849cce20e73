import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ID, table } from './ddl.js';

/** Audit chain: the head every append locks, what an auditor searches by, and the orders the page reads in. */
export class AuditHead1764000000005 implements MigrationInterface {
  readonly name = 'AuditHead1764000000005';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table('audit_head', 'id TINYINT NOT NULL PRIMARY KEY', `last_id ${ID}`, 'hash BINARY(32) NOT NULL', 'mac BINARY(16) NOT NULL'),
      "INSERT INTO audit_head (id, last_id, hash, mac) VALUES (1, 0, REPEAT('\\0', 32), REPEAT('\\0', 16))",
      'ALTER TABLE audit_entry ADD COLUMN subject_shown VARCHAR(128) NOT NULL, ADD KEY audit_at (at), ADD KEY audit_actor (actor_id, at), ADD KEY audit_action (action, at)',
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
