import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AREA, AT, code, ID, OPTIONAL_AT, OPTIONAL_ID, sealed, table } from './ddl.js';

/** What happens in the street: patrols, visits, cases, service, checks, alarms. */
export class Facts1764000000003 implements MigrationInterface {
  readonly name = 'Facts1764000000003';

  async up(q: QueryRunner): Promise<void> {
    for (const sql of [
      table('patrol', `id ${ID} PRIMARY KEY`, `worker ${code(64)} NOT NULL`, AREA, `started_at ${OPTIONAL_AT}`, `ended_at ${OPTIONAL_AT}`, 'KEY patrol_open (ended_at, started_at)', 'KEY patrol_worker (worker, started_at)'),
      table('visit', `id ${ID} PRIMARY KEY`, `household_id ${ID}`, `person_id ${OPTIONAL_ID}`, AREA, `visitor ${code(64)} NOT NULL`, `at ${AT}`, `findings ${sealed(4200)} NULL`, 'need TINYINT NOT NULL', 'KEY visit_at (at)', 'KEY visit_household (household_id, at)'),
      table('ledger_proposal', `id ${ID} PRIMARY KEY`, `visit_id ${ID}`, `household_id ${ID}`, `person_id ${OPTIONAL_ID}`, `field ${code(64)} NOT NULL`, `value ${sealed(2100)} NULL`, `state ${code(16)} NOT NULL`, 'KEY proposal_state (state, id)'),
      table(
        'case_item',
        `id ${ID} PRIMARY KEY`,
        `code ${code(32)} NOT NULL UNIQUE`,
        `category ${code(32)} NOT NULL`,
        `class ${code(16)} NOT NULL`,
        'title VARCHAR(100) NOT NULL',
        `text ${sealed(8200)} NULL`,
        AREA,
        `address ${sealed(900)} NULL`,
        'lon DECIMAL(10,7) NULL',
        'lat DECIMAL(9,7) NULL',
        `source ${code(16)} NOT NULL`,
        `reporter ${code(64)} NULL`,
        `urgency ${code(8)} NOT NULL`,
        `status ${code(16)} NOT NULL`,
        'is_open TINYINT NOT NULL',
        `reported_at ${AT}`,
        `due_at ${AT}`,
        `closed_at ${OPTIONAL_AT}`,
        `closed_by ${code(64)} NULL`,
        'version INT NOT NULL DEFAULT 1',
        'KEY case_open_due (is_open, due_at)',
        'KEY case_area (area_path, is_open)',
        'KEY case_reported (reported_at)',
      ),
      table('case_step', `id ${ID} PRIMARY KEY`, `case_id ${ID}`, `status ${code(16)} NOT NULL`, `at ${AT}`, `actor ${code(64)} NOT NULL`, `text ${sealed(8200)} NULL`, 'KEY step_case (case_id, at)', 'KEY step_at (at)'),
      table('task_claim', `id ${ID} PRIMARY KEY`, `task_id ${ID}`, `volunteer_id ${ID}`, AREA, `state ${code(16)} NOT NULL`, `claimed_at ${OPTIONAL_AT}`, `check_in_at ${OPTIONAL_AT}`, `check_out_at ${OPTIONAL_AT}`, 'minutes INT NOT NULL DEFAULT 0', 'UNIQUE KEY claim_once (task_id, volunteer_id)', 'KEY claim_on_duty (check_out_at, check_in_at)'),
      table('self_check', `id ${ID} PRIMARY KEY`, `org_id ${ID}`, AREA, `template ${code(32)} NOT NULL`, 'week_of DATE NOT NULL', `at ${AT}`, `submitted_by ${code(64)} NOT NULL`, 'bad_count SMALLINT NOT NULL', 'items JSON NOT NULL', 'KEY check_org_week (org_id, week_of)', 'KEY check_at (at)'),
      table('hazard', `id ${ID} PRIMARY KEY`, `org_id ${ID}`, AREA, `level ${code(16)} NOT NULL`, `text ${sealed(4200)} NOT NULL`, `source ${code(16)} NOT NULL`, `status ${code(16)} NOT NULL`, `found_at ${AT}`, `due_at ${AT}`, `closed_at ${OPTIONAL_AT}`, `item ${code(64)} NULL`, 'KEY hazard_org (org_id, status)', 'KEY hazard_found (found_at)'),
      table(
        'alarm',
        `id ${ID} PRIMARY KEY`,
        `code ${code(32)} NOT NULL UNIQUE`,
        `kind ${code(24)} NOT NULL`,
        `family ${code(16)} NOT NULL`,
        `priority ${code(4)} NOT NULL`,
        `state ${code(16)} NOT NULL`,
        `mode ${code(8)} NOT NULL`,
        `condition_state ${code(16)} NOT NULL`,
        `device_key ${code(128)} NOT NULL`,
        `device_id ${OPTIONAL_ID}`,
        `subject_id ${OPTIONAL_ID}`,
        `subject_kind ${code(16)} NOT NULL`,
        `source_kind ${code(16)} NOT NULL`,
        AREA,
        `building_id ${OPTIONAL_ID}`,
        'place VARCHAR(128) NOT NULL',
        'lon DECIMAL(10,7) NULL',
        'lat DECIMAL(9,7) NULL',
        `occurred_at ${AT}`,
        `received_at ${AT}`,
        `claimed_at ${OPTIONAL_AT}`,
        `holder_id ${OPTIONAL_ID}`,
        'holder_name VARCHAR(64) NULL',
        `seat ${code(16)} NULL`,
        'is_open TINYINT NOT NULL',
        'is_late TINYINT NOT NULL',
        'signals INT NOT NULL DEFAULT 1',
        `last_signal_at ${AT}`,
        'version INT NOT NULL DEFAULT 1',
        'KEY alarm_open (is_open, area_path)',
        'KEY alarm_device (device_key, is_open)',
        'KEY alarm_received (received_at)',
      ),
      table('alarm_signal', `id ${ID} PRIMARY KEY`, `alarm_id ${OPTIONAL_ID}`, `event_row_id ${ID}`, `device_key ${code(128)} NOT NULL`, `kind ${code(24)} NOT NULL`, `phase ${code(8)} NOT NULL`, `mode ${code(8)} NOT NULL`, `occurred_at ${AT}`, `received_at ${AT}`, `decision ${code(16)} NOT NULL`, 'KEY signal_alarm (alarm_id)'),
      table('alarm_timeline', `alarm_id ${ID}`, 'no INT NOT NULL', `at ${AT}`, 'actor VARCHAR(64) NOT NULL', `action ${code(32)} NOT NULL`, 'detail JSON NOT NULL', 'prev_hash BINARY(32) NOT NULL', 'hash BINARY(32) NOT NULL', 'PRIMARY KEY (alarm_id, no)'),
      table('alarm_rendered', `alarm_id ${ID}`, `screen ${code(64)} NOT NULL`, `at ${AT}`, 'PRIMARY KEY (alarm_id, screen)'),
      table('device_fault', `id ${ID} PRIMARY KEY`, `device_id ${ID}`, `kind ${code(24)} NOT NULL`, AREA, `opened_at ${AT}`, `closed_at ${OPTIONAL_AT}`, 'KEY fault_device (device_id, closed_at)', 'KEY fault_open (closed_at, opened_at)'),
    ])
      await q.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
