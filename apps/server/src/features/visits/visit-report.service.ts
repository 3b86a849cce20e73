import { Inject, Injectable } from '@nestjs/common';
import { type FieldDefinition, fieldOf, type FieldValue, parseValue } from '#catalogue';
import type { VisitReply, VisitReport } from '#contracts';
import { businessDay, caseCodeOf, type Clock, codeOf, Database, fail, idNoIndex, seal, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope, scopeOf } from '../access/index.js';
import { ChangeDesk, LedgerWriter, type LedgerWrite, LifeEvents, type Newer, type Outcome, type Provenance, recentChanges, type RecordEntity, type Target } from '../ledger/index.js';
import { type Area, AreaIndex, PAGE_DOOR, PAGE_SOURCE, type PageDoor } from '../spine/index.js';
import { VisitDayService } from './visit-day.service.js';

const FUTURE_MS = 10 * 60_000;
const PAST_MS = 60 * 86_400_000;

interface HouseholdRow {
  id: number;
  house_id: number;
  area_id: number;
  area_path: string;
}

/** Someone re-registered the person elsewhere while the phone was away: nothing told is dropped in silence. */
const MOVED_ON = '此人已不在这一户';

type Results = VisitReply['outcomes'];

/**
 * A visit told from a phone, perhaps days later and perhaps twice. Each field is merged on its own: what nobody else touched
 * since the phone read it is applied, the same is the same, all else waits in the review list. Nothing is silently overwritten.
 */
