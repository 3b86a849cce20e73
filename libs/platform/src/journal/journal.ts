import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Database as LmdbDatabase, open as openLmdb, type RootDatabase } from 'lmdb';
import type { Envelope } from '#contracts';
import type { Clock } from '../clock.js';
import { fail } from '../errors.js';
import { open, seal } from '../seal.js';
import { Checkpoints } from './checkpoints.js';

export interface JournalEntry {
  seq: number;
  envelope: Envelope;
  bytes: number;
}

export interface JournalStatus {
  id: string;
  /** Sequence of the newest entry; 0 when there is none. */
  head: number;
  applied: number;
  pending: number;
  entries: number;
  bytes: number;
  pendingBytes: number;
  maxBytes: number;
  /** Share of the bound that waiting entries take, 0…1; 0.8 raises the alarm. */
  fill: number;
  oldestPendingAt: string | null;
}

export interface JournalOptions {
  dir: string;
  maxBytes: number;
  /** How long applied entries are kept, so that commits lost with a dying primary can be offered again. */
  keepMs: number;
  clock: Clock;
  readOnly?: boolean;
}

/** Key and page overhead counted for each entry. */
const OVERHEAD = 64;
export const ALARM_FILL = 0.8;
const NORMAL_FILL = 0.9;

/**
 * Crash-safe buffer between the doors and MySQL (architecture.md, step 2). Appends are group-committed and synced to
 * disk by LMDB before their promise resolves; order of sequence = order of append calls. Bounded by the bytes that
 * wait; the last tenth is kept for life alarms.
 */
export class Journal {
  private head: number;
  private appliedSeq: number;
  private totalBytes: number;
  private waitingBytes = 0;
  private readonly checkpoints: Checkpoints;

  private constructor(
    private readonly root: RootDatabase<unknown, string>,
    private readonly entries: LmdbDatabase<Buffer, number>,
    private readonly meta: LmdbDatabase<unknown, string>,
    private readonly options: JournalOptions,
    readonly id: string,
  ) {
    this.head = this.lastKey();
    this.appliedSeq = (meta.get('applied') as number | undefined) ?? 0;
    this.totalBytes = (meta.get('bytes') as number | undefined) ?? 0;
    this.checkpoints = new Checkpoints((meta.get('checkpoints') as [number, number][] | undefined) ?? []);
    this.recountWaiting();
  }

  static open(options: JournalOptions): Journal {
    mkdirSync(options.dir, { recursive: true });
    const root = openLmdb<unknown, string>({ path: options.dir, mapSize: options.maxBytes * 2 + 64 * 1024 * 1024, maxDbs: 4, readOnly: options.readOnly ?? false, noSubdir: false });
    const entries = root.openDB<Buffer, number>({ name: 'entries', encoding: 'binary' });
    const meta = root.openDB<unknown, string>({ name: 'meta', encoding: 'json' });
    let id = meta.get('id') as string | undefined;
    if (id === undefined) {
      id = randomUUID();
      if (options.readOnly !== true) meta.putSync('id', id);
    }
    return new Journal(root, entries, meta, options, id);
  }

  /**
   * Appends envelopes; resolves when they are on disk.
   * @throws JOURNAL_FULL when the waiting bytes reach 90 % of the bound (100 % for `life`)
   */
  async append(envelopes: readonly Envelope[], life: boolean): Promise<void> {
    if (envelopes.length === 0) return;
    const values = envelopes.map((envelope) => seal(JSON.stringify(envelope)));
    const size = values.reduce((sum, value) => sum + value.length + OVERHEAD, 0);
    if (this.waitingBytes + size > this.options.maxBytes * (life ? 1 : NORMAL_FILL)) throw fail('JOURNAL_FULL');
    this.waitingBytes += size;
    this.totalBytes += size;
    const puts = values.map((value) => this.entries.put(++this.head, value));
    puts.push(this.meta.put('bytes', this.totalBytes));
    await Promise.all(puts);
  }

  /** Entries after `seq` in order, at most `limit`. */
  read(seq: number, limit: number): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (const { key, value } of this.entries.getRange({ start: seq + 1, limit })) {
      found.push({ seq: key, envelope: JSON.parse(open(value)) as Envelope, bytes: value.length + OVERHEAD });
    }
    return found;
  }

  get lastSeq(): number {
    return this.head;
  }

  get applied(): number {
    return this.appliedSeq;
  }

  /** The database's own cursor wins: what it has not committed is offered again. */
  resetApplied(seq: number): void {
    this.appliedSeq = Math.min(seq, this.head);
    this.recountWaiting();
  }

  /** Told after the commit of everything up to `seq`. */
  markApplied(seq: number, bytes: number): void {
    this.appliedSeq = seq;
    this.waitingBytes = Math.max(0, this.waitingBytes - bytes);
    void this.meta.put('applied', seq);
    if (this.checkpoints.add(this.options.clock.now(), seq)) void this.meta.put('checkpoints', this.checkpoints.list());
  }

  /** Removes entries applied longer ago than they are kept; sooner when the store itself grows past its bound. */
  async prune(): Promise<number> {
    const crowded = this.totalBytes > this.options.maxBytes * ALARM_FILL;
    const upTo = crowded ? this.appliedSeq : this.checkpoints.appliedBefore(this.options.clock.now() - this.options.keepMs);
    let removed = 0;
    let last: Promise<boolean> | undefined;
    for (const { key, value } of this.entries.getRange({ start: 1, end: upTo + 1, limit: 20_000 })) {
      this.totalBytes -= value.length + OVERHEAD;
      last = this.entries.remove(key);
      removed++;
    }
    if (removed > 0) await Promise.all([last, this.meta.put('bytes', this.totalBytes)]);
    return removed;
  }

  /** First waiting entry for which `test` holds; scans in steps that let other work through. */
  async findPending(test: (envelope: Envelope) => boolean): Promise<JournalEntry | null> {
    for (let from = this.appliedSeq; from < this.head; ) {
      const part = this.read(from, 2000);
      const hit = part.find((entry) => test(entry.envelope));
      if (hit !== undefined) return hit;
      if (part.length === 0) return null;
      from = part[part.length - 1]?.seq ?? this.head;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return null;
  }

  status(): JournalStatus {
    const oldest = this.read(this.appliedSeq, 1)[0];
    return {
      id: this.id,
      head: this.head,
      applied: this.appliedSeq,
      pending: this.head - this.appliedSeq,
      entries: (this.entries.getStats() as { entryCount: number }).entryCount,
      bytes: this.totalBytes,
      pendingBytes: this.waitingBytes,
      maxBytes: this.options.maxBytes,
      fill: this.waitingBytes / this.options.maxBytes,
      oldestPendingAt: oldest?.envelope.receivedAt ?? null,
    };
  }

  async close(): Promise<void> {
    await this.root.close();
  }

  private lastKey(): number {
    for (const key of this.entries.getKeys({ reverse: true, limit: 1 })) return key;
    return (this.meta.get('applied') as number | undefined) ?? 0;
  }

  private recountWaiting(): void {
    let bytes = 0;
    for (const { value } of this.entries.getRange({ start: this.appliedSeq + 1 })) bytes += value.length + OVERHEAD;
    this.waitingBytes = bytes;
  }
}
