import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AREA, AT, code, ID, OPTIONAL_AT, OPTIONAL_ID, sealed, table } from './ddl.js';

const INDEX16 = 'BINARY(16) NULL';
const word = (length: number) => `VARCHAR(${length}) NULL`;

/** Columns every versioned row carries: which state it is, since when it is known, where it came from, who confirmed it. */
const VERSIONED = [
  'ADD COLUMN version INT NOT NULL DEFAULT 1',
  "ADD COLUMN recorded_at DATETIME(3) NOT NULL DEFAULT '2026-01-01 00:00:00.000'",
  `ADD COLUMN origin_kind ${code(16)} NOT NULL DEFAULT 'seed'`,
  `ADD COLUMN origin_id ${OPTIONAL_ID}`,
  "ADD COLUMN origin_by VARCHAR(64) NOT NULL DEFAULT ''",
  `ADD COLUMN confirmed_at ${OPTIONAL_AT}`,
  'ADD COLUMN confirmed_by VARCHAR(64) NULL',
  `ADD COLUMN confirmed_visit_id ${OPTIONAL_ID}`,
];

const HISTORY: [table: string, drop: string[]][] = [
  ['person', ['code', 'person_household', 'person_name', 'person_given', 'person_pinyin', 'person_initials', 'person_id_index', 'person_phone_index', 'person_phone_tail', 'person_confirmed', 'person_birth']],
  ['household', ['code', 'household_house']],
  ['house', ['code', 'house_building']],
  ['org', ['code']],
];

/** Versions with valid and recorded time, provenance of each change, the wider record of people and homes. */
export class LedgerHistory1764000000007 implements MigrationInterface {
  readonly name = 'LedgerHistory1764000000007';

  async up(q: QueryRunner): Promise<void> {
    await this.widenPerson(q);
    await this.widenOthers(q);
    for (const [name, keys] of HISTORY) {
      await q.query(`CREATE TABLE ${name}_history LIKE ${name}`);
      await q.query(`ALTER TABLE ${name}_history DROP PRIMARY KEY, ${keys.map((key) => `DROP INDEX ${key}`).join(', ')}, ADD COLUMN superseded_at DATETIME(3) NOT NULL, ADD PRIMARY KEY (id, version), ADD KEY ${name}_superseded (superseded_at)`);
    }
    for (const sql of this.tables()) await q.query(sql);
    await q.query(`ALTER TABLE person_tag ADD COLUMN evidence VARCHAR(200) NULL, ADD COLUMN reviewer VARCHAR(64) NULL, ADD COLUMN recorded_at DATETIME(3) NOT NULL DEFAULT '2026-01-01 00:00:00.000', ADD COLUMN ended_recorded_at ${OPTIONAL_AT}, ADD KEY person_tag_valid (tag, valid_to, person_id)`);
    await q.query(`ALTER TABLE visit ADD COLUMN client_id ${code(64)} NULL, ADD COLUMN account_id ${OPTIONAL_ID}, ADD COLUMN visitor_name VARCHAR(64) NULL, ADD UNIQUE KEY visit_client (client_id)`);
    await q.query(`ALTER TABLE ledger_proposal MODIFY COLUMN value MEDIUMBLOB NULL, ADD COLUMN reason ${code(24)} NULL, ADD COLUMN message VARCHAR(300) NULL, ADD COLUMN base ${sealed(3100)} NULL, ADD COLUMN proposed_by VARCHAR(64) NULL, ADD COLUMN at ${OPTIONAL_AT}, ADD COLUMN decided_at ${OPTIONAL_AT}, ADD COLUMN decided_by VARCHAR(64) NULL, ADD COLUMN area_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL`);
    await q.query("UPDATE ledger_proposal p JOIN visit v ON v.id = p.visit_id SET p.area_path = v.area_path, p.at = v.at, p.proposed_by = v.visitor, p.state = 'waiting', p.reason = 'EARLIER', p.message = '系统升级前登记,待审核'");
  }

