import { Injectable } from '@nestjs/common';
import { type CaseCategory, caseCategory, isOpinion } from '#catalogue';
import type { GridCaseResult, GridReport } from '#contracts';
import { bulkInsert, businessDay, businessHour, caseCodeOf, fail, seal, sqlTime, type SqlValue } from '#platform';
import { type ApplyContext, type ApplyEvent, type Area, type EventRule, loadBy, resolvePlace, type RuleRun, say } from '../spine/index.js';
import { CASE_STATUS_TEXT, type CaseStatus, dueAt, nextStatus } from './case.rules.js';

interface CaseState {
  id: number;
  code: string;
  title: string;
  category: string;
  area: Area;
  status: CaseStatus;
  reportedAt: number;
  patrol: boolean;
  version: number;
  closedAt: number | null;
  closedBy: string | null;
  isNew: boolean;
  changed: boolean;
}

interface CaseRow {
  id: number;
  code: string;
  title: string;
  category: string;
  area_id: number;
  status: CaseStatus;
  reported_at: Date;
  source: string;
  version: number;
  closed_at: Date | null;
  closed_by: string | null;
}

const COLUMNS = ['id', 'code', 'category', 'class', 'title', 'text', 'area_id', 'area_path', 'address', 'lon', 'lat', 'source', 'reporter', 'urgency', 'status', 'is_open', 'reported_at', 'due_at', 'closed_at', 'closed_by', 'version'];

/** `grid.report` and `grid.caseResult`: cases, their steps, CASE-01…03, PAT-04, OPI-01. */
@Injectable()
export class CaseEvents implements EventRule {
  handles(type: string): boolean {
    return type === 'grid.report' || type === 'grid.caseResult';
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const codes = events.flatMap((event) => (event.envelope.type === 'grid.caseResult' ? [(event.envelope.data as GridCaseResult).caseRef] : []));
    const reporters = events.flatMap((event) => (event.envelope.type === 'grid.report' ? [(event.envelope.data as GridReport).reporter ?? ''] : [])).filter((ref) => ref !== '');
    const rows = await loadBy<CaseRow>(context.tx, 'SELECT id, code, title, category, area_id, status, reported_at, source, version, closed_at, closed_by FROM case_item WHERE code IN (?)', 'code', codes);
    const patrols = await loadBy<{ worker: string }>(context.tx, 'SELECT DISTINCT worker FROM patrol WHERE ended_at IS NULL AND worker IN (?)', 'worker', reporters);
    const cases = new Map<string, CaseState>();
    for (const row of rows.values()) {
      const area = context.areas.id(row.area_id) ?? context.home;
      cases.set(row.code, { id: row.id, code: row.code, title: row.title, category: row.category, area, status: row.status, reportedAt: row.reported_at.getTime(), patrol: row.source === 'patrol', version: row.version, closedAt: row.closed_at?.getTime() ?? null, closedBy: row.closed_by, isNew: false, changed: false });
    }
    return new CaseRun(context, cases, new Set(patrols.keys()));
  }
}

class CaseRun implements RuleRun {
  private readonly inserts: { state: CaseState; columns: SqlValue[] }[] = [];
  private readonly steps: SqlValue[][] = [];

  constructor(
    private readonly context: ApplyContext,
    private readonly cases: Map<string, CaseState>,
    private readonly onPatrol: ReadonlySet<string>,
  ) {}

  apply(event: ApplyEvent): void {
    if (event.envelope.type === 'grid.report') this.report(event, event.envelope.data as GridReport);
    else this.result(event, event.envelope.data as GridCaseResult);
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    await bulkInsert(tx, 'case_item', COLUMNS, this.inserts.map(({ state, columns }) => [...columns, state.status, isOpen(state.status), sqlTime(state.reportedAt), sqlTime(this.due(state)), state.closedAt === null ? null : sqlTime(state.closedAt), state.closedBy, state.version]));
    for (const state of this.cases.values()) {
      if (state.isNew || !state.changed) continue;
      await tx.write('UPDATE case_item SET status = ?, is_open = ?, closed_at = ?, closed_by = ?, version = ? WHERE id = ?', [state.status, isOpen(state.status), state.closedAt === null ? null : sqlTime(state.closedAt), state.closedBy, state.version, state.id]);
    }
    await bulkInsert(tx, 'case_step', ['id', 'case_id', 'status', 'at', 'actor', 'text'], this.steps);
  }

