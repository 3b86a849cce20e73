import { Injectable } from '@nestjs/common';
import { fieldOf, type FieldValue } from '#catalogue';
import type { FieldHistory, HistoryQuery } from '#contracts';
import { fail } from '#platform';
import { type AccountPrincipal } from '../access/index.js';
import { AreaIndex } from '../spine/index.js';
import { type FieldSight, HistoryPages, wordsOf } from './history.pages.js';
import { LINK_FIELD } from './links.repository.js';
import type { ResidentRow } from './resident.row.js';
import { ResidentView } from './resident.view.js';
import { ResidentsRepository } from './residents.repository.js';
import { ResidentsService } from './residents.service.js';

/** What is told of a person beside the fields of the catalogue. */
const OTHER_LABELS: Readonly<Record<string, string>> = { 'person.household': '所在户', [LINK_FIELD]: '关系' };

/** A person's history field by field, masked as the record itself is. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly repository: ResidentsRepository,
    private readonly pages: HistoryPages,
    private readonly residents: ResidentsService,
    private readonly areas: AreaIndex,
  ) {}

  /** @throws NOT_FOUND */
  async list(id: number, query: HistoryQuery, account: AccountPrincipal): Promise<FieldHistory> {
    const row = await this.repository.find(id, this.residents.asOf(undefined));
    if (row === null) throw fail('NOT_FOUND');
    const viewer = await this.residents.open(row, account);
    const view = new ResidentView(viewer, this.areas, viewer.day);
    return this.pages.of([{ entity: 'person', id }], query, (field) => sightOf(field, row, view));
  }
}

function sightOf(id: string, row: ResidentRow, view: ResidentView): FieldSight | null {
  const field = fieldOf(id);
  // Household and links are no fields of the catalogue; who may not see how somebody lives is not told of them either.
  if (field === undefined) return view.sees(row, 'person.relation') ? { label: OTHER_LABELS[id] ?? id, clear: true, text: String } : null;
  const viewing = view.viewingOf(row, field);
  if (viewing === 'absent') return null;
  // Masks that follow the person's own row (age band, place) say nothing about an earlier value: it is hidden whole.
  const hidden = field.mask === 'birthDate' || field.mask === 'address' || viewing === 'pseudonym';
  return { label: field.label, clear: viewing === 'clear', text: (value: FieldValue) => (viewing === 'clear' ? wordsOf(field, value) : hidden ? '***' : view.mask(row, field, viewing, String(value))) };
}
