import type { FeedLevel, SourceKind } from '#contracts';
import { bulkInsert, sqlTime, type Tx } from '#platform';
import type { Area } from './area-index.js';
import type { StoredFeedEntry } from './fact-bus.js';

/** What a rule says to the feed; sequence and area texts are added when it is written. */
export interface FeedDraft {
  type: string;
  entityId: number;
  level: FeedLevel;
  area: Area;
  street: Area;
  community: string | null;
  at: number;
  title: string;
  state: string;
  source: SourceKind;
  /** Wall-safe card of an alarm entry. */
  alarm?: StoredFeedEntry['alarm'];
}

/**
 * Appends drafts to their streets' feeds. The head row stays locked until commit, so order of sequence = order of commit
 * and a reader can never pass over a late row (wall.md §5.2, 1).
 */
export async function appendFeed(tx: Tx, drafts: readonly FeedDraft[]): Promise<StoredFeedEntry[]> {
  const streets = [...new Set(drafts.map((draft) => draft.street.id))].sort((a, b) => a - b);
  const entries: StoredFeedEntry[] = [];
  for (const streetId of streets) {
    const own = drafts.filter((draft) => draft.street.id === streetId);
    await tx.write('UPDATE feed_head SET seq = seq + ? WHERE street_id = ?', [own.length, streetId]);
    const head = await tx.query<{ seq: number }>('SELECT seq FROM feed_head WHERE street_id = ?', [streetId]);
    let seq = Number(head[0]?.seq ?? 0) - own.length;
    for (const draft of own) entries.push(stored(draft, ++seq));
  }
  await bulkInsert(
    tx,
    'feed_entry',
    ['street_id', 'seq', 'area_id', 'area_path', 'type', 'level', 'entity_id', 'at', 'payload'],
    entries.map((entry, i) => [entry.streetId, entry.seq, drafts[i]?.area.id ?? 0, entry.path, entry.type, entry.level, entry.id, sqlTime(Date.parse(entry.at)), JSON.stringify(entry)]),
  );
  return entries;
}

function stored(draft: FeedDraft, seq: number): StoredFeedEntry {
  return {
    seq,
    streetId: draft.street.id,
    path: draft.area.path,
    type: draft.type,
    id: String(draft.entityId),
    level: draft.level,
    area: draft.area.code,
    community: draft.community,
    at: new Date(draft.at).toISOString(),
    title: draft.title,
    state: draft.state,
    source: draft.source,
    ...(draft.alarm === undefined ? {} : { alarm: draft.alarm }),
  };
}
