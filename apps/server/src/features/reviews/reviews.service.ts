import { Inject, Injectable } from '@nestjs/common';
import { codeName, fieldOf, type FieldDefinition, formatValue, parseValue } from '#catalogue';
import type { ListQuery, Page, ReviewDecision, ReviewItem } from '#contracts';
import { businessDay, type Clock, Database, fail, isoTime, open, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, areaWithin, maskName, maskOther, maskValue, NO_MOMENT, outOfScope, scopeOf, type Scope, viewOf } from '../access/index.js';
import { LedgerWriter, REVIEW_REASONS, type RecordEntity, type ReviewReason } from '../ledger/index.js';
import { AreaIndex } from '../spine/index.js';

interface ReviewRow {
  id: number;
  visit_id: number;
  household_id: number;
  household_code: string | null;
  house_id: number | null;
  person_id: number | null;
  person_name: string | null;
  field: string;
  value: Buffer | null;
  base: Buffer | null;
  state: ReviewItem['state'];
  reason: string | null;
  message: string | null;
  proposed_by: string | null;
  at: Date | null;
  decided_by: string | null;
  area_id: number | null;
  area_path: string;
}

const SELECT = `SELECT r.id, r.visit_id, r.household_id, h.code AS household_code, h.house_id, r.person_id, p.name AS person_name, r.field, r.value, r.base, r.state, r.reason, r.message, r.proposed_by, r.at, r.decided_by, h.area_id, COALESCE(r.area_path, h.area_path, '/') AS area_path
  FROM ledger_proposal r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN person p ON p.id = r.person_id`;

/** What could not be applied by itself: told with its reason, decided by a person. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly database: Database,
    private readonly writer: LedgerWriter,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(query: ListQuery, state: ReviewItem['state'], account: AccountPrincipal): Promise<Page<ReviewItem>> {
    const scope = scopeOf(account, 'ledger.review');
    const within = scope.predicate('r.area_path');
    const area = query.area === undefined ? null : areaWithin(this.areas, account, query.area);
    const where = ['r.state = ?', within.sql, ...(area === null ? [] : ['r.area_path LIKE ?'])].join(' AND ');
    const values = [state, ...within.values, ...(area === null ? [] : [`${area.path}%`])];
    const total = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ledger_proposal r WHERE ${where}`, values);
    const rows = await this.database.query<ReviewRow>(`${SELECT} WHERE ${where} ORDER BY r.id DESC LIMIT ? OFFSET ?`, [...values, query.pageSize, (query.page - 1) * query.pageSize]);
    return { items: rows.map((row) => this.item(row, scope)), total: Number(total[0]?.total ?? 0), page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  /** @throws NOT_FOUND, REVIEW_DECIDED, FIELD_UNKNOWN, FIELD_INVALID */
  async decide(id: number, decision: ReviewDecision, account: AccountPrincipal): Promise<ReviewItem> {
    const scope = scopeOf(account, 'ledger.review');
    await this.writer.run(async ({ tx, batch, now }) => {
      await tx.query('SELECT id FROM ledger_proposal WHERE id = ? FOR UPDATE', [id]);
      const row = (await tx.query<ReviewRow>(`${SELECT} WHERE r.id = ?`, [id]))[0];
      if (row === undefined) throw fail('NOT_FOUND');
      if (!scope.covers(row.area_path)) throw outOfScope();
      if (row.state !== 'waiting') throw fail('REVIEW_DECIDED', { by: row.decided_by ?? '他人' });
      if (decision.decision === 'apply') {
        const { field, entity, target } = this.target(row);
        const parsed = parseValue(field, row.value === null ? null : JSON.parse(open(row.value)), businessDay(now));
        if (!parsed.ok) throw fail('FIELD_INVALID', { label: field.label, reason: parsed.message });
        await batch.load(entity, [target]);
        if (batch.row(entity, target) === undefined) throw fail('NOT_FOUND');
        batch.set(entity, target, field, parsed.value, { kind: 'review', id: row.visit_id, actorId: account.id, actor: account.name, reason: decision.reason ?? `采纳${row.proposed_by ?? ''}的登记`, validFrom: businessDay(row.at?.getTime() ?? now) });
      }
      await tx.write('UPDATE ledger_proposal SET state = ?, decided_at = ?, decided_by = ? WHERE id = ?', [decision.decision === 'apply' ? 'applied' : 'rejected', sqlTime(now), account.name, id]);
    });
    const row = (await this.database.query<ReviewRow>(`${SELECT} WHERE r.id = ?`, [id]))[0];
    if (row === undefined) throw fail('NOT_FOUND');
    return this.item(row, scope);
  }

  private target(row: ReviewRow): { field: FieldDefinition; entity: RecordEntity; target: number } {
    const field = fieldOf(row.field);
    if (field === undefined || !field.editable) throw fail('FIELD_UNKNOWN', { field: row.field });
    if (field.entity === 'person' && row.person_id !== null) return { field, entity: 'person', target: row.person_id };
    if (field.entity === 'household') return { field, entity: 'household', target: row.household_id };
    if (field.entity === 'house' && row.house_id !== null) return { field, entity: 'house', target: row.house_id };
    throw fail('FIELD_UNKNOWN', { field: row.field });
  }

  private item(row: ReviewRow, scope: Scope): ReviewItem {
    const field = fieldOf(row.field);
    const roles = scope.over(row.area_path).map((grant) => grant.role);
    const name = fieldOf('person.name');
    const nameView = name === undefined ? 'absent' : viewOf(name, roles, NO_MOMENT);
    const area = row.area_id === null ? undefined : this.areas.id(row.area_id);
    const viewing = field === undefined ? 'absent' : viewOf(field, roles, NO_MOMENT);
    const shown = (text: string | null): string | null => {
      if (text === null || field === undefined) return text === null ? null : maskOther();
      if (viewing === 'clear') return text;
      return viewing === 'absent' ? maskOther() : maskValue(field, text);
    };
    return {
      id: String(row.id),
      at: isoTime(row.at ?? new Date(0)),
      by: row.proposed_by ?? '',
      area: { code: area?.code ?? '', community: area === undefined ? null : (this.areas.at(area, 'community')?.name ?? null), grid: area === undefined ? null : (this.areas.at(area, 'grid')?.name ?? null) },
      person: row.person_id === null ? null : { id: String(row.person_id), name: row.person_name === null || nameView === 'absent' ? null : maskName(row.person_name) },
      household: row.household_code === null ? null : { id: String(row.household_id), code: row.household_code },
      field: row.field,
      label: field?.label ?? (row.field === 'person.moveIn' ? '新住进的人' : row.field),
      current: shown(row.base === null ? null : open(row.base)),
      proposed: shown(row.value === null ? null : proposedText(field, open(row.value))),
      reason: REVIEW_REASONS[row.reason as ReviewReason] ?? '待审核',
      message: row.message ?? '',
      state: row.state,
      decidedBy: row.decided_by,
    };
  }
}

function proposedText(field: FieldDefinition | undefined, json: string): string {
  const value = readJson(json);
  if (field === undefined) return json;
  if (typeof value === 'object' || value === undefined) return json;
  return field.codeList !== null && typeof value === 'string' ? codeName(field.codeList, value) : formatValue(field, value);
}

/** A value that was cut to fit is shown as the text it is. */
function readJson(json: string): string | number | boolean | null | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? undefined : (value as string | number | boolean | null);
  } catch {
    return undefined;
  }
}
