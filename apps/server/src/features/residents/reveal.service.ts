import { Inject, Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import type { RevealReply, RevealRequest } from '#contracts';
import { type Clock, Database, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AccessService, type AccountPrincipal, mayReveal, outOfScope } from '../access/index.js';
import { AuditLog } from '../audit/index.js';
import { AreaIndex } from '../spine/index.js';
import { BudgetService } from './budget.service.js';
import { ResidentView } from './resident.view.js';
import { ResidentsRepository } from './residents.repository.js';
import { ViewerService } from './viewer.service.js';

const SHOWN_MS = 60_000;

/** One clear value of one person, for a purpose (security.md §3.5). No audit row, no value. */
@Injectable()
export class RevealService {
  constructor(
    private readonly database: Database,
    private readonly repository: ResidentsRepository,
    private readonly viewers: ViewerService,
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly budget: BudgetService,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND, FIELD_UNKNOWN, FIELD_NOT_REVEALABLE, STEP_UP_REQUIRED, BUDGET_EXHAUSTED */
  async reveal(id: number, request: RevealRequest, account: AccountPrincipal): Promise<RevealReply> {
    const row = await this.repository.find(id, { at: null, day: '' });
    if (row === null) throw fail('NOT_FOUND');
    const viewer = await this.viewers.of(account, 'ledger.reveal', [row]);
    if (!viewer.scope.covers(row.area_path)) throw outOfScope();
    const field = fieldOf(request.field);
    if (field === undefined || field.entity !== 'person') throw fail('FIELD_UNKNOWN', { field: request.field });
    const roles = viewer.scope.over(row.area_path).map((grant) => grant.role);
    if (!mayReveal(field, roles, viewer.momentOf(row))) throw fail('FIELD_NOT_REVEALABLE', { label: field.label });
    this.access.requireStepUp(account);
    const value = new ResidentView(viewer, this.areas, viewer.day).clear(row, field);
    const now = this.clock.now();
    const taken = await this.database.transaction(async (tx) => {
      if (!(await this.budget.takeReveal(tx, account))) return false;
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'record.reveal', subject: `person:${id}`, detail: { field: field.id, purpose: request.purpose, reference: request.reference, reason: request.reason } });
      return true;
    });
    if (!taken) await this.budget.refuse(account, '查看明文');
    return { value: value === null ? null : String(value), until: isoTime(now + SHOWN_MS) };
  }
}
