import { Injectable } from '@nestjs/common';
import { type CheckTemplate, checkTemplate } from '#catalogue';
import { HAZARD_LEVELS, type HazardLevel, type InspectionHazard, type InspectionSubmitted } from '#contracts';
import { bulkInsert, businessDay, fail, seal, sqlTime, type SqlValue, weekOf } from '#platform';
import { type ApplyContext, type ApplyEvent, type Area, type EventRule, loadBy, type RuleRun, say } from '../spine/index.js';
import { hazardDueAt } from './inspection.rules.js';

interface OrgRow {
  id: number;
  code: string;
  area_id: number;
  self_check_required: number;
  status: string;
}

interface WeekRow {
  pair: string;
}

/** `inspection.*`: self-checks (SAF-01, SAF-02) and hazards (SAF-03). */
@Injectable()
export class InspectionEvents implements EventRule {
  handles(type: string): boolean {
    return type === 'inspection.submitted' || type === 'inspection.hazard';
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const refs = events.map((event) => (event.envelope.data as { placeRef: string }).placeRef);
    const orgs = await loadBy<OrgRow>(context.tx, 'SELECT id, code, area_id, self_check_required, status FROM org WHERE code IN (?)', 'code', refs);
    const ids = [...orgs.values()].map((org) => org.id);
    // A DATE column concatenates as YYYY-MM-DD on both engines.
    const weeks = await loadBy<WeekRow>(context.tx, "SELECT DISTINCT CONCAT(org_id, '|', week_of) AS pair FROM self_check WHERE org_id IN (?)", 'pair', ids);
    const open = await loadBy<WeekRow>(context.tx, "SELECT DISTINCT CONCAT(org_id, '|', item) AS pair FROM hazard WHERE item IS NOT NULL AND status <> 'CLOSED' AND org_id IN (?)", 'pair', ids);
    return new InspectionRun(context, orgs, new Set(weeks.keys()), new Set(open.keys()));
  }
}

class InspectionRun implements RuleRun {
  private readonly checks: SqlValue[][] = [];
  private readonly hazards: SqlValue[][] = [];

  constructor(
    private readonly context: ApplyContext,
    private readonly orgs: ReadonlyMap<string, OrgRow>,
    private readonly weeks: Set<string>,
    private readonly openItems: Set<string>,
  ) {}

  apply(event: ApplyEvent): void {
    const ref = (event.envelope.data as { placeRef: string }).placeRef;
    const org = this.orgs.get(ref);
    if (org === undefined) throw fail('REF_UNKNOWN', { ref, kind: '场所' });
    const area = this.context.areas.id(org.area_id) ?? this.context.areas.unplaced(this.context.home);
    if (event.envelope.type === 'inspection.submitted') this.submitted(event, event.envelope.data as InspectionSubmitted, org, area);
    else this.hazard(event, event.envelope.data as InspectionHazard, org, area);
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    await bulkInsert(tx, 'self_check', ['id', 'org_id', 'area_id', 'area_path', 'template', 'week_of', 'at', 'submitted_by', 'bad_count', 'items'], this.checks);
    await bulkInsert(tx, 'hazard', ['id', 'org_id', 'area_id', 'area_path', 'level', 'text', 'source', 'status', 'found_at', 'due_at', 'item'], this.hazards);
  }

  private submitted(event: ApplyEvent, data: InspectionSubmitted, org: OrgRow, area: Area): void {
    const template = templateOf(data);
    const at = Date.parse(data.at);
    const week = weekOf(businessDay(at));
    const bad = data.items.filter((item) => item.result === 'BAD');
    const id = this.context.ids.next();
    this.checks.push([id, org.id, area.id, area.path, template.code, week, sqlTime(at), data.by, bad.length, JSON.stringify(data.items)]);
    const { counters } = this.context;
    counters.day('SAF-02', businessDay(at), area.id, 1);
    const first = `${org.id}|${week}`;
    if (org.self_check_required === 1 && org.status === 'OPEN' && !this.weeks.has(first)) counters.day('SAF-01@n', week, area.id, 1);
    this.weeks.add(first);
    for (const item of bad) {
      const text = template.items.find((line) => line.code === item.code)?.text ?? item.code;
      this.addHazard(event, org, area, 'GENERAL', `${text}:不合格${item.note === undefined ? '' : `(${item.note})`}`, 'self', at, item.code);
    }
    event.results.push({ kind: 'selfCheck', id: String(id) });
    say(this.context, { type: 'check.submitted', entityId: id, level: 'info', area, at, title: '安全自查', state: bad.length === 0 ? '合格' : `${bad.length} 项不合格`, source: 'inspection' });
  }

  private hazard(event: ApplyEvent, data: InspectionHazard, org: OrgRow, area: Area): void {
    const id = this.addHazard(event, org, area, data.level, data.text, 'staff', event.at, null);
    if (id !== null) say(this.context, { type: 'hazard.found', entityId: id, level: 'info', area, at: event.at, title: HAZARD_LEVELS[data.level], state: '待整改', source: 'inspection' });
  }

  /** The same item of the same place stays one hazard while it is open. */
  private addHazard(event: ApplyEvent, org: OrgRow, area: Area, level: HazardLevel, text: string, source: string, at: number, item: string | null): number | null {
    if (item !== null) {
      const key = `${org.id}|${item}`;
      if (this.openItems.has(key)) return null;
      this.openItems.add(key);
    }
    const id = this.context.ids.next();
    this.hazards.push([id, org.id, area.id, area.path, level, seal(text), source, 'FOUND', sqlTime(at), sqlTime(hazardDueAt(level, at)), item]);
    this.context.counters.standing('SAF-03', area.id, 1, level);
    event.results.push({ kind: 'hazard', id: String(id) });
    return id;
  }
}

/** @throws when the template or one of the items is not known */
function templateOf(data: InspectionSubmitted): CheckTemplate {
  const template = checkTemplate(data.template);
  if (template === undefined) throw fail('REF_UNKNOWN', { ref: data.template, kind: '自查模板' });
  const codes = new Set(template.items.map((item) => item.code));
  const stranger = data.items.find((item) => !codes.has(item.code));
  if (stranger !== undefined) throw fail('REF_UNKNOWN', { ref: stranger.code, kind: '自查项' });
  return template;
}
