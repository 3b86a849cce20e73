import { Inject, Injectable } from '@nestjs/common';
import type { Setup } from '#contracts';
import { type Clock, Database, fail, IdGenerator } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AuditLog } from '../audit/index.js';
import { AccountsRepository } from './accounts.repository.js';
import { checkPassword, hashPassword } from './passwords.js';
import { newToken } from './tokens.js';

/** First administrator of a new installation: by a one-time link that only the start of the program shows. */
@Injectable()
export class SetupService {
  private token: string | null = null;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
  ) {}

  /** @returns the token of the link while no account exists, else null */
  async open(): Promise<string | null> {
    this.token = (await this.accounts.count()) === 0 ? newToken() : null;
    return this.token;
  }

  /** @throws SETUP_CLOSED when the link is used up or wrong, PASSWORD_WEAK */
  async create(setup: Setup): Promise<void> {
    if (this.token === null || setup.token !== this.token) throw fail('SETUP_CLOSED');
    checkPassword(setup.password, setup.username);
    const passwordHash = await hashPassword(setup.password);
    await this.database.transaction(async (tx) => {
      if ((await tx.query('SELECT id FROM account LIMIT 1 FOR UPDATE')).length > 0) throw fail('SETUP_CLOSED');
      const id = this.ids.next();
      const now = this.clock.now();
      await this.accounts.insert(tx, { id, username: setup.username, name: setup.name, passwordHash, isDemo: false, mustChange: false }, now);
      await this.accounts.assign(tx, { id: this.ids.next(), accountId: id, role: 'admin', areaId: null, validFrom: now, validTo: null, grantedBy: null }, now);
      await this.audit.append(tx, { actorId: id, actor: setup.username, action: 'account.created', subject: `account:${setup.username}`, detail: { role: 'admin', by: 'setup link' } });
    });
    this.token = null;
  }
}
