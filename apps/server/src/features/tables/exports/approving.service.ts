import { Inject, Injectable } from '@nestjs/common';
import { EXPORT_STATES, type ExportDecision, type ExportJob } from '#contracts';
import { type Clock, Database, fail } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { AccessService, type AccountPrincipal, outOfScope, scopeOf } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { actionOf } from '../tables.service.js';
import { auditOf } from './export-audit.js';
import { ExportView } from './export.view.js';
import { ExportsRepository } from './exports.repository.js';
import { RunningService } from './running.service.js';

/** The second person: whoever holds the right over all rows of the table, and is not the one who asks. */
@Injectable()
export class ApprovingService {
  constructor(
    private readonly database: Database,
    private readonly repository: ExportsRepository,
    private readonly access: AccessService,
    private readonly running: RunningService,
    private readonly view: ExportView,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND, EXPORT_SELF, STEP_UP_REQUIRED, EXPORT_STATE, EXPORT_REQUESTER */
  async decide(id: number, { decision, reason }: ExportDecision, account: AccountPrincipal): Promise<ExportJob> {
    const asked = await this.repository.find(id);
    if (asked === null) throw fail('NOT_FOUND');
    if (asked.account_id === account.id) throw fail('EXPORT_SELF');
    if (!scopeOf(account, 'tables.approve').covers(asked.area_path)) throw outOfScope();
    this.access.requireStepUp(account);
    const approved = decision === 'approve';
    if (approved) await this.requesterStill(asked.account_id, asked.area_path, asked.asked.definition);
    const why = reason === undefined || reason === '' ? null : reason;
    await this.database.transaction(async (tx) => {
      const job = await this.repository.lock(tx, id);
      if (job === null || job.state !== 'waiting_approval') throw fail('EXPORT_STATE', { state: EXPORT_STATES[job?.state ?? 'cancelled'] });
      const now = this.clock.now();
      const decided = { decided_by_id: account.id, decided_by: account.name, decided_at: now, approved: approved ? 1 : 0, decision_reason: why };
      await this.repository.change(tx, id, 'waiting_approval', approved ? { ...decided, state: 'running' } : { ...decided, state: 'cancelled', finished_at: now, message: `${account.name}驳回${why === null ? '' : `:${why}`}` });
      await this.audit.append(tx, auditOf(job, account, approved ? 'export.approved' : 'export.refused', { requester: job.username, reason: why }));
    });
    if (approved) this.running.start(id);
    const job = await this.repository.find(id);
    if (job === null) throw fail('NOT_FOUND');
    return this.view.job(job, account);
  }

  private async requesterStill(accountId: number, areaPath: string, definition: Parameters<typeof actionOf>[0]): Promise<void> {
    const requester = await this.access.accountById(accountId);
    const scope = requester === null ? null : scopeOf(requester, actionOf(definition));
    const reaches = scope?.grants.some((grant) => areaPath.startsWith(grant.path) || grant.path.startsWith(areaPath)) ?? false;
    if (!reaches) throw fail('EXPORT_REQUESTER');
  }
}
