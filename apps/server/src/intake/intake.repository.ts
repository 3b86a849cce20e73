import { type AppError, bulkInsert, type IdGenerator, type JournalEntry, type Queryable, seal, sqlTime, type Tx } from '#platform';

export interface Aside {
  item: { entry: JournalEntry; idem: Buffer };
  error: AppError;
}

/** What the database already knows of a batch's idempotency keys (hex). */
export interface Known {
  hashes: Map<string, Buffer>;
  /** Set aside before and not yet replayed. */
  aside: Set<string>;
  conflicts: Set<string>;
}

export async function loadKnown(tx: Queryable, keys: readonly Buffer[]): Promise<Known> {
  const known: Known = { hashes: new Map(), aside: new Set(), conflicts: new Set() };
  for (let from = 0; from < keys.length; from += 1000) {
    const part = keys.slice(from, from + 1000);
    const events = await tx.query<{ idem: Buffer; content_hash: Buffer }>('SELECT idem, content_hash FROM event WHERE idem IN (?)', [part]);
    for (const row of events) known.hashes.set(row.idem.toString('hex'), row.content_hash);
    const set = await tx.query<{ idem: Buffer; code: string }>("SELECT idem, code FROM quarantine WHERE idem IN (?) AND state = 'open'", [part]);
    for (const row of set) (row.code === 'CONTENT_CONFLICT' ? known.conflicts : known.aside).add(row.idem.toString('hex'));
  }
  return known;
}

export async function recordRepeats(tx: Tx, repeats: ReadonlyMap<string, number>): Promise<void> {
  const byCount = new Map<number, Buffer[]>();
  for (const [key, count] of repeats) byCount.set(count, [...(byCount.get(count) ?? []), Buffer.from(key, 'hex')]);
  for (const [count, keys] of byCount) await tx.write('UPDATE event SET repeats = repeats + ? WHERE idem IN (?)', [count, keys]);
}

export async function insertAside(tx: Tx, asides: readonly Aside[], ids: IdGenerator, now: number): Promise<void> {
  await bulkInsert(
    tx,
    'quarantine',
    ['id', 'source_id', 'event_id', 'idem', 'type', 'code', 'message', 'payload', 'received_at', 'at', 'state'],
    asides.map(({ item, error }) => {
      const { envelope } = item.entry;
      return [ids.next(), envelope.sourceId, envelope.eventId, item.idem, envelope.type, error.code, error.message.slice(0, 500), seal(JSON.stringify(envelope)), sqlTime(Date.parse(envelope.receivedAt)), sqlTime(now), 'open'];
    }),
  );
}

/** Short numbers of the sources, by id. */
export async function sourceNumbers(tx: Queryable): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; no: number }>('SELECT id, no FROM source');
  return new Map(rows.map((row) => [row.id, row.no]));
}

/** Keeps what each source sent last and how often it repeated itself. */
export async function recordSources(tx: Tx, items: readonly { entry: JournalEntry; idem: Buffer }[], repeats: ReadonlyMap<string, number>): Promise<void> {
  const seen = new Map<string, { newest: number; repeats: number; keys: Set<string> }>();
  for (const { entry, idem } of items) {
    const { sourceId, receivedAt } = entry.envelope;
    const source = seen.get(sourceId) ?? { newest: 0, repeats: 0, keys: new Set<string>() };
    seen.set(sourceId, source);
    source.newest = Math.max(source.newest, Date.parse(receivedAt));
    const key = idem.toString('hex');
    if (!source.keys.has(key)) source.repeats += repeats.get(key) ?? 0;
    source.keys.add(key);
  }
  for (const [id, source] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = sqlTime(source.newest);
    await tx.write('UPDATE source SET last_event_at = GREATEST(COALESCE(last_event_at, ?), ?), repeats = repeats + ? WHERE id = ?', [at, at, source.repeats, id]);
  }
}
