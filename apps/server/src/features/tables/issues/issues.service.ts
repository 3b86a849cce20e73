import type { ReadStream } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import { type IssueList, type PrepareIssue, type TableDefinition, type TableIssue, type TableResult } from '#contracts';
import { type Clock, Database, fail, IdGenerator, type Tx } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { AccessService, type AccountPrincipal, outOfScope, Scope, scopeOf } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { ExportsRepository, type ExportRow } from '../exports/exports.repository.js';
import { ExportsService } from '../exports/exports.service.js';
import { RunningService } from '../exports/running.service.js';
import { shownColumns } from '../query/detail.js';
import { shapeOf } from '../query/plan.js';
import { believed } from '../reuse/index.js';
import { SavedTablesService } from '../saved.service.js';
import { TablesService } from '../tables.service.js';
import { waitsFor } from './circulation.rules.js';
import { callerOf, IssueView } from './issue.view.js';
import { type FrozenPart, type IssueRow, IssuesRepository } from './issues.repository.js';

/** Kinds of tables whose every row is somebody, whichever columns it shows. */
const OF_SOMEBODY: ReadonlySet<string> = new Set(['person', 'household', 'house', 'visit', 'volunteer', 'alarm']);

/** Whether a table names people: then nobody checks or approves their own. */
export function listsPeople(definition: TableDefinition): boolean {
  if (shapeOf(definition) === 'grouped') return false;
  return OF_SOMEBODY.has(definition.entity) || shownColumns(definition).some(({ id }) => ['L3', 'L4'].includes(fieldOf(id)?.level ?? ''));
}

