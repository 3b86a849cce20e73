import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { fieldOf, formatValue, tagOf } from '#catalogue';
import { type ImportColumn, type ImportJob, type ImportRow, type ImportRowState, IMPORT_STATES, type ListQuery, type Page, ROW_STATES } from '#contracts';
import { businessDay, type Clock, Database, fail, IdGenerator, isoTime, type Logger } from '#platform';
import { CLOCK, LOGGER } from '../../boot/tokens.js';
import { type AccountPrincipal, maskName, maskOther, maskPhone, NO_MOMENT, outOfScope, type Scope, scopeOf, viewOf } from '../access/index.js';
import { checkSheet, type ColumnTarget } from './checking/index.js';
import { ImportsRepository, type JobRow, type StoredRow } from './imports.repository.js';
import { markedWorkbook } from './marked-workbook.js';
import { fieldOfTarget, PLACE_TARGETS, type PlannedField, type RowPlan, targetLabel } from './plan.js';
import { PlanningService } from './planning.service.js';
import { readSheet, type SheetCell, shownName } from '../../spreadsheets/reading/index.js';
import { carryHouseholds, type ColumnMapping, type DataRow, mapHeaders, pathKey, subjectOf, understandSheet } from '../../spreadsheets/understanding/index.js';

const PART = 400;
const SAMPLES = 300;

