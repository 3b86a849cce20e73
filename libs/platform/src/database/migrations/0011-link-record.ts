import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OPTIONAL_AT } from './ddl.js';

/** Links are kept on a page now: who recorded and ended one and when, so that a past instant shows what was known then. */
export class LinkRecord1764000000011 implements MigrationInterface {
  readonly name = 'LinkRecord1764000000011';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE person_link ADD COLUMN recorded_at DATETIME(3) NOT NULL DEFAULT '2026-01-01 00:00:00.000', ADD COLUMN recorded_by VARCHAR(64) NOT NULL DEFAULT '', ADD COLUMN ended_recorded_at ${OPTIONAL_AT}, ADD COLUMN ended_by VARCHAR(64) NULL`);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
