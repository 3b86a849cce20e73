import { Inject, Injectable } from '@nestjs/common';
import type { HealthReply } from '#contracts';
import { type Clock, Database, isoTime, Journal } from '#platform';
import { CLOCK } from '../../boot/tokens.js';

const PING_MS = 1500;

/** State of database, journal and broker, for probes and for the operator. */
@Injectable()
export class HealthService {
  private draining = false;
  private broker: HealthReply['broker'] = { ok: false, kind: 'off', address: null };
  private databaseSince: string | null = null;
  private databaseOk = true;

  constructor(
    private readonly database: Database,
    private readonly journal: Journal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  drain(): void {
    this.draining = true;
  }

  setBroker(state: HealthReply['broker']): void {
    this.broker = state;
  }

  async read(): Promise<HealthReply> {
    const ok = await this.pingDatabase();
    const status = this.journal.status();
    const journalOk = status.fill < 0.9;
    const state = this.draining ? 'draining' : ok && journalOk && status.fill < 0.8 && (this.broker.ok || this.broker.kind === 'off') ? 'ready' : 'degraded';
    return {
      status: state,
      database: { ok, engine: `${this.database.info.engine} ${this.database.info.version}`, since: this.databaseSince, ...(ok ? {} : { reason: '数据库没有应答' }) },
      journal: { ok: journalOk, pending: status.pending, entries: status.entries, bytes: status.bytes, maxBytes: status.maxBytes, oldestPendingAt: status.oldestPendingAt },
      broker: this.broker,
    };
  }

  private async pingDatabase(): Promise<boolean> {
    const limit = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PING_MS).unref());
    const ok = await Promise.race([this.database.ping().catch(() => false), limit]);
    if (ok !== this.databaseOk || this.databaseSince === null) this.databaseSince = isoTime(this.clock.now());
    this.databaseOk = ok;
    return ok;
  }
}
