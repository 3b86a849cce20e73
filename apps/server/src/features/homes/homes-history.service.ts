import { Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import type { FieldHistory, HistoryQuery } from '#contracts';
import { fail } from '#platform';
import { type AccountPrincipal, maskValue, type Moment, NO_MOMENT, outOfScope, scopeOf, viewOf } from '../access/index.js';
import { type FieldSight, HistoryPages, type RecordKey, ViewerService, wordsOf } from '../residents/index.js';
import { HomesRepository } from './homes.repository.js';

export type HistoryOf = 'household' | 'building' | 'org';

interface Found {
  areaPath: string;
  records: RecordKey[];
  people: { id: number; household_id: number } | null;
}

/** Histories of households with their homes, of buildings and of places, masked as their values are. */
@Injectable()
export class HomesHistoryService {
  constructor(
    private readonly repository: HomesRepository,
    private readonly viewers: ViewerService,
    private readonly pages: HistoryPages,
  ) {}

  /** @throws NOT_FOUND */
  async list(kind: HistoryOf, id: number, query: HistoryQuery, account: AccountPrincipal): Promise<FieldHistory> {
    const found = kind === 'household' ? await this.household(id) : await this.plain(kind, id);
    const scope = scopeOf(account, 'ledger.list');
    if (!scope.covers(found.areaPath)) throw outOfScope();
    const moment = found.people === null ? NO_MOMENT : (await this.viewers.of(account, 'ledger.list', [found.people])).momentOf(found.people);
    const roles = scope.over(found.areaPath).map((grant) => grant.role);
    return this.pages.of(found.records, query, (field) => sightOf(field, roles, moment));
  }

  private async household(id: number): Promise<Found> {
    const row = await this.repository.household(id);
    if (row === null) throw fail('NOT_FOUND');
    return { areaPath: row.area_path, records: [{ entity: 'household', id }, { entity: 'house', id: row.house_id }], people: { id: row.head_id ?? 0, household_id: id } };
  }

  private async plain(entity: 'building' | 'org', id: number): Promise<Found> {
    const areaPath = await this.repository.pathOf(entity, id);
    if (areaPath === null) throw fail('NOT_FOUND');
    return { areaPath, records: [{ entity, id }], people: null };
  }
}

function sightOf(id: string, roles: Parameters<typeof viewOf>[1], moment: Moment): FieldSight | null {
  const field = fieldOf(id);
  if (field === undefined) return null;
  const viewing = viewOf(field, roles, moment);
  if (viewing === 'absent') return null;
  return { label: field.label, clear: viewing === 'clear', text: (value) => (viewing === 'clear' ? wordsOf(field, value) : maskValue(field, String(value))) };
}
