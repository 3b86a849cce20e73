import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type FieldDefinition, fieldOf, type FieldValue, tagOf } from '#catalogue';
import type { ImportJob } from '#contracts';
import { businessDay, type Clock, codeOf, Database, fail, type Logger, sqlTime } from '#platform';
import { CLOCK, LOGGER } from '../../boot/tokens.js';
import { type AccountPrincipal } from '../access/index.js';
import { AuditLog } from '../audit/index.js';
import { ChangeDesk, LedgerWriter, type LedgerWrite, LifeEvents, type Provenance, type RecordEntity, type Target } from '../ledger/index.js';
import { type Area, AreaIndex } from '../spine/index.js';
import { ImportsRepository, type JobRow, type StoredRow } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { fieldOfTarget, type PlannedField } from './plan.js';
import { UndoingService } from './undoing.service.js';

const PART = 100;
const COMMITTED = ['create', 'update', 'conflict'] as const;

/** Writes a checked sheet into the ledger, a hundred rows a transaction; goes on by itself after a crash. */
@Injectable()
export class CommittingService implements OnApplicationBootstrap, OnModuleDestroy {
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly imports: ImportsService,
    private readonly repository: ImportsRepository,
    private readonly undoing: UndoingService,
    private readonly writer: LedgerWriter,
    private readonly audit: AuditLog,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.imports.giveUpChecks();
    for (const { id } of await this.repository.inState('committing')) this.start(() => this.commitAll(id));
    for (const { id } of await this.repository.inState('undoing')) this.start(() => this.undoing.undoAll(id, () => this.stopped));
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** @throws IMPORT_STATE, IMPORT_UNSETTLED, IMPORT_HAS_ERRORS */
  async commit(id: number, skipBad: boolean, account: AccountPrincipal): Promise<ImportJob> {
    const job = await this.imports.own(id, account);
    this.imports.expect(job, ['ready']);
    const view = await this.imports.get(id, account);
    if (view.unsettled > 0) throw fail('IMPORT_UNSETTLED', { count: view.unsettled });
    if ((view.counts.reject ?? 0) > 0 && !skipBad) throw fail('IMPORT_HAS_ERRORS', { rejected: view.counts.reject });
    await this.database.transaction(async (tx) => {
      await this.repository.setState(tx, id, 'committing', { done: 0, skipBad, message: null });
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'import.committed', subject: `import:${id}`, detail: { rows: job.total, counts: view.counts } });
    });
    this.start(() => this.commitAll(id));
    return this.imports.get(id, account);
  }

  /** @throws IMPORT_STATE */
  async pause(id: number, account: AccountPrincipal): Promise<ImportJob> {
    this.imports.expect(await this.imports.own(id, account), ['committing']);
    await this.database.transaction((tx) => this.repository.setState(tx, id, 'paused'));
    return this.imports.get(id, account);
  }

  /** @throws IMPORT_STATE */
  async resume(id: number, account: AccountPrincipal): Promise<ImportJob> {
    this.imports.expect(await this.imports.own(id, account), ['paused']);
    await this.database.transaction((tx) => this.repository.setState(tx, id, 'committing'));
    this.start(() => this.commitAll(id));
    return this.imports.get(id, account);
  }

  /** Takes the whole import back. @throws IMPORT_STATE */
  async undo(id: number, account: AccountPrincipal): Promise<ImportJob> {
    const job = await this.imports.own(id, account);
    this.imports.expect(job, ['done']);
    await this.database.transaction(async (tx) => {
      await this.repository.setState(tx, id, 'undoing', { done: 0 });
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'import.undone', subject: `import:${id}`, detail: { rows: job.total } });
    });
    this.start(() => this.undoing.undoAll(id, () => this.stopped));
    return this.imports.get(id, account);
  }

  /** One job after another: imports must not take the database from intake. */
  private start(work: () => Promise<void>): void {
    this.running = this.running.then(work).catch((error: unknown) => this.logger.error({ err: error }, 'import job stopped; it goes on at the next start'));
  }

  private async commitAll(id: number): Promise<void> {
    for (;;) {
      const job = await this.repository.find(id);
      if (job === null || job.state !== 'committing' || this.stopped) return;
      const rows = await this.repository.nextRows(this.database, id, COMMITTED, PART);
      if (rows.length === 0) break;
      await this.writer.run((write) => this.part(write, job, rows));
    }
    // Rejected rows keep their state: their workbook is what the sender mends next.
    await this.database.transaction((tx) => this.repository.setState(tx, id, 'done', { committedAt: this.clock.now() }));
  }

  private async part(write: LedgerWrite, job: JobRow, rows: readonly StoredRow[]): Promise<void> {
    const { batch, tx } = write;
    await batch.load('person', rows.flatMap((row) => row.person_id ?? []));
    await batch.load('house', rows.flatMap((row) => row.plan.houseId ?? []));
    const desks: ChangeDesk[] = [];
    for (const row of rows) {
      const desk = new ChangeDesk(batch, row.id);
      desks.push(desk);
      const householdId = await this.household(write, row, job);
      if (householdId !== null) await batch.load('household', [householdId]);
      this.apply(write, row, householdId, desk, this.by(job, row));
    }
    for (const desk of desks) await desk.flush();
    await this.repository.markRows(tx, rows.map((row) => row.id), 'applied');
    for (const row of rows) if (row.person_id !== null) await this.repository.setPerson(tx, row.id, row.person_id);
    await tx.write('UPDATE import_job SET done = done + ? WHERE id = ?', [rows.length, job.id]);
  }

  private apply(write: LedgerWrite, row: StoredRow, householdId: number | null, desk: ChangeDesk, by: Provenance): void {
    const { batch } = write;
    const { plan } = row;
    const household = householdId === null ? undefined : batch.row('household', householdId);
    const area = household === undefined ? undefined : this.areas.id(household.area_id);
    const base = { householdId: householdId ?? 0, areaPath: household?.area_path ?? '/' };
    if (plan.questions.length > 0) {
      desk.hold({ ...base, entity: 'household', id: householdId ?? 0, personId: row.person_id }, 'person.moveIn', Object.fromEntries(plan.fields.filter((field) => field.value !== null).map((field) => [field.target, field.value])), by, 'DUPLICATE', plan.questions.join(';'));
      return;
    }
    if (row.person_id === null && household !== undefined && area !== undefined) row.person_id = this.add(write, plan.fields, { id: household.id, area }, by);
    if (row.person_id === null) return;
    for (const field of plan.fields) this.applyField(batch, field, row, base, desk, by);
  }

  private add(write: LedgerWrite, fields: readonly PlannedField[], household: { id: number; area: Area }, by: Provenance): number {
    const values = new Map<FieldDefinition, FieldValue>();
    for (const item of fields) {
      const field = fieldOfTarget(item.target);
      if (field?.entity === 'person' && field.editable && item.value !== null && item.outcome !== 'reject') values.set(field, item.value);
    }
    return new LifeEvents(write.batch).add(household, codeOf('P', write.ids.next()), values, by);
  }

  /** What the plan says, unless the ledger has moved on since it was made: then a person decides. */
  private applyField(batch: LedgerWrite['batch'], item: PlannedField, row: StoredRow, base: { householdId: number; areaPath: string }, desk: ChangeDesk, by: Provenance): void {
    const personId = row.person_id;
    if (personId === null || item.outcome === 'same' || item.outcome === 'keep' || item.outcome === 'reject') return;
    const tags = item.target === 'person.tags' ? String(item.value).split(/[,、]/) : item.target.startsWith('tag:') && item.value === true ? [item.target.slice(4)] : [];
    for (const tag of tags) if (tagOf(tag)?.derived === null) batch.tags.add(personId, tag, `表格导入第 ${row.row_no} 行`, by, '表格导入');
    const field = fieldOf(item.target);
    if (field === undefined || !field.editable) return;
    const [entity, id] = ((): [RecordEntity, number | null] => (field.entity === 'household' ? ['household', base.householdId] : field.entity === 'house' ? ['house', row.plan.houseId] : ['person', personId]))();
    if (id === null || batch.row(entity, id) === undefined) return;
    const target: Target = { ...base, entity, id, personId };
    const moved = batch.value(entity, id, field) !== item.current && row.plan.personId !== null;
    if (item.outcome === 'conflict' || moved) desk.hold(target, field.id, item.value, by, 'CONFLICT', '与底册中较新的登记不一致');
    else batch.set(entity, id, field, item.value, by);
  }

  /** The household of the row; a home that nobody lives in gets one. */
  private async household(write: LedgerWrite, row: StoredRow, job: JobRow): Promise<number | null> {
    const { plan } = row;
    if (plan.householdId !== null) return plan.householdId;
    if (plan.houseId === null) return null;
    const known = await write.tx.query<{ id: number }>('SELECT id FROM household WHERE house_id = ? AND valid_to IS NULL ORDER BY id LIMIT 1', [plan.houseId]);
    if (known[0] !== undefined) return known[0].id;
    const house = write.batch.row('house', plan.houseId);
    const area = house === undefined ? undefined : this.areas.id(house.area_id);
    if (house === undefined || area === undefined) return null;
    const id = write.ids.next();
    await write.tx.write("INSERT INTO household (id, code, house_id, area_id, area_path, recorded_at, origin_kind, origin_id, origin_by) VALUES (?, ?, ?, ?, ?, ?, 'import', ?, ?)", [id, codeOf('H', id), plan.houseId, area.id, area.path, sqlTime(write.now), row.id, job.account_name]);
    write.counters.standing('LED-02', area.id, 1);
    return id;
  }

  private by(job: JobRow, row: StoredRow): Provenance {
    return { kind: 'import', id: row.id, actorId: job.account_id, actor: job.account_name, reason: `${job.file_name} 第 ${row.row_no} 行`, validFrom: businessDay(this.clock.now()) };
  }
}
