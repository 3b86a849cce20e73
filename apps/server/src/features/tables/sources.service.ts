import { Inject, Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import type { CellSource, CellValue, TableDefinition } from '#contracts';
import { type Clock, Database, fail, isoTime, open, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, NO_MOMENT, outOfScope, viewOf } from '../access/index.js';
import { type RecordOrigin, SOURCE_KINDS, type SourceKind } from '../ledger/index.js';
import { DetailQuery } from './query/detail.js';
import type { PlanContext } from './query/plan.js';
import { recordOf, sourceField } from './records.js';
import { actionOf, TablesService } from './tables.service.js';

interface ChangeRow {
  new_value: Buffer | null;
  recorded_at: Date;
  observed_at: Date;
  actor: string;
  source_kind: string;
  source_id: number | null;
  reason: string | null;
}

interface OriginRow extends RecordOrigin {
  confirmed_visit_id: number | null;
}

const DAY_MS = 86_400_000;
const MOST_HISTORY = 20;

/** Where a cell came from: which visit, import row or correction, by whom, when, how old. */
@Injectable()
export class SourcesService {
  constructor(
    private readonly database: Database,
    private readonly tables: TablesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND when the row is not the caller's to see, TABLE_FIELD */
  async of(definition: TableDefinition, rowKey: string, fieldId: string, account: AccountPrincipal): Promise<CellSource> {
    const id = /^[a-z]+:(\d{1,16})$/.exec(rowKey)?.[1];
    if (id === undefined || !rowKey.startsWith(`${definition.entity}:`)) throw fail('TABLE_SHAPE', { reason: '统计表的单元格没有单一来源,请展开明细' });
    const field = fieldOf(sourceField(fieldId));
    if (field === undefined || fieldOf(fieldId) === undefined) throw fail('TABLE_FIELD', { field: fieldId });
    const context = await this.tables.context(definition, account);
    const query = new DetailQuery(this.database, { ...definition, groupBy: [], aggregates: [], sort: undefined, limit: undefined, compare: undefined }, context, ['person', 'household', 'visit'].includes(definition.entity) ? [fieldId, 'house.tenure'] : [fieldId]);
    const row = await query.one(Number(id));
    if (row === null) throw outOfScope();
    const roles = context.scope.over(row.areaPath).map((grant) => grant.role);
    if (viewOf(field, roles, NO_MOMENT) === 'absent') return { source: null, history: [] };
    const [entity, recordId] = recordOf(definition.entity, row, field.id);
    if (entity === null || recordId === 0) return { source: null, history: [] };
    const view = await this.tables.viewOf([row], context, account, actionOf(definition));
    const show = (value: CellValue): CellValue => view.shownValue(row, field, value);
    return this.read(entity, recordId, field.id, field.freshDays, context, show);
  }

  private async read(entity: string, recordId: number, fieldId: string, freshDays: number | null, context: PlanContext, show: (value: CellValue) => CellValue): Promise<CellSource> {
    const until = context.instant.at === null ? '' : ' AND recorded_at <= ?';
    const at = context.instant.at === null ? [] : [sqlTime(context.instant.at)];
    const tags = fieldId === 'person.tags';
    const changes = await this.database.query<ChangeRow>(`SELECT new_value, recorded_at, observed_at, actor, source_kind, source_id, reason FROM ledger_change WHERE entity = ? AND entity_id = ? AND ${tags ? "field LIKE 'person.tags%'" : 'field = ?'}${until} ORDER BY id DESC LIMIT ${MOST_HISTORY}`, [entity, recordId, ...(tags ? [] : [fieldId]), ...at]);
    const origin = (await this.database.query<OriginRow>(`SELECT recorded_at, origin_kind, origin_id, origin_by, confirmed_at, confirmed_by, confirmed_visit_id FROM ${entity} WHERE id = ?`, [recordId]))[0];
    const history = changes.map((change) => ({ value: show(change.new_value === null ? null : (JSON.parse(open(change.new_value)) as CellValue)), kindText: kindText(change.source_kind), by: change.actor, at: isoTime(change.recorded_at), reason: change.reason }));
    const last = changes[0];
    const recorded = last === undefined ? (origin === undefined ? null : { kind: origin.origin_kind, id: origin.origin_id, by: origin.origin_by, at: origin.recorded_at }) : { kind: last.source_kind, id: last.source_id, by: last.actor, at: last.recorded_at };
    // A visit that ticked the record confirmed every value of it that ages.
    const confirmed = origin?.confirmed_at ?? null;
    const newer = confirmed !== null && freshDays !== null && recorded !== null && confirmed > recorded.at && (context.instant.at === null || confirmed.getTime() <= context.instant.at);
    const source = newer && origin !== undefined ? { kind: 'visit', id: origin.confirmed_visit_id, by: origin.confirmed_by ?? '', at: confirmed } : recorded;
    return { source: source === null ? null : { kind: source.kind, kindText: kindText(source.kind), id: source.id === null ? null : String(source.id), by: source.by, at: isoTime(source.at), ageDays: Math.max(0, Math.floor((this.clock.now() - source.at.getTime()) / DAY_MS)), freshDays }, history };
  }
}

const kindText = (kind: string): string => SOURCE_KINDS[kind as SourceKind] ?? kind;
