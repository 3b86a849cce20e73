import { Inject, Injectable } from '@nestjs/common';
import { type FieldDefinition, fieldOf, tagOf } from '#catalogue';
import type { LifeEvent, NewResident, ResidentDetail, ResidentPatch, TagChange } from '#contracts';
import { businessDay, type Clock, codeOf, fail, isoTime, type Queryable } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope, scopeOf } from '../access/index.js';
import { LedgerWriter, type LedgerWrite, LifeEvents, type Provenance } from '../ledger/index.js';
import { type Area, AreaIndex } from '../spine/index.js';
import { checkValues } from './check-values.js';
import { HistoryRepository } from './history.repository.js';
import { ResidentsService } from './residents.service.js';

/** Changes people make on the pages: fields, tags, moves, births, deaths. */
@Injectable()
export class EditingService {
  constructor(
    private readonly writer: LedgerWriter,
    private readonly residents: ResidentsService,
    private readonly history: HistoryRepository,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND, FIELD_…, RECORD_LEFT, RECORD_CONFLICT with the fields others changed meanwhile */
  async patch(id: number, patch: ResidentPatch, account: AccountPrincipal): Promise<ResidentDetail> {
    const values = checkValues('person', patch.changes, this.today());
    await this.writer.run(async ({ batch }) => {
      await batch.load('person', [id]);
      const row = batch.row('person', id);
      this.allow(row?.area_path, account);
      if (row?.['residence_status'] !== 'LIVING') throw fail('RECORD_LEFT');
      if (row.version !== patch.version) await this.conflict(id, patch, row.version);
      for (const [field, value] of values) batch.set('person', id, field, value, this.by(account, 'correction', patch.reason, patch.validFrom));
    });
    return this.residents.get(id, undefined, account);
  }

  /** @throws HOUSEHOLD_UNKNOWN, FIELD_… */
  async create(wanted: NewResident, account: AccountPrincipal): Promise<ResidentDetail> {
    const id = await this.writer.run((write) => this.addPerson(write, Number(wanted.household), wanted.changes, this.by(account, 'correction', wanted.reason, wanted.moveInDate), account));
    return this.residents.get(id, undefined, account);
  }

  /** @returns how many people the tag was given to or ended for @throws TAG_UNKNOWN, TAG_DERIVED, NOT_FOUND */
  async tag(change: TagChange, account: AccountPrincipal): Promise<{ changed: number }> {
    const tag = tagOf(change.tag);
    if (tag === undefined) throw fail('TAG_UNKNOWN', { tag: change.tag });
    if (tag.derived !== null) throw fail('TAG_DERIVED', { tag: tag.name });
    const ids = change.residents.map(Number);
    return this.writer.run(async ({ batch }) => {
      await batch.load('person', ids);
      const by = this.by(account, 'correction', change.evidence, undefined);
      let changed = 0;
      for (const id of ids) {
        const row = batch.row('person', id);
        this.allow(row?.area_path, account);
        if (row?.['residence_status'] !== 'LIVING') throw fail('RECORD_LEFT');
        if (change.action === 'add' ? batch.tags.add(id, tag.code, change.evidence, by, '页面登记') : batch.tags.end(id, tag.code, by.validFrom)) changed++;
      }
      return { changed };
    });
  }

  /** @throws NOT_FOUND, HOUSEHOLD_UNKNOWN, RECORD_LEFT, FIELD_… */
  async life(event: LifeEvent, account: AccountPrincipal): Promise<{ person: string }> {
    if (event.day > this.today()) throw fail('BAD_REQUEST', { reason: '日期不能晚于今天' });
    const by = this.by(account, 'life', event.note ?? null, event.day);
    const id = await this.writer.run(async (write) => {
      if (event.kind === 'birth') return this.addPerson(write, Number(event.household), { 'person.birth_date': event.day, ...event.changes }, by, account);
      if (event.kind === 'moveIn' && event.person === undefined) return this.addPerson(write, Number(event.household), { ...event.changes, 'person.move_in_date': event.day }, by, account);
      const person = Number(event.person);
      await write.batch.load('person', [person]);
      this.allow(write.batch.row('person', person)?.area_path, account);
      const life = new LifeEvents(write.batch);
      if (event.kind === 'moveIn') life.moveIn(person, await this.household(write.tx, Number(event.household), account), event.day, by);
      else if (event.kind === 'moveOut') life.moveOut(person, event.day, by);
      else life.death(person, event.day, by);
      return person;
    });
    return { person: String(id) };
  }

  private async addPerson(write: LedgerWrite, householdId: number, changes: Record<string, unknown>, by: Provenance, account: AccountPrincipal): Promise<number> {
    const household = await this.household(write.tx, householdId, account);
    const values = checkValues('person', changes, this.today());
    const name = fieldOf('person.name') as FieldDefinition;
    if (typeof values.get(name) !== 'string') throw fail('FIELD_INVALID', { label: name.label, reason: '不能为空' });
    return new LifeEvents(write.batch).add(household, codeOf('P', write.ids.next()), values, by);
  }

  private async household(db: Queryable, id: number, account: AccountPrincipal): Promise<{ id: number; area: Area }> {
    const rows = await db.query<{ area_id: number; area_path: string }>('SELECT area_id, area_path FROM household WHERE id = ? AND valid_to IS NULL', [id]);
    const row = rows[0];
    const area = row === undefined ? undefined : this.areas.id(row.area_id);
    if (row === undefined || area === undefined || !scopeOf(account, 'ledger.edit').covers(row.area_path)) throw fail('HOUSEHOLD_UNKNOWN');
    return { id, area };
  }

  private allow(path: string | undefined, account: AccountPrincipal): void {
    if (path === undefined) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'ledger.edit').covers(path)) throw outOfScope();
  }

  private async conflict(id: number, patch: ResidentPatch, version: number): Promise<never> {
    const changed = await this.history.changedSince('person', id, patch.version);
    const fields = [...changed].map(([field, { by, at }]) => ({ field, label: fieldOf(field)?.label ?? field, by, at: isoTime(at), yours: field in patch.changes }));
    throw fail('RECORD_CONFLICT', { by: fields.at(-1)?.by ?? '他人', version, fields });
  }

  private by(account: AccountPrincipal, kind: Provenance['kind'], reason: string | null, validFrom: string | undefined): Provenance {
    return { kind, id: null, actorId: account.id, actor: account.name, reason, validFrom: validFrom ?? this.today() };
  }

  private today(): string {
    return businessDay(this.clock.now());
  }
}
