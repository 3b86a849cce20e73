import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AT, code, ID, OPTIONAL_AT, OPTIONAL_ID, table } from './ddl.js';

/** Who may see and do what: assignments with a term, step-up, daily budgets, today's visits, care lists. */
export class Access1764000000006 implements MigrationInterface {
  readonly name = 'Access1764000000006';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table(
        'assignment',
        `id ${ID} PRIMARY KEY`,
        `account_id ${ID}`,
        `role ${code(16)} NOT NULL`,
        'area_id INT UNSIGNED NULL',
        `valid_from ${AT}`,
        `valid_to ${OPTIONAL_AT}`,
        `granted_by ${OPTIONAL_ID}`,
        `granted_at ${AT}`,
        `ended_at ${OPTIONAL_AT}`,
        'KEY assignment_account (account_id)',
      ),
      // Until now one role and one area stood on the account itself.
      'INSERT INTO assignment (id, account_id, role, area_id, valid_from, granted_at) SELECT id, id, role, area_id, created_at, created_at FROM account',
      "ALTER TABLE account ADD COLUMN must_change TINYINT NOT NULL DEFAULT 0, ADD COLUMN version INT NOT NULL DEFAULT 1, DROP COLUMN role, DROP COLUMN area_id",
      'ALTER TABLE session ADD COLUMN step_up_at DATETIME(3) NULL',
      'UPDATE session SET step_up_at = created_at',
      table('daily_use', `account_id ${ID}`, 'day DATE NOT NULL', `kind ${code(16)} NOT NULL`, 'used INT NOT NULL', 'PRIMARY KEY (account_id, day, kind)'),
      table('opened_record', `account_id ${ID}`, 'day DATE NOT NULL', `person_id ${ID}`, `at ${AT}`, 'PRIMARY KEY (account_id, day, person_id)'),
      table('visit_plan', `account_id ${ID}`, 'day DATE NOT NULL', `household_id ${ID}`, 'no SMALLINT NOT NULL', `reason ${code(16)} NOT NULL`, 'PRIMARY KEY (account_id, day, household_id)', 'KEY plan_household (household_id, day)'),
      table('care_list', `account_id ${ID}`, `person_id ${ID}`, `since ${AT}`, 'PRIMARY KEY (account_id, person_id)'),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
