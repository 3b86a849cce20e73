import { type FieldDefinition, fieldOf, type FieldValue, formatValue, parseValue } from '#catalogue';
import { businessDay, bulkInsert, seal, type SqlValue, sqlTime } from '#platform';
import type { LedgerBatch } from './ledger-batch.js';
import type { Provenance } from './provenance.js';
import type { RecordEntity } from './record.js';

export const REVIEW_REASONS = { VALUE: '内容有误', FIELD: '字段不可用', CONFLICT: '与更新的登记不一致', LEFT: '此人已迁出或死亡', DUPLICATE: '可能已有此人', EARLIER: '升级前登记' } as const;
export type ReviewReason = keyof typeof REVIEW_REASONS;

export interface Target {
  entity: RecordEntity;
  id: number;
  personId: number | null;
  householdId: number;
  areaPath: string;
}

export type Outcome = { outcome: 'applied' | 'same' } | { outcome: 'review'; message: string };

/** A newer state of the field, known to the caller: by version (phones) or by instant (events). */
export type Newer = (field: FieldDefinition) => { by: string; value: FieldValue } | null;

/**
 * Where told changes meet the ledger: what fits is applied, what does not waits in the review list with its reason.
 * Nothing that somebody else has recorded since is overwritten.
 */
export class ChangeDesk {
  private readonly waiting: SqlValue[][] = [];

  constructor(
    private readonly batch: LedgerBatch,
    private readonly visitId: number,
  ) {}

  offer(target: Target, fieldId: string, raw: unknown, by: Provenance, newer: Newer): Outcome {
    const field = fieldOf(fieldId);
    if (field === undefined || field.entity !== target.entity || !field.editable) return this.hold(target, fieldId, raw, by, 'FIELD', `没有可修改的字段“${fieldId.slice(0, 48)}”`);
    const parsed = parseValue(field, raw, businessDay(this.batch.tools.now));
    if (!parsed.ok) return this.hold(target, fieldId, raw, by, 'VALUE', parsed.message);
    const row = this.batch.row(target.entity, target.id);
    if (target.entity === 'person' && row?.['residence_status'] !== 'LIVING') return this.hold(target, fieldId, parsed.value, by, 'LEFT', REVIEW_REASONS.LEFT);
    const current = this.batch.value(target.entity, target.id, field);
    if (current === parsed.value) return { outcome: 'same' };
    const other = newer(field);
    if (other !== null && other.value !== parsed.value) return this.hold(target, fieldId, parsed.value, by, 'CONFLICT', `${other.by}之后已登记为其他内容`);
    this.batch.set(target.entity, target.id, field, parsed.value, by);
    return { outcome: 'applied' };
  }

  /** Sets something aside for a person to decide. */
  hold(target: Target, fieldId: string, value: unknown, by: Provenance, reason: ReviewReason, message: string): Outcome {
    const field = fieldOf(fieldId);
    const current = field === undefined || field.entity !== target.entity ? null : this.batch.value(target.entity, target.id, field);
    this.waiting.push([
      this.batch.tools.ids.next(),
      this.visitId,
      target.householdId,
      target.personId,
      fieldId.slice(0, 64),
      seal(JSON.stringify(value ?? null)),
      'waiting',
      reason,
      message.slice(0, 300),
      current === null || field === undefined ? null : seal(formatValue(field, current)),
      by.actor.slice(0, 64),
      sqlTime(by.observedAt ?? this.batch.tools.now),
      target.areaPath,
    ]);
    return { outcome: 'review', message };
  }

  async flush(): Promise<void> {
    await bulkInsert(this.batch.tools.tx, 'ledger_proposal', ['id', 'visit_id', 'household_id', 'person_id', 'field', 'value', 'state', 'reason', 'message', 'base', 'proposed_by', 'at', 'area_path'], this.waiting);
  }
}
