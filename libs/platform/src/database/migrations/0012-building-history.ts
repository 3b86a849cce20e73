import type { MigrationInterface, QueryRunner } from 'typeorm';
import { code, OPTIONAL_ID } from './ddl.js';

/** Buildings are corrected on their page now: versions and former states, as people, households, homes and places have them. */
export class BuildingHistory1764000000012 implements MigrationInterface {
  readonly name = 'BuildingHistory1764000000012';

  async up(q: QueryRunner): Promise<void> {
    await q.query(
      `ALTER TABLE building ADD COLUMN version INT NOT NULL DEFAULT 1, ADD COLUMN recorded_at DATETIME(3) NOT NULL DEFAULT '2026-01-01 00:00:00.000', ADD COLUMN origin_kind ${code(16)} NOT NULL DEFAULT 'seed', ADD COLUMN origin_id ${OPTIONAL_ID}, ADD COLUMN origin_by VARCHAR(64) NOT NULL DEFAULT ''`,
    );
    await q.query('CREATE TABLE building_history LIKE building');
    await q.query('ALTER TABLE building_history DROP PRIMARY KEY, DROP INDEX code, ADD COLUMN superseded_at DATETIME(3) NOT NULL, ADD PRIMARY KEY (id, version), ADD KEY building_superseded (superseded_at)');
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
