import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ISSUE_ACTIONS, ISSUE_STATES, type IssueActionRequest, type TableIssue } from '#contracts';
import { type Clock, Database, fail, type Logger, type Tx } from '#platform';
import { CLOCK, LOGGER } from '../../../boot/tokens.js';
import { AccessService, type AccountPrincipal } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { ExportsRepository, type ExportRow } from '../exports/exports.repository.js';
import { RunningService } from '../exports/running.service.js';
import { ReuseLedger } from '../reuse/index.js';
import { allowedSteps, NEXT } from './circulation.rules.js';
import { callerOf, fileStateOf } from './issue.view.js';
import { type IssueRow, IssuesRepository } from './issues.repository.js';
import { IssuesService } from './issues.service.js';

const FILE_WORDS = { running: '正在生成', failed: '未能生成', done: '已生成' } as const;

/** Whoever may do a step at all, so that a refusal says whether the state or the caller is in the way. */
const ANYBODY = { preparer: false, mayCheck: true, mayApprove: true };
const PREPARER = { preparer: true, mayCheck: false, mayApprove: false };

/** Moves issues from desk to desk; every step leaves who, when and what was said. */
@Injectable()
export class CirculationService implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly repository: IssuesRepository,
    private readonly issues: IssuesService,
    private readonly jobs: ExportsRepository,
    private readonly running: RunningService,
    private readonly access: AccessService,
    private readonly reuse: ReuseLedger,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.database.transaction((tx) => this.repository.endRechecks(tx));
  }

  /** @throws NOT_FOUND, VERSION_CONFLICT, ISSUE_SELF, ISSUE_FILE, ISSUE_STATE, STEP_UP_REQUIRED */
  async act(id: number, request: IssueActionRequest, account: AccountPrincipal): Promise<TableIssue> {
    const { action } = request;
    const seen = await this.issues.visible(id, account);
    if (action === 'approve' && seen.needs.length > 0) this.access.requireStepUp(account);
    const freeze = action === 'resubmit' && seen.account_id === account.id ? await this.issues.again(seen, account) : null;
    const { former, next } = await this.database.transaction(async (tx) => {
      const issue = await this.repository.lock(tx, id);
      if (issue === null) throw fail('NOT_FOUND');
      const job = issue.export_id === null ? null : await this.jobs.find(issue.export_id, tx);
      await this.mayNow(tx, issue, job, request, account);
      const frozen = freeze === null ? undefined : await freeze(tx);
      const now = this.clock.now();
      await this.repository.move(tx, id, NEXT[action], now, { ...(frozen === undefined ? {} : { frozen }), ...(action === 'issue' ? { recipient: request.recipient ?? null } : {}) });
      const comment = request.comment === undefined || request.comment === '' ? null : request.comment;
      await this.repository.step(tx, { issueId: id, account, action, comment: action === 'issue' ? [`发往${request.recipient ?? ''}`, ...(comment === null ? [] : [comment])].join(':') : comment }, now);
      if (action === 'approve' && job !== null) await this.jobs.change(tx, job.id, 'done', { decided_by_id: account.id, decided_by: account.name, decided_at: now });
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'issue.moved', subject: `issue:${id}`, detail: { step: action, no: issue.no, rows: issue.total, sha256: job?.sha256?.toString('hex') ?? null } });
      return { former: job, next: frozen?.export_id ?? null };
    });
    if (['return', 'withdraw', 'resubmit'].includes(action) && former !== null) await this.takeAway(former);
    if (next !== null) this.running.start(next);
    return this.issues.get(id, account);
  }

  /** Writes the file once more from the ledger as of then and compares it byte by byte. @throws NOT_FOUND, ISSUE_STATE, ISSUE_PREPARER */
  async recheck(id: number, account: AccountPrincipal): Promise<TableIssue> {
    const issue = await this.issues.visible(id, account);
    const shown = await this.issues.get(id, account);
    const job = issue.export_id === null ? null : await this.jobs.find(issue.export_id);
    if (!shown.allowedActions.includes('recheck') || job === null) throw fail('ISSUE_STATE', { state: shown.stateText, action: '重新生成核对' });
    const preparer = await this.issues.preparer(issue);
    await this.database.transaction(async (tx) => {
      await this.repository.recheck(tx, id, 'running', this.clock.now());
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'issue.rechecked', subject: `issue:${id}`, detail: { sha256: job.sha256?.toString('hex') ?? null } });
    });
    void this.compare(id, job, preparer);
    return this.issues.get(id, account);
  }

  private async compare(id: number, job: ExportRow, preparer: AccountPrincipal): Promise<void> {
    const same = await this.running.again(job, preparer).catch((error: unknown) => {
      this.logger.warn({ err: error, issue: id }, 'an issue could not be made again');
      return null;
    });
    await this.database
      .transaction((tx) => this.repository.recheck(tx, id, same === null ? 'failed' : same ? 'equal' : 'differs', this.clock.now()))
      .catch((error: unknown) => this.logger.error({ err: error, issue: id }, 'the outcome of a recheck was lost'));
  }

  private async mayNow(tx: Tx, issue: IssueRow, job: ExportRow | null, { action, version }: IssueActionRequest, account: AccountPrincipal): Promise<void> {
    if (issue.version !== version) {
      const last = (await this.repository.steps([issue.id], tx)).at(-1);
      throw fail('VERSION_CONFLICT', { by: last?.account_name ?? '他人' });
    }
    const caller = callerOf(issue, account);
    const file = fileStateOf(job);
    const personal = issue.personal === 1;
    if (allowedSteps(issue.state, personal, file, caller).includes(action)) return;
    if (allowedSteps(issue.state, false, file, caller).includes(action)) throw fail('ISSUE_SELF');
    if (allowedSteps(issue.state, personal, 'done', caller).includes(action)) throw fail('ISSUE_FILE', { state: FILE_WORDS[file], action: ISSUE_ACTIONS[action] });
    if (allowedSteps(issue.state, personal, 'done', ANYBODY).includes(action) || allowedSteps(issue.state, personal, 'done', PREPARER).includes(action)) throw fail('ISSUE_RIGHT', { action: ISSUE_ACTIONS[action] });
    throw fail('ISSUE_STATE', { state: ISSUE_STATES[issue.state], action: ISSUE_ACTIONS[action] });
  }

  /** What was not approved is nobody's file. */
  private async takeAway(job: ExportRow): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.reuse.forget(tx, 'export', job.id);
      const now = await this.jobs.lock(tx, job.id);
      if (now === null || now.state === 'cancelled') return;
      await this.jobs.change(tx, job.id, now.state, { state: 'cancelled', message: '已退回或撤回', finished_at: this.clock.now(), removed_at: this.clock.now() });
    });
    await this.running.remove(job);
  }
}
