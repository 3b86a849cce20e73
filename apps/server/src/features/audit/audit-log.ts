import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditAction } from '#contracts';
import { blindIndex, canonicalJson, type Clock, Database, isoTime, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { subjectShown } from './pseudonym.js';

export interface AuditDraft {
  /** Null for somebody without an account: a stranger, the system, the command line. */
  actorId: number | null;
  actor: string;
  action: AuditAction;
  /** `person:<id>`, `account:<username>`, `household:<id>`, `source:<id>` … */
  subject: string;
  /**
   * Why and how: purpose, reference, names of fields, counts. Never a personal value in clear, for it is kept for ever;
   * another person is named as `person:<id>`, which the auditor's view replaces.
   */
  detail?: Record<string, unknown>;
}

export interface AuditRow {
  id: number;
  at: Date;
  actor_id: number | null;
  actor: string;
  action: AuditAction;
  subject: string;
  detail: unknown;
}

export interface HeadRow {
  last_id: number;
  hash: Buffer;
  mac: Buffer;
}

const ACTOR_LENGTH = 64;
const SUBJECT_LENGTH = 128;

/** SHA-256 over the predecessor's hash and what the entry says, with its exact instant and in one form of JSON. */
export function auditHash(previous: Buffer, row: AuditRow): Buffer {
  const fields = [Number(row.id), isoTime(row.at), row.actor_id === null ? null : String(row.actor_id), row.actor, row.action, row.subject, row.detail];
  return createHash('sha256').update(previous).update(canonicalJson(fields)).digest();
}

/** Keyed, so that who has the database but not the keys cannot write a new chain and its head. */
export function headMac(lastId: number, hash: Buffer): Buffer {
  return blindIndex('audit-head', `${lastId}:${hash.toString('hex')}`);
}

/** The one writer of the audit trail: append-only, one chain for the whole installation. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Appends an entry in the caller's transaction, so that the act and its record are kept or lost together. The head of
   * the chain stays locked until the commit: append last.
   */
  async append(tx: Tx, draft: AuditDraft): Promise<void> {
    const head = (await tx.query<HeadRow>('SELECT last_id, hash, mac FROM audit_head WHERE id = 1 FOR UPDATE'))[0];
    if (head === undefined) throw new Error('audit_head has no row');
    const row: AuditRow = {
      // Dense numbers, so that a removed entry leaves a hole that can be named.
      id: Number(head.last_id) + 1,
      at: new Date(this.clock.now()),
      actor_id: draft.actorId,
      actor: wellFormed(draft.actor, ACTOR_LENGTH),
      action: draft.action,
      subject: wellFormed(draft.subject, SUBJECT_LENGTH),
      detail: JSON.parse(JSON.stringify(draft.detail ?? {}, (_key, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value))),
    };
    const hash = auditHash(head.hash, row);
    await tx.write('INSERT INTO audit_entry (id, at, actor_id, actor, action, subject, subject_shown, detail, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      row.id,
      sqlTime(row.at.getTime()),
      row.actor_id,
      row.actor,
      row.action,
      row.subject,
      subjectShown(row.subject),
      canonicalJson(row.detail),
      head.hash,
      hash,
    ]);
    await tx.write('UPDATE audit_head SET last_id = ?, hash = ?, mac = ? WHERE id = 1', [row.id, hash, headMac(row.id, hash)]);
  }

  /** The same in a transaction of its own, for what changes nothing else: a failed sign-in, a denied request. */
  write(draft: AuditDraft): Promise<void> {
    return this.database.transaction((tx) => this.append(tx, draft));
  }
}

/** As the database gives it back: half of a surrogate pair becomes U+FFFD, or the hash of a hostile name would not hold. */
function wellFormed(text: string, length = text.length): string {
  return Buffer.from(text.slice(0, length), 'utf8').toString('utf8');
}
