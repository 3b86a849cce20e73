import { type FieldDefinition, fieldOf, type FieldValue } from '#catalogue';
import { bulkInsert, type Queryable, seal, type SqlValue, sqlTime } from '#platform';
import type { Area } from '../spine/index.js';
import type { LedgerTools } from './ledger-tools.js';
import type { Provenance } from './provenance.js';
import { columnsFor, derivedChanges, RECORD_ENTITIES, type RecordEntity, type RecordRow, valueOf } from './record.js';
import { TagChanges } from './tag-changes.js';

interface Loaded {
  entity: RecordEntity;
  row: RecordRow;
  /** Columns to write; empty until something changes. */
  columns: Record<string, SqlValue>;
  isNew: boolean;
}

const keyOf = (entity: RecordEntity, id: number) => `${entity}:${id}`;
const columnLists = new Map<string, string>();

/** Columns of a versioned table in one order, for copying a row into its history. Asked of the schema once. */
async function columnsOf(db: Queryable, entity: RecordEntity): Promise<string> {
  const known = columnLists.get(entity);
  if (known !== undefined) return known;
  const rows = await db.query<{ name: string }>('SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position', [entity]);
  const list = rows.map((row) => row.name).join(', ');
  columnLists.set(entity, list);
  return list;
}

/**
 * The only writer of people, households, homes and organisations: one transaction's changes, gathered in memory and written
 * in bulk. Each changed record keeps its former state as a version, each changed field says who changed it, from where and why.
 */
export class LedgerBatch {
  private readonly loaded = new Map<string, Loaded>();
  private readonly changes: SqlValue[][] = [];
  private readonly confirmed = new Map<number, { at: number; by: string; visitId: number }>();
  private readonly inserts = new Map<RecordEntity, { columns: string[]; rows: SqlValue[][] }>();
  readonly tags: TagChanges;
  /** Rows of `life_event`. */
  readonly life: SqlValue[][] = [];

  constructor(readonly tools: LedgerTools) {
    this.tags = new TagChanges(tools);
  }

