import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes of names hold residence and area too, so that a search among a million people reads nothing but them (T14). */
export class NameSearch1764000000015 implements MigrationInterface {
  readonly name = 'NameSearch1764000000015';

  async up(q: QueryRunner): Promise<void> {
    const keys: [key: string, column: string][] = [['person_name', 'name'], ['person_given', 'name_given'], ['person_pinyin', 'name_pinyin'], ['person_initials', 'name_initials']];
    await q.query(`ALTER TABLE person ${keys.map(([key, column]) => `DROP KEY ${key}, ADD KEY ${key} (${column}, residence_status, valid_to, area_path)`).join(', ')}`);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