@Injectable()
export class VisitReportService {
  constructor(
    private readonly database: Database,
    private readonly writer: LedgerWriter,
    private readonly days: VisitDayService,
    private readonly areas: AreaIndex,
    @Inject(PAGE_DOOR) private readonly door: PageDoor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND, BAD_REQUEST */
  async record(report: VisitReport, account: AccountPrincipal): Promise<VisitReply> {
    const at = Date.parse(report.at);
    const now = this.clock.now();
    if (at > now + FUTURE_MS || at < now - PAST_MS) throw fail('BAD_REQUEST', { reason: '走访时间应在最近 60 天内' });
    const household = await this.household(Number(report.household), account);
    const known = await this.database.query<{ id: number }>('SELECT id FROM visit WHERE client_id = ?', [report.clientId]);
    const told = known[0] === undefined ? await this.write(report, household, at, account) : { visitId: known[0].id, outcomes: await this.held(known[0].id, household.id) };
    const caseCode = await this.reportNeed(report, household, at, account);
    return { visitId: String(told.visitId), repeat: known[0] !== undefined, outcomes: told.outcomes, caseCode, household: await this.days.one(household.id, account) };
  }

  /** What of an earlier telling waits for review: the first answer may never have reached the phone. */
  private async held(visitId: number, householdId: number): Promise<Results> {
    const rows = await this.database.query<{ person_id: number | null; field: string; message: string | null }>("SELECT person_id, field, message FROM ledger_proposal WHERE visit_id = ? AND household_id = ? AND state = 'waiting' ORDER BY id", [visitId, householdId]);
    return rows.map((row) => ({ target: row.person_id === null ? `household:${householdId}` : `person:${row.person_id}`, field: row.field, outcome: 'review', message: row.message }));
  }

  private async write(report: VisitReport, household: HouseholdRow, at: number, account: AccountPrincipal): Promise<{ visitId: number; outcomes: Results }> {
    return this.writer.run(async (write) => {
      const { batch, tx, ids, say } = write;
      const visitId = ids.next();
      const area = this.areas.id(household.area_id);
      if (area === undefined) throw fail('NOT_FOUND');
      await tx.write('INSERT INTO visit (id, household_id, person_id, area_id, area_path, visitor, at, findings, need, client_id, account_id, visitor_name) VALUES (?, ?, NULL, ?, ?, ?, ?, ?, 0, ?, ?, ?)', [visitId, household.id, area.id, area.path, account.username.slice(0, 64), sqlTime(at), seal(report.note ?? null), report.clientId, account.id, account.name]);
      if (verifies(report)) await tx.write('UPDATE household SET last_verified_at = ? WHERE id = ? AND (last_verified_at IS NULL OR last_verified_at < ?)', [sqlTime(at), household.id, sqlTime(at)]);
      const by: Provenance = { kind: 'visit', id: visitId, actorId: account.id, actor: account.name, reason: null, validFrom: businessDay(at), observedAt: at };
      const desk = new ChangeDesk(batch, visitId);
      const outcomes: Results = [];
      await this.changePeople(report, household, write, desk, by, outcomes);
      await this.changeHome(report, household, write, desk, by, outcomes);
      await this.moves(report, household, area, write, desk, by, outcomes);
      await desk.flush();
      say({ type: 'visit.recorded', entityId: visitId, level: 'info', area, at: this.clock.now(), title: '入户走访', state: '已记录', source: 'grid' });
      return { visitId, outcomes };
    });
  }

  private async changePeople(report: VisitReport, household: HouseholdRow, { batch, tx }: LedgerWrite, desk: ChangeDesk, by: Provenance, outcomes: Results): Promise<void> {
    const members = await tx.query<{ id: number }>('SELECT id FROM person WHERE household_id = ?', [household.id]);
    const own = new Set(members.map((member) => member.id));
    const changing = report.people.map((person) => ({ ...person, id: Number(person.id) })).filter((person) => own.has(person.id));
    await batch.load('person', [...changing.map((person) => person.id), ...report.movedOut.map((person) => Number(person.id)).filter((id) => own.has(id))]);
    const at = by.observedAt ?? this.clock.now();
    for (const id of report.confirmed.map(Number).filter((id) => own.has(id))) batch.confirm(id, at, by.actor, by.id ?? 0);
    const home: Target = { entity: 'household', id: household.id, personId: null, householdId: household.id, areaPath: household.area_path };
    const strangers = report.people.filter((person) => !own.has(Number(person.id)));
    for (const person of strangers) for (const change of person.changes) outcomes.push(told(`person:${person.id}`, change.field, desk.hold(home, change.field, change.value, by, 'FIELD', MOVED_ON)));
    for (const moved of report.movedOut) if (!own.has(Number(moved.id))) outcomes.push(told(`person:${moved.id}`, 'moveOut', desk.hold(home, 'person.moveOut', moved.day, by, 'FIELD', MOVED_ON)));
    for (const person of changing)
      for (const change of person.changes) {
        const target: Target = { entity: 'person', id: person.id, personId: person.id, householdId: household.id, areaPath: household.area_path };
        outcomes.push(told(`person:${person.id}`, change.field, desk.offer(target, change.field, change.value, by, await this.since(tx, 'person', person.id, change.baseVersion))));
      }
  }

  private async changeHome(report: VisitReport, household: HouseholdRow, { batch, tx }: LedgerWrite, desk: ChangeDesk, by: Provenance, outcomes: Results): Promise<void> {
    const parts: [RecordEntity, number, VisitReport['house_changes']][] = [['household', household.id, report.household_changes], ['house', household.house_id, report.house_changes]];
    for (const [entity, id, changes] of parts) {
      if (changes.length === 0) continue;
      await batch.load(entity, [id]);
      for (const change of changes) {
        const target: Target = { entity, id, personId: null, householdId: household.id, areaPath: household.area_path };
        outcomes.push(told(`${entity}:${id}`, change.field, desk.offer(target, change.field, change.value, by, await this.since(tx, entity, id, change.baseVersion))));
      }
    }
  }

  private async moves(report: VisitReport, household: HouseholdRow, area: Area, { batch, tx, ids }: LedgerWrite, desk: ChangeDesk, by: Provenance, outcomes: Results): Promise<void> {
    const life = new LifeEvents(batch);
    for (const moved of report.movedOut) {
      const row = batch.row('person', Number(moved.id));
      if (row === undefined || Number(row['household_id']) !== household.id) continue;
      if (row['residence_status'] !== 'LIVING') outcomes.push({ target: `person:${moved.id}`, field: 'moveOut', outcome: 'same', message: null });
      else {
        life.moveOut(Number(moved.id), moved.day, by);
        outcomes.push({ target: `person:${moved.id}`, field: 'moveOut', outcome: 'applied', message: null });
      }
    }
    for (const arrival of report.movedIn) {
      const target: Target = { entity: 'household', id: household.id, personId: null, householdId: household.id, areaPath: household.area_path };
      const { values, fault } = this.arrivalValues(arrival.changes);
      const idNo = [...values].find(([field]) => field.id === 'person.id_no')?.[1];
      const twin = typeof idNo === 'string' ? await tx.query('SELECT id FROM person WHERE id_no_index = ? LIMIT 1', [idNoIndex(idNo)]) : [];
      if (fault !== null) outcomes.push(told(`new:${arrival.clientId}`, 'moveIn', desk.hold(target, 'person.moveIn', arrival.changes, by, 'VALUE', fault)));
      else if (twin.length > 0) outcomes.push(told(`new:${arrival.clientId}`, 'moveIn', desk.hold(target, 'person.moveIn', arrival.changes, by, 'DUPLICATE', '底册中已有相同身份号码的人,请核对后办理迁入')));
      else {
        life.add({ id: household.id, area }, codeOf('P', ids.next()), values, by);
        outcomes.push({ target: `new:${arrival.clientId}`, field: 'moveIn', outcome: 'applied', message: null });
      }
    }
  }

  /** Checked values of somebody who moved in, or the first fault as a sentence. */
  private arrivalValues(changes: Readonly<Record<string, unknown>>): { values: Map<FieldDefinition, FieldValue>; fault: string | null } {
    const values = new Map<FieldDefinition, FieldValue>();
    for (const [id, raw] of Object.entries(changes)) {
      const field = fieldOf(id);
      if (field === undefined || field.entity !== 'person' || !field.editable) return { values, fault: `没有可填写的字段“${id.slice(0, 48)}”` };
      const parsed = parseValue(field, raw, businessDay(this.clock.now()));
      if (!parsed.ok) return { values, fault: `${field.label}:${parsed.message}` };
      if (parsed.value !== null) values.set(field, parsed.value);
    }
    const named = [...values].some(([field]) => field.id === 'person.name');
    return { values, fault: named ? null : '新住进的人没有姓名' };
  }

  /** A need becomes a case through the pages' door; its id follows from the visit's, so a repeat makes no second one. */
  private async reportNeed(report: VisitReport, household: HouseholdRow, at: number, account: AccountPrincipal): Promise<string | null> {
    if (report.need === undefined || report.need === null) return null;
    const area = this.areas.id(household.area_id);
    const id = `visit-${report.clientId}`;
    await this.door.submit({ type: 'grid.report', id, at, data: { category: report.need.category, title: report.need.title, ...(report.need.text === undefined ? {} : { text: report.need.text }), place: { areaCode: area?.code ?? '' }, reporter: account.username } });
    return caseCodeOf(PAGE_SOURCE, id);
  }

  private async since(tx: LedgerWrite['tx'], entity: RecordEntity, id: number, version: number): Promise<Newer> {
    const newer = await recentChanges(tx, entity, [id], { versionAfter: version });
    return (field) => newer.filter((change) => change.field === field.id).at(-1) ?? null;
  }

  private async household(id: number, account: AccountPrincipal): Promise<HouseholdRow> {
    const row = (await this.database.query<HouseholdRow>('SELECT id, house_id, area_id, area_path FROM household WHERE id = ?', [id]))[0];
    if (row === undefined) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'visit.record').covers(row.area_path)) throw outOfScope();
    return row;
  }
}

/** Whether somebody or something of the household was looked at: a note alone (nobody at home) leaves it due. */
function verifies(report: VisitReport): boolean {
  return [report.confirmed, report.people, report.household_changes, report.house_changes, report.movedIn, report.movedOut].some((told) => told.length > 0);
}

function told(target: string, field: string, outcome: Outcome): Results[number] {
  return { target, field, outcome: outcome.outcome, message: outcome.outcome === 'review' ? outcome.message : null };
}
