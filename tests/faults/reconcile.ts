import { type Database } from '#platform';
import { type FeedEntry } from '#contracts';
import { RECOUNT } from '../../apps/server/src/features/indicators/recount.sql.js';

export interface Reconciliation {
  answered: number;
  stored: number;
  lost: string[];
  doubled: string[];
  feedGaps: number;
  shownButNotStored: number;
  storedButNotShown: number;
  counterDifferences: number;
}

/** Sent, answered, stored, shown: what the doors promised against what there is. */
export async function reconcile(database: Database, answered: ReadonlySet<string>, shown: readonly FeedEntry[], shownFrom: number): Promise<Reconciliation> {
  const events = await database.query<{ event_id: string }>('SELECT event_id FROM event');
  const aside = await database.query<{ event_id: string }>("SELECT event_id FROM quarantine WHERE state = 'open'");
  const stored = [...events, ...aside].map((row) => row.event_id);
  const known = new Set(stored);
  const feed = (await database.query<{ seq: number }>('SELECT seq FROM feed_entry ORDER BY seq')).map((row) => Number(row.seq));
  const seen = new Set(shown.map((entry) => entry.seq));
  const expected = feed.filter((seq) => seq > shownFrom);
  return {
    answered: answered.size,
    stored: stored.length,
    lost: [...answered].filter((id) => !known.has(id)),
    doubled: stored.filter((id, i) => stored.indexOf(id) !== i),
    feedGaps: feed.filter((seq, i) => seq !== i + 1).length,
    shownButNotStored: [...seen].filter((seq) => !feed.includes(seq)).length,
    storedButNotShown: expected.filter((seq) => !seen.has(seq)).length,
    counterDifferences: await counterDifferences(database),
  };
}

async function counterDifferences(database: Database): Promise<number> {
  let differences = 0;
  for (const [indicator, statements] of Object.entries(RECOUNT)) {
    const sums = new Map<string, number>();
    const add = (row: { day: string; area_id: number; slot: string; value: number | string }, sign: number) => {
      const key = `${row.day}|${row.area_id}|${row.slot}`;
      sums.set(key, (sums.get(key) ?? 0) + sign * Number(row.value));
    };
    for (const sql of statements) for (const row of await database.query<{ day: string; area_id: number; slot: string; value: number }>(sql)) add(row, 1);
    for (const row of await database.query<{ day: string; area_id: number; slot: string; value: number }>('SELECT day, area_id, slot, value FROM counter WHERE indicator = ?', [indicator])) add(row, -1);
    // Stocks of the seeded street were never counted by events; only what events change is compared.
    if (!indicator.startsWith('LED-') && !['PHY-01', 'ELD-01', 'VOL-03', 'SAF-01@d'].includes(indicator)) differences += [...sums.values()].filter((value) => value !== 0).length;
  }
  return differences;
}