/** From an uploaded file to a preview that says, row by row and field by field, what would happen. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: Database,
    private readonly repository: ImportsRepository,
    private readonly planning: PlanningService,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Reads and understands the file, then checks its rows in the background. The file itself is not kept. @throws FILE_…, IMPORT_SUBJECT */
  async upload(path: string, name: string, account: AccountPrincipal): Promise<{ importId: string }> {
    try {
      const content = await readSheet(path, name);
      const sheet = understandSheet(content);
      if (sheet === null) throw fail('FILE_NO_HEADER', { name: shownName(name) });
      if (subjectOf(sheet.columns) === 'places') throw fail('IMPORT_SUBJECT', { name: shownName(name) });
      const remembered = await this.repository.remembered(sheet.fingerprint, account.id);
      const mapping = mapHeaders(sheet.columns, (column) => samplesOf(sheet.rows, column), this.today(), { ...(remembered === undefined ? {} : { remembered }), subject: 'people' });
      const id = this.ids.next();
      const job: Parameters<ImportsRepository['insert']>[1] = {
        id,
        account_id: account.id,
        account_name: account.name,
        file_name: shownName(name).slice(0, 200),
        file_hash: createHash('sha256').update(await readFile(path)).digest(),
        fingerprint: sheet.fingerprint,
        state: 'checking',
        about: { sheet: content.sheet, otherSheets: content.sheets.filter((item) => item.name !== content.sheet).map((item) => `${item.name}${item.hidden ? '(隐藏)' : ''}`), encoding: content.encoding, date1904: content.date1904, titles: sheet.titles.slice(0, 10).map((title) => title.slice(0, 100)), headerRows: [sheet.header.top, sheet.header.bottom], leftOut: sheet.leftOut.slice(0, 200).map((row) => ({ ...row, text: row.text.slice(0, 60) })) },
        mapping,
        total: sheet.rows.length,
      };
      await this.database.transaction((tx) => this.repository.insert(tx, job, this.clock.now()));
      void this.check(id, sheet.rows, mapping, content.date1904, scopeOf(account, 'ledger.import'));
      return { importId: String(id) };
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Another meaning for some columns; the rows are checked anew and the sender's headers remembered. @throws NOT_FOUND, IMPORT_STATE, FIELD_UNKNOWN */
  async map(id: number, wanted: Readonly<Record<string, string | null>>, account: AccountPrincipal): Promise<ImportJob> {
    const job = await this.own(id, account);
    this.expect(job, ['ready']);
    for (const target of Object.values(wanted)) if (target !== null && !known(target)) throw fail('FIELD_UNKNOWN', { field: target });
    const mapping = job.mapping.map((item): ColumnMapping => {
      const target = wanted[String(item.column)];
      return target === undefined ? item : { ...item, target, grade: target === null ? 'none' : 'exact', confidence: 1, settled: true, reasons: ['由您确认'] };
    });
    const taken = new Set<string>();
    for (const { target } of mapping) {
      if (target === null) continue;
      if (taken.has(target)) throw fail('BAD_REQUEST', { reason: `两列不能对应同一个字段“${targetLabel(target)}”` });
      taken.add(target);
    }
    const settled = Object.fromEntries(mapping.filter((item) => item.role === 'data' && item.settled).map((item) => [pathKey(item.path), item.target]));
    await this.database.transaction(async (tx) => {
      await this.repository.setMapping(tx, id, mapping);
      await this.repository.remember(tx, job.fingerprint, account.id, settled, this.clock.now());
      await this.repository.setState(tx, id, 'checking', { done: 0 });
    });
    const stored = await this.repository.rows(id, undefined, 100_000, 0);
    void this.check(id, stored.map((row) => ({ number: row.row_no, cells: row.plan.cells })), mapping, job.about.date1904, scopeOf(account, 'ledger.import'));
    return this.get(id, account);
  }

  async get(id: number, account: AccountPrincipal): Promise<ImportJob> {
    const job = await this.own(id, account);
    const [counts, same, first] = await Promise.all([this.repository.counts(id), this.repository.sameFile(job), this.repository.rows(id, undefined, 5, 0)]);
    const columns = job.mapping.filter((item) => item.role !== 'mark').map((item) => this.column(item, first));
    return {
      id: String(job.id),
      state: job.state,
      stateText: IMPORT_STATES[job.state],
      fileName: job.file_name,
      ...job.about,
      leftOut: job.about.leftOut.map((row) => ({ row: row.number, why: row.why, text: row.text })),
      columns,
      unsettled: columns.filter((column) => !column.settled && column.target !== null).length,
      total: job.total,
      done: job.done,
      counts,
      sameFile: same === null ? null : { id: String(same.id), at: isoTime(same.created_at) },
      message: job.message,
      createdAt: isoTime(job.created_at),
      committedAt: job.committed_at === null ? null : isoTime(job.committed_at),
      by: job.account_name,
      allowedActions: allowed(job, counts),
    };
  }

  async list(query: ListQuery, account: AccountPrincipal): Promise<Page<ImportJob>> {
    const [rows, total] = await Promise.all([this.repository.listOf(account.id, query.pageSize, (query.page - 1) * query.pageSize), this.repository.countOf(account.id)]);
    const items: ImportJob[] = [];
    for (const { id } of rows) items.push(await this.get(id, account));
    return { items, total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  async rows(id: number, query: ListQuery & { state?: ImportRowState | undefined }, account: AccountPrincipal): Promise<Page<ImportRow>> {
    await this.own(id, account);
    const [rows, counts] = await Promise.all([this.repository.rows(id, query.state, query.pageSize, (query.page - 1) * query.pageSize), this.repository.counts(id)]);
    const total = query.state === undefined ? Object.values(counts).reduce((sum, count) => sum + count, 0) : (counts[query.state] ?? 0);
    const scope = scopeOf(account, 'ledger.import');
    return { items: rows.map((row) => this.row(row, scope)), total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  /** Rows that cannot be committed, as a workbook to mend and upload again. */
  async errors(id: number, account: AccountPrincipal): Promise<{ name: string; bytes: Buffer }> {
    const job = await this.own(id, account);
    const rows = await this.repository.rows(id, 'reject', 20_000, 0);
    const columns = job.mapping.filter((item) => item.role !== 'mark').map((item) => ({ column: item.column, path: item.path }));
    const bytes = await markedWorkbook(columns, targetsOf(job.mapping), rows.map((row) => ({ cells: row.plan.cells, checked: row.plan.checked })));
    return { name: `${job.file_name.replace(/\.\w+$/, '')}-错误行.xlsx`, bytes };
  }

  /** A check that a stop of the program cut off cannot go on: the file is not kept. Called before the first request. */
  async giveUpChecks(): Promise<void> {
    for (const { id } of await this.repository.inState('checking')) await this.failed(id, '检查时服务中断，请重新上传');
  }

  /** Jobs are their uploader's own. @throws NOT_FOUND */
  async own(id: number, account: AccountPrincipal): Promise<JobRow> {
    const job = await this.repository.find(id);
    if (job === null) throw fail('NOT_FOUND');
    if (job.account_id !== account.id) throw outOfScope();
    return job;
  }

  expect(job: JobRow, states: readonly JobRow['state'][]): void {
    if (!states.includes(job.state)) throw fail('IMPORT_STATE', { state: IMPORT_STATES[job.state] });
  }

  private async check(id: number, rows: readonly DataRow[], mapping: readonly ColumnMapping[], date1904: boolean, scope: Scope): Promise<void> {
    try {
      const carried = carryHouseholds(rows, mapping);
      const checked = checkSheet(carried, targetsOf(mapping), { today: this.today(), date1904 });
      const rowIds = new Map((await this.database.query<{ id: number; row_no: number }>('SELECT id, row_no FROM import_row WHERE job_id = ?', [id])).map((row) => [row.row_no, row.id]));
      for (let from = 0; from < checked.length; from += PART) {
        const part = checked.slice(from, from + PART).map((row, at) => ({ checked: row, cells: carried[from + at]?.cells ?? [] }));
        const plans = await this.planning.plan(part, scope);
        await this.database.transaction(async (tx) => {
          await this.repository.saveRows(tx, id, plans.map((plan) => ({ id: rowIds.get(plan.checked.number) ?? this.ids.next(), number: plan.checked.number, plan })));
          await this.repository.setState(tx, id, 'checking', { done: from + plans.length });
        });
      }
      await this.database.transaction((tx) => this.repository.setState(tx, id, 'ready', { done: 0 }));
    } catch (error) {
      this.logger.error({ err: error, job: id }, 'import could not be checked');
      await this.failed(id, '检查时出错，请重新上传；如反复出现，请告诉管理员').catch(() => undefined);
    }
  }

  private async failed(id: number, message: string): Promise<void> {
    await this.database.transaction((tx) => this.repository.setState(tx, id, 'failed', { message }));
  }

  private column(item: ColumnMapping, rows: readonly StoredRow[]): ImportColumn {
    return {
      column: item.column,
      path: [...item.path],
      target: item.target,
      targetLabel: item.target === null ? null : targetLabel(item.target),
      grade: item.grade,
      confidence: Math.round(item.confidence * 100) / 100,
      settled: item.settled,
      reasons: [...item.reasons],
      candidates: item.candidates.map((candidate) => ({ target: candidate.target, label: targetLabel(candidate.target), confidence: Math.round(candidate.confidence * 100) / 100 })),
      samples: rows.map((row) => row.plan.cells[item.column]?.text ?? '').filter((text) => text !== '').slice(0, 3),
    };
  }

  private row(row: StoredRow, scope: Scope): ImportRow {
    const { plan } = row;
    const bad = plan.checked.fields.flatMap((item) => (item.result.ok ? [] : [{ target: item.target, label: targetLabel(item.target), code: item.result.fault, message: item.result.message, severity: 'error' as const }]));
    const issues = plan.checked.issues.map((issue) => ({ target: issue.targets[0] ?? null, label: issue.targets[0] === undefined ? null : targetLabel(issue.targets[0]), code: issue.code, message: issue.message, severity: issue.severity }));
    const asked = plan.questions.filter((text) => !issues.some((issue) => issue.message === text)).map((message) => ({ target: null, label: null, code: 'MATCH', message, severity: 'question' as const }));
    return { row: row.row_no, state: row.state, stateText: ROW_STATES[row.state], personId: row.person_id === null ? null : String(row.person_id), match: plan.match === null ? null : { score: plan.match.score, reasons: plan.match.reasons.map((reason) => ({ ...reason })) }, faults: [...bad, ...issues, ...asked], fields: this.shownFields(plan, scope) };
  }

  private shownFields(plan: RowPlan, scope: Scope): ImportRow['fields'] {
    const place = plan.checked.fields.filter((item) => PLACE_TARGETS.has(item.target)).map((item): ImportRow['fields'][number] => ({ target: item.target, label: targetLabel(item.target), shown: item.shown, outcome: item.result.ok ? 'keep' : 'reject', current: null, message: item.result.ok ? null : item.result.message }));
    return [...plan.fields.map((item) => ({ target: item.target, label: targetLabel(item.target), shown: item.shown, outcome: item.outcome, current: current(item, scope), message: item.message })), ...place];
  }

  private today(): string {
    return businessDay(this.clock.now());
  }
}

/** The ledger's value as the uploader may see it. */
function current(item: PlannedField, scope: Scope): string | null {
  if (item.current === null) return null;
  const field = fieldOfTarget(item.target);
  if (field === undefined) return item.current === true ? '是' : '否';
  const text = formatValue(field, item.current);
  const viewing = viewOf(field, scope.grants.map((grant) => grant.role), NO_MOMENT);
  if (viewing === 'clear') return text;
  return field.mask === 'name' ? maskName(text) : field.mask === 'phone' ? maskPhone(text) : maskOther();
}

function targetsOf(mapping: readonly ColumnMapping[]): ColumnTarget[] {
  return mapping.flatMap((item) => (item.role === 'data' && item.settled && item.target !== null ? [{ column: item.column, target: item.target }] : []));
}

function samplesOf(rows: readonly DataRow[], column: number): SheetCell[] {
  return rows.slice(0, SAMPLES).flatMap((row) => row.cells[column] ?? []);
}

function known(target: string): boolean {
  return target.startsWith('tag:') ? tagOf(target.slice(4)) !== undefined : fieldOf(target) !== undefined;
}

function allowed(job: JobRow, counts: ImportJob['counts']): ImportJob['allowedActions'] {
  const errors: ImportJob['allowedActions'] = (counts.reject ?? 0) > 0 ? ['errors'] : [];
  switch (job.state) {
    case 'ready':
      return ['map', 'commit', ...errors];
    case 'committing':
      return ['pause'];
    case 'paused':
      return ['resume', ...errors];
    case 'done':
      return ['undo', ...errors];
    case 'checking':
    case 'undoing':
    case 'undone':
    case 'failed':
      return errors;
  }
}

