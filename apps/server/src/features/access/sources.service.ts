import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditAction } from '#contracts';
import { type Clock, Database, fail, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AuditLog } from '../audit/index.js';
import { actorOf, type Doer, type SourcePrincipal } from './principal.js';
import { hashToken } from './tokens.js';

const FRESH_MS = 5000;

interface SourceRow {
  id: string;
  name: string;
  kind: string;
  key_hash: Buffer;
  options: unknown;
  disabled_at: Date | null;
}

export interface NewSource {
  id: string;
  name: string;
  kind: string;
  options: object;
  isDemo: boolean;
}

export function newSourceKey(): string {
  return randomBytes(24).toString('base64url');
}

/** Data sources and their keys. Keys are kept as hashes; the list is held for seconds so that doors work while MySQL is away. */
@Injectable()
export class SourcesService {
  private cached: { at: number; list: { id: string; rate: number; keyHash: Buffer }[] } = { at: 0, list: [] };

  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The sources a key opens; null when it opens none. */
  async findByKey(key: string): Promise<SourcePrincipal | null> {
    await this.refresh();
    const keyHash = hashToken(key);
    const opened = this.cached.list.filter((source) => timingSafeEqual(source.keyHash, keyHash));
    if (opened.length === 0) return null;
    return { kind: 'source', ids: opened.map((source) => source.id), rates: Object.fromEntries(opened.map((source) => [source.id, source.rate])) };
  }

  /** A source that somebody else has authenticated (an external broker). */
  async findById(id: string): Promise<SourcePrincipal | null> {
    await this.refresh();
    const source = this.cached.list.find((item) => item.id === id);
    return source === undefined ? null : { kind: 'source', ids: [id], rates: { [id]: source.rate } };
  }

  /** Creates a source, or gives an existing one this key. */
  async save(source: NewSource, key: string): Promise<void> {
    await this.database.transaction((tx) => this.insert(tx, source, key));
    await this.reload();
  }

  /** @returns the key, shown once @throws NAME_TAKEN */
  async create(source: Omit<NewSource, 'isDemo'>, doer: Doer): Promise<string> {
    const key = newSourceKey();
    await this.database.transaction(async (tx) => {
      if ((await tx.query('SELECT no FROM source WHERE id = ? FOR UPDATE', [source.id])).length > 0) throw fail('NAME_TAKEN', { name: source.id });
      await this.insert(tx, { ...source, isDemo: false }, key);
      await this.audit.append(tx, { ...actorOf(doer), action: 'source.created', subject: `source:${source.id}`, detail: { kind: source.kind } });
    });
    await this.reload();
    return key;
  }

  /** @throws NOT_FOUND */
  async rotate(id: string, doer: Doer): Promise<string> {
    const key = newSourceKey();
    await this.change(id, 'UPDATE source SET key_hash = ? WHERE id = ?', [hashToken(key), id], 'source.rotated', doer);
    return key;
  }

  /** @throws NOT_FOUND */
  async setDisabled(id: string, disabled: boolean, doer: Doer): Promise<void> {
    await this.change(id, 'UPDATE source SET disabled_at = ? WHERE id = ?', [disabled ? sqlTime(this.clock.now()) : null, id], disabled ? 'source.disabled' : 'source.enabled', doer);
  }

  async reload(): Promise<void> {
    const at = this.clock.now();
    try {
      const rows = await this.database.query<SourceRow>('SELECT id, name, kind, key_hash, options, disabled_at FROM source ORDER BY no');
      this.cached = { at, list: rows.filter((row) => row.disabled_at === null).map((row) => ({ id: row.id, rate: rateOf(row.options), keyHash: row.key_hash })) };
    } catch (error) {
      // While MySQL is away the doors keep answering by the keys last known.
      if (this.cached.list.length === 0) throw error;
      this.cached = { ...this.cached, at };
    }
  }

  private async refresh(): Promise<void> {
    if (this.clock.now() - this.cached.at > FRESH_MS) await this.reload();
  }

  private async insert(tx: Tx, source: NewSource, key: string): Promise<void> {
    await tx.write('INSERT INTO source (id, name, kind, key_hash, options, is_demo, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE key_hash = VALUES(key_hash)', [source.id, source.name, source.kind, hashToken(key), JSON.stringify(source.options), source.isDemo, sqlTime(this.clock.now())]);
  }

  private async change(id: string, sql: string, values: (Buffer | string | null)[], action: AuditAction, doer: Doer): Promise<void> {
    await this.database.transaction(async (tx) => {
      if ((await tx.query('SELECT no FROM source WHERE id = ? FOR UPDATE', [id])).length === 0) throw fail('NOT_FOUND');
      await tx.write(sql, values);
      await this.audit.append(tx, { ...actorOf(doer), action, subject: `source:${id}` });
    });
    await this.reload();
  }
}

function rateOf(options: unknown): number {
  const value = (typeof options === 'string' ? (JSON.parse(options) as unknown) : options) as { rate?: unknown } | null;
  return typeof value?.rate === 'number' && value.rate > 0 ? value.rate : 0;
}
