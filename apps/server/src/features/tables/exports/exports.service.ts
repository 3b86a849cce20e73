import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { EXPORT_FORMATS, EXPORT_STATES, type ExportFormat, type ExportJob, type ExportList, type ExportRequest, type TableDefinition } from '#contracts';
import { type Clock, Database, fail, IdGenerator, type Tx } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { type AccountPrincipal, outOfScope, type Scope, scopeOf } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { GroupedTables } from '../grouped-tables.js';
import { commonPath, DetailQuery, shownColumns } from '../query/detail.js';
import { type PlanContext, shapeOf } from '../query/plan.js';
import { checkHidden, mayTell } from '../rights.js';
import { TablesService } from '../tables.service.js';
import { auditOf, MOST_ROWS } from './export-audit.js';
import { ExportView } from './export.view.js';
import { ExportsRepository, type ExportRow } from './exports.repository.js';
import { approvalOf, wholePlace } from './needs.js';
import { believed } from '../reuse/index.js';
import { RunningService } from './running.service.js';

const MOST_OPEN = 5;

/** Asking for a table as a file, watching it, fetching it. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly database: Database,
    private readonly repository: ExportsRepository,
    private readonly tables: TablesService,
    private readonly grouped: GroupedTables,
    private readonly running: RunningService,
    private readonly view: ExportView,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws TABLE_…, EXPORT_EMPTY, EXPORT_REASON, EXPORT_TOO_LARGE, EXPORT_MANY */
  async request(request: ExportRequest, account: AccountPrincipal): Promise<{ exportId: string }> {
    const { definition, format } = request;
    const reason = request.reason === undefined || request.reason === '' ? null : request.reason;
    const { total, root, needs } = await this.judge(definition, format, reason, account);
    // That nobody fits something sensitive is as much told as that somebody does: it goes to the second person like any other.
    if (total === 0 && mayTell(definition, total)) throw fail('EXPORT_EMPTY');
    const job = { id: this.ids.next(), account_id: account.id, account_name: account.name, state: needs.length > 0 ? 'waiting_approval' : 'running', format, encoding: request.encoding, asked: { definition, text: request.text ?? null, startedAt: believed(request.startedAt, this.clock.now()) }, area_path: root, needs, reason, total } as const;
    await this.database.transaction(async (tx) => {
      await this.mayOpen(tx, account);
      await this.repository.insert(tx, job, this.clock.now());
      await this.audit.append(tx, auditOf(job, account, 'export.created', { needs: needs.length > 0, reason }));
    });
    if (needs.length === 0) this.running.start(job.id);
    return { exportId: String(job.id) };
  }

  /** How large a file of this table is, where its rows lie, and why another person must agree. @throws TABLE_…, EXPORT_REASON, EXPORT_TOO_LARGE */
  async judge(definition: TableDefinition, format: ExportFormat, reason: string | null, account: AccountPrincipal): Promise<{ total: number; root: string; needs: string[] }> {
    const context = await this.tables.context(definition, account);
    const roles = this.tables.roles(context.scope);
    checkHidden(definition, roles);
    const { total, root } = await this.size(definition, context, account);
    if (total > MOST_ROWS[format]) throw fail('EXPORT_TOO_LARGE', { format: EXPORT_FORMATS[format], limit: MOST_ROWS[format], rows: total, advice: format === 'pdf' ? '请改用 Excel 或 CSV' : '请加条件分几次导出' });
    if (wholePlace(definition) && reason === null) throw fail('EXPORT_REASON');
    return { total, root, needs: approvalOf(definition, total, roles) };
  }

  async list(account: AccountPrincipal): Promise<ExportList> {
    const scope = scopeOf(account, 'tables.approve');
    const [mine, waiting] = await Promise.all([this.repository.mine(account.id), scope.isEmpty ? [] : this.repository.waiting(account.id, scope)]);
    return { mine: mine.map((row) => this.view.job(row, account)), waiting: waiting.map((row) => this.view.job(row, account)) };
  }

  /** @throws NOT_FOUND */
  async get(id: number, account: AccountPrincipal): Promise<ExportJob> {
    const job = await this.repository.find(id);
    if (job === null || job.frozen === 1) throw fail('NOT_FOUND');
    const decides = job.decided_by_id === account.id || scopeOf(account, 'tables.approve').covers(job.area_path);
    if (job.account_id !== account.id && !decides) throw outOfScope();
    return this.view.job(job, account);
  }

  /** The file for its requester; no file without its audit row. @throws NOT_FOUND, EXPORT_STATE, EXPORT_GONE */
  async download(id: number, account: AccountPrincipal): Promise<{ stream: ReadStream; job: ExportRow }> {
    return this.open(await this.own(id, account), account);
  }

  /** A written file, whoever's rules let the caller have it. @throws EXPORT_STATE, EXPORT_GONE */
  async open(job: ExportRow, account: AccountPrincipal): Promise<{ stream: ReadStream; job: ExportRow }> {
    if (job.state !== 'done') throw fail('EXPORT_STATE', { state: EXPORT_STATES[job.state] });
    if (job.removed_at !== null) throw fail('EXPORT_GONE');
    const handle = await open(this.running.pathOf(job), 'r').catch(() => null);
    if (handle === null) throw fail('EXPORT_GONE');
    try {
      await this.database.transaction((tx) => this.audit.append(tx, auditOf(job, account, 'table.download', { sha256: job.sha256?.toString('hex') })));
    } catch (error) {
      await handle.close();
      throw error;
    }
    return { stream: createReadStream('', { fd: handle }), job };
  }

  /** @throws NOT_FOUND, EXPORT_STATE */
  async cancel(id: number, account: AccountPrincipal): Promise<ExportJob> {
    await this.own(id, account);
    await this.database.transaction(async (tx) => {
      const job = await this.repository.lock(tx, id);
      if (job === null || (job.state !== 'running' && job.state !== 'waiting_approval')) throw fail('EXPORT_STATE', { state: EXPORT_STATES[job?.state ?? 'cancelled'] });
      await this.repository.change(tx, id, job.state, { state: 'cancelled', message: '申请人取消', finished_at: this.clock.now() });
      await this.audit.append(tx, auditOf(job, account, 'export.cancelled'));
    });
    return this.get(id, account);
  }

  private async own(id: number, account: AccountPrincipal): Promise<ExportRow> {
    const job = await this.repository.find(id);
    if (job === null || job.frozen === 1) throw fail('NOT_FOUND');
    if (job.account_id !== account.id) throw outOfScope();
    return job;
  }

  private async mayOpen(tx: Tx, account: AccountPrincipal): Promise<void> {
    await tx.query('SELECT id FROM account WHERE id = ? FOR UPDATE', [account.id]);
    const count = await this.repository.open(account.id, tx);
    if (count >= MOST_OPEN) throw fail('EXPORT_MANY', { count });
  }

  /** Rows, and the area that holds them all. */
  private async size(definition: TableDefinition, context: PlanContext, account: AccountPrincipal): Promise<{ total: number; root: string }> {
    const query = new DetailQuery(this.database, { ...definition, columns: [], groupBy: [], aggregates: [], sort: undefined, compare: undefined }, context, []);
    const root = (await query.root()) ?? whereOf(context.scope);
    if (shapeOf(definition) === 'detail') {
      // A column or an order that no such table has is refused now, not in the background.
      await new DetailQuery(this.database, definition, context, shownColumns(definition).map(({ id }) => id)).rows(1, 0);
      return { total: await query.total(), root };
    }
    return { total: (await this.grouped.run(definition, context, await this.tables.comparedContext(definition, context, account))).rows.length, root };
  }
}

/** Where an empty table belongs: what its reader reaches. */
function whereOf(scope: Scope): string {
  const paths = scope.grants.map((grant) => grant.path).sort();
  return commonPath(paths[0] ?? '/', paths.at(-1) ?? '/');
}