/** Freezing a saved table as its next issue, and reading what is on its way. */
@Injectable()
export class IssuesService {
  constructor(
    private readonly database: Database,
    private readonly repository: IssuesRepository,
    private readonly saved: SavedTablesService,
    private readonly exports: ExportsService,
    private readonly jobs: ExportsRepository,
    private readonly running: RunningService,
    private readonly tables: TablesService,
    private readonly access: AccessService,
    private readonly view: IssueView,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND, TABLE_…, EXPORT_REASON, EXPORT_TOO_LARGE */
  async prepare(wanted: PrepareIssue, account: AccountPrincipal): Promise<TableIssue> {
    const table = await this.saved.one(Number(wanted.tableId), account);
    const reason = wanted.reason === undefined || wanted.reason === '' ? null : wanted.reason;
    const size = await this.exports.judge(table.definition, wanted.format, reason, account);
    const id = this.ids.next();
    const exportId = await this.database.transaction(async (tx) => {
      const no = await this.repository.nextNo(tx, Number(table.id));
      const source = { tableId: Number(table.id), name: table.name, version: table.version, asked: { definition: table.definition, text: table.text, startedAt: believed(wanted.startedAt, this.clock.now()) }, no };
      const frozen = await this.freeze(tx, source, wanted.format, reason, size, account);
      const now = this.clock.now();
      await this.repository.insert(tx, { id, table_id: Number(table.id), table_name: table.name, no, account_id: account.id, account_name: account.name, ...frozen }, now);
      await this.repository.step(tx, { issueId: id, account, action: 'prepare', comment: wanted.comment === undefined || wanted.comment === '' ? null : wanted.comment }, now);
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'issue.prepared', subject: `issue:${id}`, detail: { table: table.id, no, rows: size.total, personal: frozen.personal, needs: size.needs.length > 0 } });
      return frozen.export_id;
    });
    if (exportId !== null) this.running.start(exportId);
    return this.get(id, account);
  }

  /** The table as it is now, with the job that writes its file; the version of today where the saved table still stands. */
  async again(issue: IssueRow, account: AccountPrincipal): Promise<(tx: Tx) => Promise<FrozenPart>> {
    const table = await this.saved.one(issue.table_id, account).catch(() => null);
    const asked = table === null ? { ...issue.asked, startedAt: this.clock.now() } : { definition: table.definition, text: table.text, startedAt: this.clock.now() };
    const size = await this.exports.judge(asked.definition, issue.format, issue.reason, account);
    return (tx) => this.freeze(tx, { tableId: issue.table_id, name: issue.table_name, version: table?.version ?? issue.table_version, asked, no: issue.no }, issue.format, issue.reason, size, account);
  }

  async list(account: AccountPrincipal): Promise<IssueList> {
    const scope = new Scope([...scopeOf(account, 'ledger.review').grants, ...scopeOf(account, 'tables.approve').grants]);
    const [mine, others] = await Promise.all([this.repository.mine(account.id), scope.isEmpty ? [] : this.repository.within(scope, account.id)]);
    const shown = await this.views([...mine, ...others], account);
    const waiting = shown.filter((issue) => waitsFor(issue.state, issue.allowedActions.filter((action) => action !== 'recheck')));
    return { waiting, mine: shown.filter((issue) => issue.mine), others: shown.filter((issue) => !issue.mine) };
  }

  /** @throws NOT_FOUND */
  async get(id: number, account: AccountPrincipal): Promise<TableIssue> {
    const shown = (await this.views([await this.visible(id, account)], account))[0];
    if (shown === undefined) throw fail('NOT_FOUND');
    return shown;
  }

  /** The rows of an issue as it was frozen, under the reader's own masks. @throws NOT_FOUND, ISSUE_PREPARER */
  async rows(id: number, page: number, pageSize: number, account: AccountPrincipal): Promise<TableResult> {
    const issue = await this.visible(id, account);
    return this.tables.run(issue.asked.definition, page, pageSize, account, { by: await this.preparer(issue), at: issue.as_of.getTime() });
  }

  /** @throws NOT_FOUND, EXPORT_STATE, EXPORT_GONE */
  async file(id: number, account: AccountPrincipal): Promise<{ stream: ReadStream; job: ExportRow }> {
    const issue = await this.visible(id, account);
    const job = issue.account_id === account.id && (issue.state === 'approved' || issue.state === 'issued') && issue.export_id !== null ? await this.jobs.find(issue.export_id) : null;
    if (job === null) throw fail('NOT_FOUND');
    return this.exports.open(job, account);
  }

  /** An issue the caller prepared, or may check or approve. @throws NOT_FOUND */
  async visible(id: number, account: AccountPrincipal): Promise<IssueRow> {
    const issue = await this.repository.find(id);
    if (issue === null) throw fail('NOT_FOUND');
    const caller = callerOf(issue, account);
    if (!caller.preparer && (issue.state === 'withdrawn' || !(caller.mayCheck || caller.mayApprove))) throw outOfScope();
    return issue;
  }

  /** Whose rights say which rows an issue has. @throws ISSUE_PREPARER */
  async preparer(issue: Pick<IssueRow, 'account_id'>): Promise<AccountPrincipal> {
    const account = await this.access.accountById(issue.account_id);
    if (account === null) throw fail('ISSUE_PREPARER');
    return account;
  }

  private async freeze(tx: Tx, source: { tableId: number; name: string; version: number; asked: IssueRow['asked']; no: number }, format: IssueRow['format'], reason: string | null, size: { total: number; root: string; needs: string[] }, account: AccountPrincipal): Promise<FrozenPart> {
    const now = this.clock.now();
    const exportId = this.ids.next();
    // Written as it will go out; nobody gets it before the approval (`file`), and it is taken away when there is none.
    const approved = size.needs.length > 0 ? 1 : null;
    const asked = { ...source.asked, issue: `${source.name} 第 ${source.no} 期` };
    await this.jobs.insert(tx, { id: exportId, account_id: account.id, account_name: account.name, state: 'running', format, encoding: 'utf8', asked, area_path: size.root, needs: size.needs, reason, total: size.total, frozen: 1, approved }, now);
    return { table_version: source.version, format, asked: source.asked, area_path: size.root, needs: size.needs, reason, total: size.total, previous_id: await this.repository.lastIssued(tx, source.tableId, source.no), export_id: exportId, as_of: now, personal: listsPeople(source.asked.definition) };
  }

  private async views(issues: readonly IssueRow[], account: AccountPrincipal): Promise<TableIssue[]> {
    const steps = await this.repository.steps(issues.map((issue) => issue.id));
    const jobs = new Map((await this.jobs.many(issues.flatMap((issue) => issue.export_id ?? []))).map((job) => [job.id, job]));
    return issues.map((issue) => this.view.issue(issue, steps.filter((step) => step.issue_id === issue.id), issue.export_id === null ? null : (jobs.get(issue.export_id) ?? null), account));
  }
}