  private due(state: CaseState): number {
    return dueAt(caseCategory(state.category)?.class ?? '', state.reportedAt);
  }

  private report(event: ApplyEvent, data: GridReport): void {
    const category = caseCategory(data.category);
    if (category === undefined) throw fail('REF_UNKNOWN', { ref: data.category, kind: '事件类别' });
    const place = resolvePlace(this.context.areas, this.context.home, data.place);
    const patrol = data.reporter !== undefined && this.onPatrol.has(data.reporter);
    const state: CaseState = {
      id: this.context.ids.next(),
      code: caseCodeOf(event.envelope.sourceId, event.envelope.eventId),
      title: data.title,
      category: category.code,
      area: place.area,
      status: 'REPORTED',
      reportedAt: event.at,
      patrol,
      version: 1,
      closedAt: null,
      closedBy: null,
      isNew: true,
      changed: false,
    };
    this.cases.set(state.code, state);
    this.inserts.push({
      state,
      columns: [state.id, state.code, category.code, category.class, data.title, seal(data.text ?? null), place.area.id, place.area.path, seal(data.place.address ?? null), place.lon, place.lat, patrol ? 'patrol' : 'grid', data.reporter ?? null, data.urgency ?? 'normal'],
    });
    this.step(state, 'REPORTED', event.at, data.reporter ?? event.envelope.sourceId, null);
    this.countReported(state, category, 1);
    this.context.counters.standing('CASE-02', state.area.id, 1, state.category);
    event.results.push({ kind: 'case', id: String(state.id), code: state.code });
    this.tell('case.reported', state, event.at);
  }

  private result(event: ApplyEvent, data: GridCaseResult): void {
    const state = this.cases.get(data.caseRef);
    if (state === undefined) throw fail('REF_UNKNOWN', { ref: data.caseRef, kind: '事件' });
    const status = nextStatus(state.status, data.result);
    if (status === null) throw fail('RULE_FAILED', { reason: `事件${CASE_STATUS_TEXT[state.status]},不能再次处理` });
    const at = Date.parse(data.at);
    const { counters } = this.context;
    if (status === 'CLOSED') {
      counters.day('CASE-03', businessDay(at), state.area.id, 1);
      counters.day('CASE-03@h', businessDay(at), state.area.id, 1, String(businessHour(at)));
    }
    // Rejected cases leave every numerator and denominator (indicators.json, conventions).
    if (status === 'REJECTED') {
      const category = caseCategory(state.category);
      if (category !== undefined) this.countReported(state, category, -1);
    }
    counters.standing('CASE-02', state.area.id, Number(isOpen(status)) - Number(isOpen(state.status)), state.category);
    state.status = status;
    state.closedAt = status === 'HANDLING' ? null : at;
    state.closedBy = status === 'HANDLING' ? null : data.by;
    state.version += 1;
    state.changed = true;
    this.step(state, status, at, data.by, data.text ?? null);
    event.results.push({ kind: 'case', id: String(state.id), code: state.code });
    this.tell(status === 'CLOSED' ? 'case.closed' : status === 'REJECTED' ? 'case.rejected' : 'case.reopened', state, at);
  }

  private countReported(state: CaseState, category: CaseCategory, value: number): void {
    const { counters } = this.context;
    const day = businessDay(state.reportedAt);
    counters.day('CASE-01', day, state.area.id, value, category.code);
    counters.day('CASE-01@h', day, state.area.id, value, String(businessHour(state.reportedAt)));
    if (state.patrol) counters.day('PAT-04', day, state.area.id, value);
    if (isOpinion(category.class)) counters.day('OPI-01', day, state.area.id, value);
  }

  private step(state: CaseState, status: CaseStatus, at: number, actor: string, text: string | null): void {
    this.steps.push([this.context.ids.next(), state.id, status, sqlTime(at), actor, seal(text)]);
  }

  private tell(type: string, state: CaseState, at: number): void {
    this.context.touched.add('CASE-13');
    // The title is free text of a reporter and may hold a name; walls get the category only.
    say(this.context, { type, entityId: state.id, level: 'info', area: state.area, at, title: caseCategory(state.category)?.name ?? '事件', state: CASE_STATUS_TEXT[state.status], source: 'grid' });
  }
}

function isOpen(status: CaseStatus): boolean {
  return status === 'REPORTED' || status === 'HANDLING';
}
