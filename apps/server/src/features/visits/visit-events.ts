import { Injectable } from '@nestjs/common';
import type { GridVisit } from '#contracts';
import { bulkInsert, businessDay, fail, seal, sqlTime, type SqlValue } from '#platform';
import { type ApplyContext, type ApplyEvent, type EventRule, loadBy, type RuleRun, say, updateEach } from '../spine/index.js';

interface HouseholdRow {
  id: number;
  code: string;
  area_id: number;
  last_verified_at: Date | null;
}

interface PersonRow {
  id: number;
  code: string;
  household_id: number;
  area_id: number;
}

/** `grid.visit`: a visit row, the household's last verification, changed fields kept as proposals (applied by issue 2). */
@Injectable()
export class VisitEvents implements EventRule {
  handles(type: string): boolean {
    return type === 'grid.visit';
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const visits = events.map((event) => event.envelope.data as GridVisit);
    const personRefs = visits.flatMap((visit) => [visit.personRef ?? '', ...(Array.isArray(visit.changes) ? visit.changes.map((change) => change.personRef ?? '') : [])]).filter((ref) => ref !== '');
    const households = await loadBy<HouseholdRow>(context.tx, 'SELECT id, code, area_id, last_verified_at FROM household WHERE code IN (?)', 'code', visits.flatMap((visit) => visit.householdRef ?? []));
    const people = await loadBy<PersonRow>(context.tx, 'SELECT id, code, household_id, area_id FROM person WHERE code IN (?)', 'code', personRefs);
    return new VisitRun(context, households, people);
  }
}

class VisitRun implements RuleRun {
  private readonly visits: SqlValue[][] = [];
  private readonly proposals: SqlValue[][] = [];
  private readonly verified = new Map<number, number>();

  constructor(
    private readonly context: ApplyContext,
    private readonly households: ReadonlyMap<string, HouseholdRow>,
    private readonly people: ReadonlyMap<string, PersonRow>,
  ) {}

  apply(event: ApplyEvent): void {
    const data = event.envelope.data as GridVisit;
    const person = this.person(data.personRef);
    const household = this.household(data.householdRef);
    const householdId = household?.id ?? person?.household_id ?? 0;
    const area = this.context.areas.id(household?.area_id ?? person?.area_id ?? 0) ?? this.context.areas.unplaced(this.context.home);
    const proposals = proposalsOf(data).map((change) => ({ ...change, person: this.person(change.personRef) ?? person }));
    const at = Date.parse(data.at);
    const visitId = this.context.ids.next();
    const need = data.need ?? false;
    this.visits.push([visitId, householdId, person?.id ?? null, area.id, area.path, data.visitor, sqlTime(at), seal(data.findings ?? null), need]);
    for (const change of proposals) this.proposals.push([this.context.ids.next(), visitId, householdId, change.person?.id ?? null, change.field, seal(JSON.stringify(change.value)), 'proposed']);
    this.verified.set(householdId, Math.max(this.verified.get(householdId) ?? household?.last_verified_at?.getTime() ?? 0, at));
    if (need) this.context.counters.day('OPI-01', businessDay(at), area.id, 1);
    event.results.push({ kind: 'visit', id: String(visitId) });
    say(this.context, { type: 'visit.recorded', entityId: visitId, level: 'info', area, at, title: need ? '入户走访·有需求' : '入户走访', state: '已记录', source: 'grid' });
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    await bulkInsert(tx, 'visit', ['id', 'household_id', 'person_id', 'area_id', 'area_path', 'visitor', 'at', 'findings', 'need'], this.visits);
    await bulkInsert(tx, 'ledger_proposal', ['id', 'visit_id', 'household_id', 'person_id', 'field', 'value', 'state'], this.proposals);
    await updateEach(tx, 'household', 'last_verified_at', new Map([...this.verified].map(([id, at]) => [id, sqlTime(at)])));
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

function proposalsOf(data: GridVisit): { personRef?: string; field: string; value: unknown }[] {
  if (data.changes === undefined) return [];
  if (Array.isArray(data.changes)) return data.changes;
  return Object.entries(data.changes).map(([field, value]) => ({ field, value }));
}
