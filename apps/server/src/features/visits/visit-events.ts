import { Injectable } from '@nestjs/common';
import type { GridVisit } from '#contracts';
import { bulkInsert, businessDay, fail, seal, sqlTime, type SqlValue } from '#platform';
import { ChangeDesk, LedgerBatch, type Newer, type Provenance, type RecentChange, recentChanges, type RecordEntity, type Target } from '../ledger/index.js';
import { type ApplyContext, type ApplyEvent, type EventRule, loadBy, type RuleRun, say, updateEach } from '../spine/index.js';

interface HouseholdRow {
  id: number;
  code: string;
  house_id: number;
  area_id: number;
  area_path: string;
  last_verified_at: Date | null;
}

interface PersonRow {
  id: number;
  code: string;
  household_id: number;
  area_id: number;
  area_path: string;
}

interface Change {
  personRef?: string;
  field: string;
  value: unknown;
}

/** `grid.visit`: a visit row, the household's last verification, and what was found different goes to the ledger or to review. */
@Injectable()
export class VisitEvents implements EventRule {
  handles(type: string): boolean {
    return type === 'grid.visit';
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const visits = events.map((event) => event.envelope.data as GridVisit);
    const changing = visits.filter((visit) => visit.changes !== undefined);
    const personRefs = visits.flatMap((visit) => [visit.personRef ?? '', ...changesOf(visit).map((change) => change.personRef ?? '')]).filter((ref) => ref !== '');
    const households = await loadBy<HouseholdRow>(context.tx, 'SELECT id, code, house_id, area_id, area_path, last_verified_at FROM household WHERE code IN (?)', 'code', visits.flatMap((visit) => visit.householdRef ?? []));
    const people = await loadBy<PersonRow>(context.tx, 'SELECT id, code, household_id, area_id, area_path FROM person WHERE code IN (?)', 'code', personRefs);
    // Recorded when the newest of these events was received: the past that a bulk job tells is recorded in the past.
    const now = Math.max(...events.map((event) => event.receivedAt));
    const batch = new LedgerBatch({ tx: context.tx, ids: context.ids, areas: context.areas, counters: context.counters, now });
    const since = Math.min(now, ...changing.map((visit) => Date.parse(visit.at)));
    const recent = await this.load(batch, changing, households, people, since);
    return new VisitRun(context, households, people, batch, recent);
  }

  /** Locks the records that these events change, and what others observed on them since. */
  private async load(batch: LedgerBatch, changing: readonly GridVisit[], households: ReadonlyMap<string, HouseholdRow>, people: ReadonlyMap<string, PersonRow>, since: number): Promise<RecentChange[]> {
    const refs = changing.flatMap((visit) => changesOf(visit).map((change) => change.personRef ?? visit.personRef ?? ''));
    const personIds = refs.flatMap((ref) => people.get(ref)?.id ?? []);
    const homes = changing.flatMap((visit) => (visit.householdRef === undefined ? [] : (households.get(visit.householdRef) ?? [])));
    const wanted: [RecordEntity, number[]][] = [['person', personIds], ['household', homes.map((home) => home.id)], ['house', homes.map((home) => home.house_id)]];
    const recent: RecentChange[] = [];
    for (const [entity, ids] of wanted) {
      if (ids.length === 0) continue;
      await batch.load(entity, ids);
      recent.push(...(await recentChanges(batch.tools.tx, entity, ids, { observedAfter: since })));
    }
    return recent;
  }
}

class VisitRun implements RuleRun {
  private readonly visits: SqlValue[][] = [];
  private readonly desks: ChangeDesk[] = [];
  private readonly verified = new Map<number, number>();
  private readonly observed = new Map<string, { at: number; by: string }>();

  constructor(
    private readonly context: ApplyContext,
    private readonly households: ReadonlyMap<string, HouseholdRow>,
    private readonly people: ReadonlyMap<string, PersonRow>,
    private readonly batch: LedgerBatch,
    private readonly recent: readonly RecentChange[],
  ) {}

