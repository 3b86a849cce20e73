import { Inject, Injectable } from '@nestjs/common';
import { type FieldDefinition, type FieldValue } from '#catalogue';
import type { FieldChange, FieldHistory, HistoryQuery } from '#contracts';
import { type Clock, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { SOURCE_KINDS, type SourceKind } from '../ledger/index.js';
import { type Change, HistoryRepository, type RecordKey } from './history.repository.js';
import { textOf } from './resident.view.js';

/** How the changes of one field are shown to one caller. */
export interface FieldSight {
  label: string;
  /** Shown as it is; the reason of a change is free text and goes only with clear values. */
  clear: boolean;
  text(value: FieldValue): string;
}

/** A value of a field in words. */
export function wordsOf(field: FieldDefinition, value: FieldValue): string {
  const text = textOf(field, value);
  return typeof text === 'boolean' ? (text ? '是' : '否') : String(text);
}

/** A record's history, newest first: counted, filtered and paged over the fields its reader may see, and over no others. */
@Injectable()
export class HistoryPages {
  constructor(
    private readonly history: HistoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param sight null for a field whose changes are not for this caller */
  async of(records: readonly RecordKey[], query: HistoryQuery, sight: (field: string) => FieldSight | null): Promise<FieldHistory> {
    const sights = new Map<string, FieldSight>();
    const fields: FieldHistory['fields'] = [];
    for (const [field, changes] of await this.history.counts(records)) {
      const seen = sight(field);
      if (seen === null) continue;
      sights.set(field, seen);
      fields.push({ field, label: seen.label, changes });
    }
    const wanted = fields.filter((item) => query.field === undefined || item.field === query.field);
    const rows = wanted.length === 0 ? [] : await this.history.changes(records, wanted.map((item) => item.field), query.pageSize, (query.page - 1) * query.pageSize);
    const items = rows.flatMap((change) => view(change, sights.get(change.field)));
    return { items, fields, total: wanted.reduce((sum, item) => sum + item.changes, 0), page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }
}

function view(change: Change, sight: FieldSight | undefined): FieldChange[] {
  if (sight === undefined) return [];
  const text = (value: FieldValue) => (value === null ? null : sight.text(value));
  return [
    {
      field: change.field,
      label: sight.label,
      before: text(change.before),
      after: text(change.after),
      validFrom: change.validFrom,
      recordedAt: isoTime(change.recordedAt),
      by: change.by,
      source: { kind: change.kind, kindText: SOURCE_KINDS[change.kind as SourceKind] ?? change.kind, id: change.sourceId === null ? null : String(change.sourceId) },
      reason: sight.clear ? change.reason : null,
    },
  ];
}
