import { rm } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { fieldOf, tagOf } from '#catalogue';
import type { ListQuery, Page, TableDefinition, TableEntity, TemplateColumnView, TemplateFillReport, TemplateView } from '#contracts';
import { businessDay, type Clock, Database, fail, IdGenerator, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope } from '../access/index.js';
import { AuditLog } from '../audit/index.js';
import { AreaIndex } from '../spine/index.js';
import { believed, ReuseLedger, type ReuseRun, type TableRecords, TablesService } from '../tables/index.js';
import { shownName } from '../../spreadsheets/reading/index.js';
import { crossEntity, filtersOf, rowDefinition } from './cross-counts.js';
import { fillTemplate, readTemplate } from './template-work.js';
import { type TemplateRow, TemplatesRepository } from './templates.repository.js';
import { type TemplateColumn, type TemplateReading, withFields } from './workbook/index.js';

const MOST_COLUMNS = 20;

/** From a department's blank form to the same file with the street's values in it. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly database: Database,
    private readonly repository: TemplatesRepository,
    private readonly tables: TablesService,
    private readonly areas: AreaIndex,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    private readonly reuse: ReuseLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Understands the form, with what was confirmed for it before. @throws FILE_…, TEMPLATE_NOT_RECOGNISED */
  async upload(path: string, name: string, account: AccountPrincipal): Promise<TemplateView> {
    try {
      const { reading, bytes } = await readTemplate(path, name);
      const remembered = await this.repository.remembered(reading.fingerprint);
      const row = { id: this.ids.next(), account_id: account.id, account_name: account.name, file_name: shownName(name).slice(0, 200), fingerprint: reading.fingerprint, reading: remembered === null ? reading : withFields(reading, remembered), known: remembered === null ? 0 : 1 };
      await this.database.transaction((tx) => this.repository.insert(tx, row, bytes, this.clock.now()));
      return view({ ...row, created_at: new Date(this.clock.now()) });
    } finally {
      await rm(path, { force: true });
    }
  }

  async list(query: ListQuery, account: AccountPrincipal): Promise<Page<TemplateView>> {
    const { rows, total } = await this.repository.list(account.id, query.pageSize, (query.page - 1) * query.pageSize);
    return { items: rows.map(view), total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  /** @throws NOT_FOUND */
  async get(id: number, account: AccountPrincipal): Promise<TemplateView> {
    return view(await this.own(id, account));
  }

  /** Columns as a person says they are meant; kept for the next issue of the form. @throws NOT_FOUND, FIELD_UNKNOWN */
  async correct(id: number, columns: Readonly<Record<string, string | null>>, account: AccountPrincipal): Promise<TemplateView> {
    const row = await this.own(id, account);
    const byPath: Record<string, string | null> = {};
    for (const column of allColumns(row.reading)) {
      const wanted = columns[column.cell];
      if (wanted === undefined) continue;
      if (wanted !== null && fieldOf(wanted) === undefined && !(wanted.startsWith('tag:') && tagOf(wanted.slice(4)) !== undefined)) throw fail('FIELD_UNKNOWN', { field: wanted });
      byPath[column.path] = wanted;
    }
    const reading = withFields(row.reading, byPath);
    const settled = Object.fromEntries(allColumns(reading).filter((column) => column.role === 'data').map((column) => [column.path, column.field]));
    await this.database.transaction(async (tx) => {
      await this.repository.setReading(tx, id, reading);
      await this.repository.remember(tx, row.fingerprint, settled, account.id, this.clock.now());
    });
    return view({ ...row, reading });
  }

  /** @throws NOT_FOUND */
  async remove(id: number, account: AccountPrincipal): Promise<void> {
    await this.own(id, account);
    await this.database.transaction((tx) => this.repository.remove(tx, id));
  }

  /**
   * The office's own file with the values of the people (homes, places) the words name, under the same masks as the page.
   * @throws NOT_FOUND, TEMPLATE_WHO, TABLE_APPROVAL, TABLE_*
   */
  async fill(id: number, wanted: { text?: string; definition?: TableDefinition; facts?: Readonly<Record<string, string>>; startedAt?: string }, account: AccountPrincipal): Promise<{ name: string; bytes: Buffer; report: TemplateFillReport }> {
    const began = believed(wanted.startedAt, this.clock.now());
    const row = await this.own(id, account);
    const { reading } = row;
    const definition = await this.who(reading, wanted, account);
    const facts = { ...this.facts(account), ...wanted.facts };
    const bytes = await this.repository.file(id);
    const records = reading.kind === 'cross' ? null : await this.records(reading, definition, account);
    const members = reading.kind === 'form' && reading.block !== null && records !== null ? await this.members(reading, records, account) : undefined;
    const counts = reading.kind === 'cross' ? await this.counts(reading, definition, account) : undefined;
    const filled = await fillTemplate(bytes, row.file_name, reading, { rows: reading.kind === 'form' ? (records?.rows.slice(0, 1) ?? []) : (records?.rows ?? []), ...(members === undefined ? {} : { members }), facts, ...(counts === undefined ? {} : { counts }) });
    const report: TemplateFillReport = { rows: records?.rows.length ?? reading.rowHeads.length, filledCells: filled.filledCells, emptyColumns: filled.emptyColumns, emptyLabels: filled.emptyLabels, masked: records?.masked ?? [], warnings: [...filled.warnings, ...(reading.kind === 'form' && (records?.total ?? 0) > 1 ? [`符合条件的有 ${records?.total ?? 0} 人,一人一表只填了第一人`] : [])] };
    await this.database.transaction(async (tx) => {
      await this.reuse.record(tx, this.runOf(row, records, report, began, account));
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'template.filled', subject: `template:${id}`, detail: { form: row.file_name, rows: report.rows, columns: reading.columns.flatMap((column) => column.field ?? []), filters: definition.filters.length } });
    });
    return { name: row.file_name.replace(/\.xlsx$/iu, '') + '(已填).xlsx', bytes: Buffer.from(filled.bytes), report };
  }

  /** The filled form in the reuse ledger: what the ledger gave, and what stays for the hand. */
  private runOf(row: TemplateRow, records: TableRecords | null, report: TemplateFillReport, began: number, account: AccountPrincipal): ReuseRun {
    const { reading } = row;
    const data = reading.columns.filter((column) => column.role === 'data');
    const fields = new Map(data.flatMap((column): [string, number][] => (column.field === null ? [] : [[column.field, records?.rows.filter((record) => (record[column.field ?? ''] ?? null) !== null).length ?? 0]])));
    const area = account.areaId === null ? this.areas.streets()[0] : this.areas.id(account.areaId);
    const cellsAll = Math.max(report.filledCells, reading.kind === 'form' ? data.length : report.rows * data.length);
    return { origin: 'template', originId: this.ids.next(), kind: 'form', name: reading.title ?? row.file_name, account, areaPath: area?.path ?? '/', requestedAt: began, finishedAt: this.clock.now(), rows: report.rows, cellsAll, cellsAuto: report.filledCells, fields };
  }

  /** Whom the words or the definition name, as a table of the form's own kind. */
  private async who(reading: TemplateReading, wanted: { text?: string; definition?: TableDefinition }, account: AccountPrincipal): Promise<TableDefinition> {
    const own = reading.kind === 'cross' ? crossEntity(reading) : entityOf(reading);
    if (wanted.definition !== undefined) return wanted.definition;
    const text = wanted.text?.trim() ?? '';
    if (text === '') {
      if (reading.kind === 'cross' || own === 'org' || own === 'building') return { entity: own, columns: [], filters: [], groupBy: [], aggregates: [] };
      throw fail('TEMPLATE_WHO', {});
    }
    const parsed = await this.tables.parse(text, undefined, account);
    if (parsed.status !== 'run' || parsed.definition === undefined) throw fail('TEMPLATE_UNCLEAR', { reason: parsed.message ?? '' });
    return { ...parsed.definition, groupBy: [], aggregates: [] };
  }

  private async records(reading: TemplateReading, definition: TableDefinition, account: AccountPrincipal): Promise<TableRecords> {
    const fields = [...new Set(reading.columns.flatMap((column) => (column.field === null || column.role !== 'data' ? [] : [column.field])))];
    return this.tables.records(definition, fields, account);
  }

  private async members(reading: TemplateReading, records: TableRecords, account: AccountPrincipal): Promise<TableRecords['rows'] | undefined> {
    const household = records.households[0];
    if (reading.block === null || household === undefined) return undefined;
    const fields = [...new Set(reading.block.columns.flatMap((column) => (column.field === null || column.role !== 'data' ? [] : [column.field])))];
    const found = await this.tables.records({ entity: 'person', columns: [], filters: [{ field: 'household.no', op: 'eq', value: household }], groupBy: [], aggregates: [] }, fields, account);
    return found.rows;
  }

  private async counts(reading: TemplateReading, definition: TableDefinition, account: AccountPrincipal): Promise<Record<string, number | null>> {
    const entity = definition.entity;
    const level = (name: string) => this.level(name);
    const columns = reading.columns.filter((column) => column.role === 'data').flatMap((column) => {
      const filters = filtersOf(column.conditions, entity, level);
      return filters === null ? [] : [{ column, filters }];
    });
    const counts: Record<string, number | null> = {};
    for (const row of reading.rowHeads) {
      const filters = filtersOf(row.conditions, entity, level);
      if (filters === null) continue;
      for (let start = 0; start < columns.length; start += MOST_COLUMNS) {
        const part = columns.slice(start, start + MOST_COLUMNS);
        const result = await this.tables.run(rowDefinition(definition, filters, part.map((item) => item.filters)), 1, 1, account);
        part.forEach(({ column }, index) => {
          const value = result.totals?.[`a${index}`];
          counts[`${row.cell}|${column.cell}`] = typeof value === 'number' ? value : null;
        });
      }
    }
    return counts;
  }

  private level(name: string): 'community' | 'grid' | null {
    for (const area of this.areas.all()) if (area.name === name && (area.level === 'community' || area.level === 'grid')) return area.level;
    return null;
  }

  private facts(account: AccountPrincipal): Record<string, string> {
    const area = account.areaId === null ? this.areas.streets()[0] : this.areas.id(account.areaId);
    return { 填报单位: area === undefined ? '' : this.areas.lineage(area).filter((node) => node.level === 'street' || node.level === 'community').map((node) => node.name).join(''), 填报时间: businessDay(this.clock.now()), 填表人: account.name };
  }

  private async own(id: number, account: AccountPrincipal): Promise<TemplateRow> {
    const row = await this.repository.find(id, account.id);
    if (row === null) throw outOfScope();
    return row;
  }
}