  apply(event: ApplyEvent): void {
    const data = event.envelope.data as GridVisit;
    const person = this.person(data.personRef);
    const household = this.household(data.householdRef);
    const changes = changesOf(data).map((change) => ({ ...change, person: this.person(change.personRef) ?? person }));
    const householdId = household?.id ?? person?.household_id ?? 0;
    const area = this.context.areas.id(household?.area_id ?? person?.area_id ?? 0) ?? this.context.areas.unplaced(this.context.home);
    const at = Date.parse(data.at);
    const visitId = this.context.ids.next();
    const need = data.need ?? false;
    this.visits.push([visitId, householdId, person?.id ?? null, area.id, area.path, data.visitor, sqlTime(at), seal(data.findings ?? null), need]);
    if (changes.length > 0) {
      const desk = new ChangeDesk(this.batch, visitId);
      this.desks.push(desk);
      const by: Provenance = { kind: 'event', id: visitId, actorId: null, actor: `网格员 ${data.visitor}`, reason: null, validFrom: businessDay(at), observedAt: at };
      for (const change of changes) this.offer(desk, change, household, householdId, area.path, by, at);
    }
    this.verified.set(householdId, Math.max(this.verified.get(householdId) ?? household?.last_verified_at?.getTime() ?? 0, at));
    if (need) this.context.counters.day('OPI-01', businessDay(at), area.id, 1);
    event.results.push({ kind: 'visit', id: String(visitId) });
    say(this.context, { type: 'visit.recorded', entityId: visitId, level: 'info', area, at, title: need ? '入户走访·有需求' : '入户走访', state: '已记录', source: 'grid' });
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    await bulkInsert(tx, 'visit', ['id', 'household_id', 'person_id', 'area_id', 'area_path', 'visitor', 'at', 'findings', 'need'], this.visits);
    await this.batch.flush();
    for (const desk of this.desks) await desk.flush();
    await updateEach(tx, 'household', 'last_verified_at', new Map([...this.verified].map(([id, at]) => [id, sqlTime(at)])));
  }

  private offer(desk: ChangeDesk, change: Change & { person: PersonRow | undefined }, household: HouseholdRow | undefined, householdId: number, areaPath: string, by: Provenance, at: number): void {
    const [entity] = change.field.split('.');
    const base = { householdId, areaPath, personId: change.person?.id ?? null };
    const target: Target | null =
      entity === 'household' && household !== undefined ? { ...base, entity, id: household.id } : entity === 'house' && household !== undefined ? { ...base, entity, id: household.house_id } : change.person !== undefined ? { ...base, entity: 'person', id: change.person.id } : null;
    if (target === null) desk.hold({ ...base, entity: 'household', id: householdId }, change.field, change.value, by, 'FIELD', '没有说明改的是哪个人');
    else if (desk.offer(target, change.field, change.value, by, this.newer(target, at)).outcome === 'applied') this.observed.set(`${target.entity}/${target.id}/${change.field}`, { at, by: by.actor });
  }

  /** What others observed of this field after the visit: in the ledger already, or in this very batch. */
  private newer(target: Target, at: number): Newer {
    return (field) => {
      const here = this.observed.get(`${target.entity}/${target.id}/${field.id}`);
      if (here !== undefined && here.at > at) return { by: here.by, value: this.batch.value(target.entity, target.id, field) };
      const stored = this.recent.filter((item) => item.entity === target.entity && item.id === target.id && item.field === field.id && item.observedAt > at).at(-1);
      return stored ?? null;
    };
  }

  private household(ref: string | undefined): HouseholdRow | undefined {
    if (ref === undefined) return undefined;
    const row = this.households.get(ref);
    if (row === undefined) throw fail('REF_UNKNOWN', { ref, kind: '户' });
    return row;
  }

  private person(ref: string | undefined): PersonRow | undefined {
    if (ref === undefined) return undefined;
    const row = this.people.get(ref);
    if (row === undefined) throw fail('REF_UNKNOWN', { ref, kind: '人' });
    return row;
  }
}

function changesOf(data: GridVisit): Change[] {
  if (data.changes === undefined) return [];
  if (Array.isArray(data.changes)) return data.changes;
  return Object.entries(data.changes).map(([field, value]) => ({ field, value }));
}
