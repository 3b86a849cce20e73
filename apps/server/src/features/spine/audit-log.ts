import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, Database, IdGenerator, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';

export interface AuditEntry {
  actorId: number | null;
  actor: string;
  action: string;
  subject: string;
  detail?: Record<string, unknown>;
}

@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async append(tx: Tx, entry: AuditEntry): Promise<void> {
    const at = sqlTime(this.clock.now());
    const head = await tx.query<{ hash: Buffer }>('SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1 FOR UPDATE');
    const previous = head[0]?.hash ?? Buffer.alloc(32);
    const detail = JSON.stringify(entry.detail ?? {});
    const hash = createHash('sha256').update(previous).update(JSON.stringify([at, entry.actorId, entry.actor, entry.action, entry.subject, detail])).digest();
    await tx.write('INSERT INTO audit_entry (id, at, actor_id, actor, action, subject, detail, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [this.ids.next(), at, entry.actorId, entry.actor, entry.action, entry.subject, detail, previous, hash]);
  }

  write(entry: AuditEntry): Promise<void> {
    return this.database.transaction((tx) => this.append(tx, entry));
  }
}
