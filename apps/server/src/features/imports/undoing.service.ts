import { Inject, Injectable } from '@nestjs/common';
import { fieldOf, type FieldValue } from '#catalogue';
import { businessDay, type Clock, Database, open, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { LedgerWriter, type LedgerWrite, type Provenance, type RecordEntity } from '../ledger/index.js';
import { ImportsRepository, type JobRow, type StoredRow } from './imports.repository.js';

const PART = 100;

interface ChangeRow {
  id: number;
  entity: RecordEntity;
  entity_id: number;
  field: string;
  old_value: Buffer | null;
  new_value: Buffer | null;
  source_id: number;
}

const value = (sealed: Buffer | null): FieldValue => (sealed === null ? null : (JSON.parse(open(sealed)) as FieldValue));

/**
 * Takes an import back, row by row: what nobody has changed since is as it was before; what somebody has changed since stays
 * theirs, and its row says so. The taking back is itself a change with its source, so history keeps both.
 */
@Injectable()
export class UndoingService {
  constructor(
    private readonly database: Database,
    private readonly repository: ImportsRepository,
    private readonly writer: LedgerWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async undoAll(id: number, stopped: () => boolean): Promise<void> {
    for (;;) {
      const job = await this.repository.find(id);
      if (job === null || job.state !== 'undoing' || stopped()) return;
      const rows = await this.repository.nextRows(this.database, id, ['applied'], PART);
      if (rows.length === 0) break;
      await this.writer.run((write) => this.part(write, job, rows));
    }
    await this.database.transaction((tx) => this.repository.setState(tx, id, 'undone', { undoneAt: this.clock.now() }));
  }

  private async part(write: LedgerWrite, job: JobRow, rows: readonly StoredRow[]): Promise<void> {
    const { batch, tx } = write;
    const rowIds = rows.map((row) => row.id);
    const changes = await tx.query<ChangeRow>("SELECT id, entity, entity_id, field, old_value, new_value, source_id FROM ledger_change WHERE source_kind IN ('import', 'derived') AND source_id IN (?) ORDER BY id DESC", [rowIds]);
    const entities: RecordEntity[] = ['person', 'household', 'house'];
    for (const entity of entities) await batch.load(entity, changes.filter((change) => change.entity === entity).map((change) => change.entity_id));
    const created = await tx.query<{ id: number; origin_id: number; version: number; area_id: number; residence_status: string }>("SELECT id, origin_id, version, area_id, residence_status FROM person WHERE origin_kind = 'import' AND origin_id IN (?)", [rowIds]);
    await batch.load('person', created.map((person) => person.id));
    const kept = new Set<number>();
    for (const change of changes) if (!this.takeBack(write, change, job)) kept.add(change.source_id);
    for (const person of created) if (!this.remove(write, person, job)) kept.add(person.origin_id);
    await this.endTags(write, rows);
    await tx.write(`UPDATE ledger_proposal SET state = 'rejected', decided_at = ?, decided_by = ? WHERE state = 'waiting' AND visit_id IN (${rowIds.map(() => '?').join(',')})`, [sqlTime(write.now), `${job.account_name}(撤销导入)`, ...rowIds]);
    await this.closeHouseholds(write, rowIds);
    await this.repository.markRows(tx, rowIds.filter((id) => !kept.has(id)), 'undone');
    await this.repository.markRows(tx, rowIds.filter((id) => kept.has(id)), 'kept');
    await tx.write('UPDATE import_job SET done = done + ? WHERE id = ?', [rows.length, job.id]);
  }

  private takeBack({ batch }: LedgerWrite, change: ChangeRow, job: JobRow): boolean {
    const field = fieldOf(change.field);
    if (field === undefined || batch.row(change.entity, change.entity_id) === undefined) return true;
    const now = batch.value(change.entity, change.entity_id, field);
    const before = value(change.old_value);
    if (now === before) return true;
    if (now !== value(change.new_value)) return false;
    batch.set(change.entity, change.entity_id, field, before, this.by(job, change.source_id));
    return true;
  }

  /** A person the import brought goes, unless somebody has worked on the record since. */
  private remove({ batch, counters }: LedgerWrite, person: { id: number; origin_id: number; version: number; area_id: number; residence_status: string }, job: JobRow): boolean {
    if (person.version > 1 || person.residence_status !== 'LIVING') return false;
    batch.setColumns('person', person.id, { residence_status: 'UNDONE', valid_to: sqlTime(batch.tools.now) }, null, this.by(job, person.origin_id));
    for (const tag of batch.tags.of(person.id)) batch.tags.end(person.id, tag, businessDay(batch.tools.now));
    counters.standing('LED-01', person.area_id, -1);
    return true;
  }

  private async endTags({ batch, tx }: LedgerWrite, rows: readonly StoredRow[]): Promise<void> {
    const people = rows.flatMap((row) => row.person_id ?? []);
    if (people.length === 0) return;
    const given = await tx.query<{ person_id: number; tag: string; evidence: string }>("SELECT person_id, tag, evidence FROM person_tag WHERE source = '表格导入' AND valid_to IS NULL AND person_id IN (?)", [people]);
    await batch.load('person', given.map((tag) => tag.person_id));
    for (const tag of given) if (rows.some((row) => row.person_id === tag.person_id && tag.evidence === `表格导入第 ${row.row_no} 行`)) batch.tags.end(tag.person_id, tag.tag, businessDay(batch.tools.now));
  }

  /** Households that the import made and nobody lives in any more. Runs before the flush: those of this part still count as living. */
  private async closeHouseholds({ tx, counters, now }: LedgerWrite, rowIds: readonly number[]): Promise<void> {
    const made = await tx.query<{ id: number; area_id: number }>("SELECT h.id, h.area_id FROM household h WHERE h.origin_kind = 'import' AND h.origin_id IN (?) AND h.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM person p WHERE p.household_id = h.id AND p.residence_status = 'LIVING' AND NOT (p.origin_kind = 'import' AND p.version = 1))", [rowIds]);
    for (const household of made) {
      await tx.write('UPDATE household SET valid_to = ? WHERE id = ?', [sqlTime(now), household.id]);
      counters.standing('LED-02', household.area_id, -1);
    }
  }

  private by(job: JobRow, rowId: number): Provenance {
    return { kind: 'undo', id: rowId, actorId: job.account_id, actor: job.account_name, reason: `撤销导入 ${job.file_name}`, validFrom: businessDay(this.clock.now()) };
  }
}
