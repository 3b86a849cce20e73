import { Inject, Injectable } from '@nestjs/common';
import { fieldOf, type FieldValue } from '#catalogue';
import type { FieldChange, ListQuery, Page } from '#contracts';
import { type Clock, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal } from '../access/index.js';
import { SOURCE_KINDS, type SourceKind } from '../ledger/index.js';
import { AreaIndex } from '../spine/index.js';
import { type Change, HistoryRepository } from './history.repository.js';
import { LINK_FIELD } from './links.repository.js';
import type { ResidentRow } from './resident.row.js';
import { ResidentView, textOf } from './resident.view.js';
import { ResidentsRepository } from './residents.repository.js';
import { ResidentsService } from './residents.service.js';

const OTHER_LABELS: Readonly<Record<string, string>> = { 'person.household': '所在户', [LINK_FIELD]: '关系' };

/** A record's history field by field, newest first, masked as the record itself is. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly repository: ResidentsRepository,
    private readonly history: HistoryRepository,
    private readonly residents: ResidentsService,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND */
  async list(id: number, query: ListQuery, account: AccountPrincipal): Promise<Page<FieldChange>> {
    const row = await this.repository.find(id, this.residents.asOf(undefined));
    if (row === null) throw fail('NOT_FOUND');
    const viewer = await this.residents.open(row, account);
    const view = new ResidentView(viewer, this.areas, viewer.day);
    const { rows, total } = await this.history.changes(id, query.pageSize, (query.page - 1) * query.pageSize);
    return { items: rows.flatMap((change) => this.change(row, change, view) ?? []), total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  private change(row: ResidentRow, change: Change, view: ResidentView): FieldChange | null {
    const field = fieldOf(change.field);
    // Household and links are no fields of the catalogue; who may not see how somebody lives is not told of them either.
    const viewing = field === undefined ? (view.sees(row, 'person.relation') ? 'clear' : 'absent') : view.viewingOf(row, field);
    if (viewing === 'absent') return null;
    const shown = (value: FieldValue): string | null => {
      if (value === null) return null;
      if (field === undefined) return String(value);
      const text = textOf(field, value);
      // Masks that follow the person's own row (age band, place) say nothing about an earlier value: it is hidden whole.
      return viewing === 'clear' ? String(text) : field.mask === 'birthDate' || field.mask === 'address' || viewing === 'pseudonym' ? '***' : view.mask(row, field, viewing, String(value));
    };
    return {
      field: change.field,
      label: field?.label ?? OTHER_LABELS[change.field] ?? change.field,
      before: shown(change.before),
      after: shown(change.after),
      validFrom: change.validFrom,
      recordedAt: isoTime(change.recordedAt),
      by: change.by,
      source: { kind: change.kind, kindText: SOURCE_KINDS[change.kind as SourceKind] ?? change.kind, id: change.sourceId === null ? null : String(change.sourceId) },
      reason: viewing === 'clear' ? change.reason : null,
    };
  }
}