  private async widenPerson(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE person ADD COLUMN clear_name VARCHAR(64) NULL AFTER name');
    // Names are searched and so kept clear behind access rules; until now they were sealed in form 0 (plain bytes after a zero).
    await q.query('UPDATE person SET clear_name = CONVERT(SUBSTRING(name, 2) USING utf8mb4)');
    await q.query('ALTER TABLE person DROP COLUMN name');
    await q.query(
      `ALTER TABLE person CHANGE COLUMN clear_name name VARCHAR(64) NOT NULL,
       MODIFY COLUMN birth_date DATE NULL, MODIFY COLUMN sex ${code(2)} NULL, MODIFY COLUMN relation ${code(4)} NULL, MODIFY COLUMN ethnic ${code(4)} NULL, MODIFY COLUMN marital ${code(4)} NULL,
       MODIFY COLUMN political ${code(4)} NULL, MODIFY COLUMN employment ${code(4)} NULL, MODIFY COLUMN health ${code(4)} NULL, MODIFY COLUMN residence_type ${code(16)} NULL,
       ADD COLUMN name_pinyin VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '', ADD COLUMN name_initials VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
       ADD COLUMN name_given VARCHAR(64) NOT NULL DEFAULT '', ADD COLUMN id_no_index ${INDEX16}, ADD COLUMN phone_index ${INDEX16}, ADD COLUMN phone_tail ${INDEX16},
       ADD COLUMN former_name ${word(64)}, ADD COLUMN id_type ${code(4)} NULL, ADD COLUMN nationality ${word(32)}, ADD COLUMN reg_address ${word(200)}, ADD COLUMN reg_kind ${word(16)}, ADD COLUMN inflow_reason ${word(16)},
       ADD COLUMN occupation ${word(64)}, ADD COLUMN work_unit ${word(100)}, ADD COLUMN income_source ${word(16)}, ADD COLUMN military_service ${word(16)}, ADD COLUMN medication ${word(200)}, ADD COLUMN allergy ${word(200)},
       ADD COLUMN family_doctor ${word(64)}, ADD COLUMN disability_type ${code(2)} NULL, ADD COLUMN disability_level ${code(2)} NULL, ADD COLUMN disability_cert ${sealed(255)} NULL, ADD COLUMN care_level ${code(2)} NULL,
       ADD COLUMN medical_insurance ${word(16)}, ADD COLUMN pension ${word(16)}, ADD COLUMN emergency_contact ${word(64)}, ADD COLUMN emergency_relation ${word(32)}, ADD COLUMN emergency_phone ${sealed(255)} NULL,
       ADD COLUMN residence_permit ${sealed(255)} NULL, ADD COLUMN skill ${word(100)}, ADD COLUMN move_in_date DATE NULL, ADD COLUMN move_out_date DATE NULL, ADD COLUMN death_date DATE NULL, ADD COLUMN note ${word(500)},
       ${VERSIONED.join(', ')},
       ADD KEY person_name (name, area_path), ADD KEY person_given (name_given, area_path), ADD KEY person_pinyin (name_pinyin, area_path), ADD KEY person_initials (name_initials, area_path), ADD KEY person_id_index (id_no_index), ADD KEY person_phone_index (phone_index), ADD KEY person_phone_tail (phone_tail), ADD KEY person_confirmed (confirmed_at), ADD KEY person_birth (birth_date)`,
    );
  }

  private async widenOthers(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE household ADD COLUMN kind ${word(16)}, ADD COLUMN low_income_type ${word(16)}, ADD COLUMN vehicle ${word(64)}, ADD COLUMN dogs INT NULL, ADD COLUMN note ${word(500)}, ${VERSIONED.join(', ')}, ADD KEY household_verified (last_verified_at)`);
    await q.query(`ALTER TABLE house ADD COLUMN tenure ${word(16)}, ADD COLUMN gas ${word(16)}, ADD COLUMN owner ${word(64)}, ADD COLUMN owner_phone ${sealed(255)} NULL, ADD COLUMN area_sqm INT NULL, ADD COLUMN rent_from DATE NULL, ADD COLUMN tenants INT NULL, ADD COLUMN hazard ${word(200)}, ADD COLUMN smoke_detector TINYINT NULL, ${VERSIONED.join(', ')}`);
    await q.query(`ALTER TABLE building ADD COLUMN elevator TINYINT NULL, ADD COLUMN year INT NULL, ADD COLUMN steward ${word(64)}, ADD COLUMN property ${word(100)}`);
    await q.query(`ALTER TABLE org ADD COLUMN principal ${word(64)}, ADD COLUMN phone ${sealed(255)} NULL, ADD COLUMN staff INT NULL, ADD COLUMN gas ${word(16)}, ADD COLUMN opened_at DATE NULL, ADD COLUMN area_sqm INT NULL, ADD COLUMN licence ${word(64)}, ADD COLUMN night_stay TINYINT NULL, ${VERSIONED.join(', ')}`);
  }

  private tables(): string[] {
    return [
      table(
        'ledger_change',
        `id ${ID} PRIMARY KEY`,
        `entity ${code(16)} NOT NULL`,
        `entity_id ${ID}`,
        AREA,
        `field ${code(48)} NOT NULL`,
        `old_value ${sealed(3100)} NULL`,
        `new_value ${sealed(3100)} NULL`,
        'valid_from DATE NOT NULL',
        `observed_at ${AT}`,
        `recorded_at ${AT}`,
        'version INT NOT NULL',
        `actor_id ${OPTIONAL_ID}`,
        'actor VARCHAR(64) NOT NULL',
        `source_kind ${code(16)} NOT NULL`,
        `source_id ${OPTIONAL_ID}`,
        'reason VARCHAR(200) NULL',
        'KEY change_entity (entity, entity_id, id)',
        'KEY change_source (source_kind, source_id)',
        'KEY change_recorded (recorded_at)',
      ),
      table('visit_confirmation', `visit_id ${ID}`, `person_id ${ID}`, `at ${AT}`, 'PRIMARY KEY (visit_id, person_id)', 'KEY confirmation_person (person_id, at)'),
      table('person_link', `id ${ID} PRIMARY KEY`, `person_id ${ID}`, `kind ${code(16)} NOT NULL`, `target_kind ${code(16)} NOT NULL`, `target_id ${ID}`, AREA, 'valid_from DATE NOT NULL', 'valid_to DATE NULL', 'note VARCHAR(100) NULL', 'KEY link_person (person_id)', 'KEY link_target (target_kind, target_id)'),
      table('life_event', `id ${ID} PRIMARY KEY`, `kind ${code(16)} NOT NULL`, `person_id ${ID}`, `household_id ${OPTIONAL_ID}`, AREA, 'day DATE NOT NULL', `recorded_at ${AT}`, `actor_id ${OPTIONAL_ID}`, 'actor VARCHAR(64) NOT NULL', `visit_id ${OPTIONAL_ID}`, 'note VARCHAR(200) NULL', 'KEY life_person (person_id)', 'KEY life_day (day)'),
    ];
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