  /** Loads and locks records, in id order, so that two writers never wait for each other in a ring. */
  async load(entity: RecordEntity, ids: Iterable<number>): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => !this.loaded.has(keyOf(entity, id))).sort((a, b) => a - b);
    for (let from = 0; from < wanted.length; from += 1000) {
      const rows = await this.tools.tx.query<RecordRow>(`SELECT * FROM ${entity} WHERE id IN (?) ORDER BY id FOR UPDATE`, [wanted.slice(from, from + 1000)]);
      for (const row of rows) this.loaded.set(keyOf(entity, row.id), { entity, row, columns: {}, isNew: false });
    }
    if (entity === 'person') await this.tags.load(wanted);
  }

  row(entity: RecordEntity, id: number): RecordRow | undefined {
    return this.loaded.get(keyOf(entity, id))?.row;
  }

  value(entity: RecordEntity, id: number, field: FieldDefinition): FieldValue {
    const row = this.row(entity, id);
    return row === undefined ? null : valueOf(row, field);
  }

  /** Sets one field. The value is already checked. @returns false when the record says so already */
  set(entity: RecordEntity, id: number, field: FieldDefinition, value: FieldValue, by: Provenance): boolean {
    const record = this.record(entity, id);
    const before = valueOf(record.row, field);
    if (before === value) return false;
    this.write(record, field, before, value, by);
    for (const [other, derived] of derivedChanges(field, value)) {
      const former = valueOf(record.row, other);
      if (former !== derived) this.write(record, other, former, derived, { ...by, kind: 'derived', reason: `由${field.label}推算` });
    }
    if (entity === 'person') this.tags.refresh(this.personFacts(record.row), by);
    return true;
  }

  /** A column that is no field of the catalogue (household, area, status). Written with the next version of the record. */
  setColumns(entity: RecordEntity, id: number, columns: Record<string, SqlValue>, note: { field: string; before: FieldValue; after: FieldValue } | null, by: Provenance): void {
    const record = this.record(entity, id);
    Object.assign(record.columns, columns);
    Object.assign(record.row, columns);
    if (note !== null) this.changes.push(this.changeRow(record, note.field, note.before, note.after, by));
  }

  /** What is kept beside the record (a link) but belongs to its history. The record itself stays at its version. */
  note(entity: RecordEntity, id: number, field: string, before: FieldValue, after: FieldValue, by: Provenance): void {
    const record = this.record(entity, id);
    this.changes.push(this.changeRow(record, field, before, after, by, record.row.version));
  }

  /** Adds a record that is new to the ledger; its fields follow by `set`. */
  create(entity: RecordEntity, id: number, area: Area, columns: Record<string, SqlValue>, by: Provenance): void {
    const row = { ...columns, id, version: 1, area_id: area.id, area_path: area.path, recorded_at: sqlTime(this.tools.now), origin_kind: by.kind, origin_id: by.id, origin_by: by.actor };
    this.loaded.set(keyOf(entity, id), { entity, row: row, columns: { ...row }, isNew: true });
  }

  /** Somebody stood at the door and the person's record was right. */
  confirm(personId: number, at: number, by: string, visitId: number): void {
    const known = this.confirmed.get(personId);
    if (known === undefined || known.at < at) this.confirmed.set(personId, { at, by, visitId });
  }

  async flush(): Promise<void> {
    for (const entity of RECORD_ENTITIES) {
      const records = [...this.loaded.values()].filter((record) => record.entity === entity && Object.keys(record.columns).length > 0);
      await this.insertNew(entity, records.filter((record) => record.isNew));
      await this.updateOld(entity, records.filter((record) => !record.isNew));
    }
    await bulkInsert(
      this.tools.tx,
      'ledger_change',
      ['id', 'entity', 'entity_id', 'area_id', 'area_path', 'field', 'old_value', 'new_value', 'valid_from', 'observed_at', 'recorded_at', 'version', 'actor_id', 'actor', 'source_kind', 'source_id', 'reason'],
      this.changes,
    );
    await this.tags.flush();
    await bulkInsert(this.tools.tx, 'life_event', ['id', 'kind', 'person_id', 'household_id', 'area_id', 'area_path', 'day', 'recorded_at', 'actor_id', 'actor', 'visit_id', 'note'], this.life);
    for (const [id, { at, by, visitId }] of [...this.confirmed].sort(([a], [b]) => a - b))
      await this.tools.tx.write('UPDATE person SET confirmed_at = ?, confirmed_by = ?, confirmed_visit_id = ? WHERE id = ? AND (confirmed_at IS NULL OR confirmed_at < ?)', [sqlTime(at), by, visitId, id, sqlTime(at)]);
    await bulkInsert(this.tools.tx, 'visit_confirmation', ['visit_id', 'person_id', 'at'], [...this.confirmed].map(([id, { at, visitId }]) => [visitId, id, sqlTime(at)]), 'ON DUPLICATE KEY UPDATE at = VALUES(at)');
  }

  private record(entity: RecordEntity, id: number): Loaded {
    const found = this.loaded.get(keyOf(entity, id));
    if (found === undefined) throw new Error(`${keyOf(entity, id)} was not loaded`);
    return found;
  }

  private write(record: Loaded, field: FieldDefinition, before: FieldValue, value: FieldValue, by: Provenance): void {
    const columns = columnsFor(field, value);
    Object.assign(record.columns, columns);
    Object.assign(record.row, columns);
    if (!record.isNew) this.changes.push(this.changeRow(record, field.id, before, value, by));
  }

  private changeRow(record: Loaded, field: string, before: FieldValue, after: FieldValue, by: Provenance, version = record.row.version + (record.isNew ? 0 : 1)): SqlValue[] {
    const { row } = record;
    const sealed = (value: FieldValue) => (value === null ? null : seal(JSON.stringify(value)));
    return [this.tools.ids.next(), record.entity, row.id, row.area_id, row.area_path, field, sealed(before), sealed(after), by.validFrom, sqlTime(by.observedAt ?? this.tools.now), sqlTime(this.tools.now), version, by.actorId, by.actor, by.kind, by.id, by.reason?.slice(0, 200) ?? null];
  }

  private async insertNew(entity: RecordEntity, records: readonly Loaded[]): Promise<void> {
    // Rows of one shape go together; a sheet's rows mostly have the same filled columns.
    for (const record of records) {
      const columns = Object.keys(record.columns).sort();
      const shape = `${entity}|${columns.join()}` as RecordEntity;
      const group = this.inserts.get(shape) ?? { columns, rows: [] };
      this.inserts.set(shape, group);
      group.rows.push(columns.map((column) => record.columns[column] ?? null));
    }
    for (const { columns, rows } of this.inserts.values()) await bulkInsert(this.tools.tx, entity, columns, rows);
    this.inserts.clear();
  }

  private async updateOld(entity: RecordEntity, records: readonly Loaded[]): Promise<void> {
    if (records.length === 0) return;
    const { tx, now } = this.tools;
    const columns = await columnsOf(tx, entity);
    const ids = records.map((record) => record.row.id);
    for (let from = 0; from < ids.length; from += 1000)
      await tx.write(`INSERT INTO ${entity}_history (${columns}, superseded_at) SELECT ${columns}, ? FROM ${entity} WHERE id IN (${ids.slice(from, from + 1000).map(() => '?').join(',')})`, [sqlTime(now), ...ids.slice(from, from + 1000)]);
    for (const record of records) {
      const names = Object.keys(record.columns);
      await tx.write(`UPDATE ${entity} SET ${names.map((name) => `${name} = ?`).join(', ')}, version = version + 1, recorded_at = ? WHERE id = ?`, [...names.map((name) => record.columns[name] ?? null), sqlTime(now), record.row.id]);
    }
  }

  private personFacts(row: RecordRow): { id: number; birthDate: string | null; political: string | null; residenceType: string | null } {
    const text = (id: string) => {
      const field = fieldOf(id);
      const value = field === undefined ? null : valueOf(row, field);
      return value === null ? null : String(value);
    };
    return { id: row.id, birthDate: text('person.birth_date'), political: text('person.political'), residenceType: text('person.residence_type') };
  }
}
