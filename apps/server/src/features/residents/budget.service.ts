import { Inject, Injectable } from '@nestjs/common';
import { businessDay, type Clock, Database, fail, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, RECORDS_A_DAY, REVEALS_A_DAY, rolesOf } from '../access/index.js';
import { AuditLog } from '../audit/index.js';

/** How much one person may look at in a day: a script that walks the ledger stops here (security.md §5, 122). */
@Injectable()
export class BudgetService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Counts one reveal inside the caller's transaction. @returns false when the day's budget is used up */
  async takeReveal(tx: Tx, account: AccountPrincipal): Promise<boolean> {
    const day = businessDay(this.clock.now());
    await tx.write("INSERT IGNORE INTO daily_use (account_id, day, kind, used) VALUES (?, ?, 'reveal', 0)", [account.id, day]);
    const done = await tx.write("UPDATE daily_use SET used = used + 1 WHERE account_id = ? AND day = ? AND kind = 'reveal' AND used < ?", [account.id, day, this.limit(account)]);
    return done.affectedRows === 1;
  }

  /**
   * Counts a record opened today, the same one once, and audits its first opening of the day.
   * @throws BUDGET_EXHAUSTED
   */
  async takeRecord(account: AccountPrincipal, personId: number): Promise<void> {
    const day = businessDay(this.clock.now());
    const known = await this.database.query('SELECT 1 FROM opened_record WHERE account_id = ? AND day = ? AND person_id = ?', [account.id, day, personId]);
    if (known.length > 0) return;
    const opened = await this.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM opened_record WHERE account_id = ? AND day = ?', [account.id, day]);
    if (Number(opened[0]?.total) >= RECORDS_A_DAY) await this.refuse(account, '打开档案', RECORDS_A_DAY);
    await this.database.transaction(async (tx) => {
      await tx.write('INSERT IGNORE INTO opened_record (account_id, day, person_id, at) VALUES (?, ?, ?, ?)', [account.id, day, personId, sqlTime(this.clock.now())]);
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'record.open', subject: `person:${personId}` });
    });
  }

  /** @throws BUDGET_EXHAUSTED always; the audit has it for the supervisor */
  async refuse(account: AccountPrincipal, what: string, limit = this.limit(account)): Promise<never> {
    await this.audit.write({ actorId: account.id, actor: account.username, action: 'budget.exhausted', subject: `account:${account.username}`, detail: { what, limit } });
    throw fail('BUDGET_EXHAUSTED', { what, limit });
  }

  private limit(account: AccountPrincipal): number {
    return Math.max(0, ...rolesOf(account).map((role) => REVEALS_A_DAY[role]));
  }
}
