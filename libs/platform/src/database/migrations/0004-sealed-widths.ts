import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed } from './ddl.js';

/**
 * Room for AES-256-GCM, which takes 33 bytes more than the text, and for the longest text the contracts allow: 3 bytes a
 * UTF-16 unit as it is, 6 where JSON escapes it. Texts of visits, cases and hazards had that room already.
 */
export class SealedWidths1764000000004 implements MigrationInterface {
  readonly name = 'SealedWidths1764000000004';

  async up(q: QueryRunner): Promise<void> {
    // A name or phone of 64 characters of 4 bytes.
    const personal = sealed(300);
    for (const sql of [
      `ALTER TABLE person MODIFY name ${personal} NOT NULL, MODIFY id_no ${personal} NULL, MODIFY phone ${personal} NULL`,
      `ALTER TABLE subject_contact MODIFY name ${personal} NOT NULL, MODIFY phone ${personal} NOT NULL`,
      `ALTER TABLE grid_staff MODIFY name ${personal} NOT NULL, MODIFY phone ${personal} NULL`,
      `ALTER TABLE volunteer MODIFY name ${personal} NOT NULL, MODIFY phone ${personal} NULL`,
      // 500 characters as JSON.
      `ALTER TABLE ledger_proposal MODIFY value ${sealed(3100)} NULL`,
      // An event may have 256 KiB.
      'ALTER TABLE event MODIFY payload MEDIUMBLOB NOT NULL',
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