const allColumns = (reading: TemplateReading): TemplateColumn[] => [...reading.columns, ...(reading.block?.columns ?? [])];

/** What a list is of: the kind most of its columns belong to. */
function entityOf(reading: TemplateReading): TableEntity {
  const owners = reading.columns.flatMap((column) => (column.field === null ? [] : [fieldOf(column.field)?.entity ?? 'person']));
  if (owners.includes('org')) return 'org';
  return owners.includes('person') || owners.length === 0 ? 'person' : owners.includes('household') ? 'household' : owners.includes('house') ? 'house' : 'building';
}

const labelOf = (field: string): string => (field.startsWith('tag:') ? `标签:${tagOf(field.slice(4))?.name ?? field}` : (fieldOf(field)?.label ?? field));

function view(row: TemplateRow): TemplateView {
  const { reading } = row;
  const columns = allColumns(reading).map((column): TemplateColumnView => ({ cell: column.cell, path: column.path, field: column.field, label: column.field === null ? null : labelOf(column.field), confidence: column.confidence, settled: column.settled, role: column.role, candidates: column.candidates.map(({ field, label, reason }) => ({ field, label, reason })) }));
  return {
    templateId: String(row.id),
    name: row.file_name,
    title: reading.title,
    kind: reading.kind,
    sheet: reading.sheet,
    headerRows: reading.headerRows,
    columns,
    rowHeads: reading.rowHeads.map(({ cell, path, conditions }) => ({ cell, path, understood: conditions.every((condition) => condition.kind !== 'unknown') })),
    labels: reading.labels.map(({ cell, label, key }) => ({ cell, label, key })),
    warnings: reading.warnings,
    known: row.known === 1,
    unsettled: reading.kind === 'cross' ? 0 : columns.filter((column) => column.role === 'data' && !column.settled && column.candidates.length > 0).length,
    createdAt: isoTime(row.created_at),
    by: row.account_name,
  };
}
