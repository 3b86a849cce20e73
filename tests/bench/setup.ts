import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulkInsert, type Database, sqlTime } from '#platform';
import { acquirePrivateDatabase, freePort, type PrivateDatabase } from '#platform/private-database';
import { generateStreet, insertStreet, type StreetRows } from '../../apps/server/src/demo/index.js';
import { ChildServer } from '../support/child-server.js';

export const KEY = 'bench-key-0123456789';
export const WALL_TOKEN = 'bench-wall-token';
const SEED = 99;

export interface Bench {
  server: ChildServer;
  rows: StreetRows;
  mysql: PrivateDatabase;
  sources: string[];
  restartDatabase(): Promise<void>;
  stop(): Promise<void>;
}

/** A leader of every street who is signed in with `token`; `id` keeps two of them apart. */
export async function signInLeader(bench: Bench, token: string, id = 9): Promise<void> {
  const now = Date.now();
  await bench.server.database.transaction(async (tx) => {
    await tx.write("INSERT INTO account (id, username, name, password_hash, created_at) VALUES (?, ?, '基准', 'x', ?)", [id, token, sqlTime(now)]);
    await tx.write("INSERT INTO assignment (id, account_id, role, area_id, valid_from, granted_at) VALUES (?, ?, 'leader', NULL, ?, ?)", [id, id, sqlTime(now), sqlTime(now)]);
    await tx.write('INSERT INTO session (token_hash, account_id, created_at, expires_at, last_seen_at, step_up_at) VALUES (?, ?, ?, ?, ?, ?)', [createHash('sha256').update(token).digest(), id, sqlTime(now), sqlTime(now + 86_400_000), sqlTime(now), sqlTime(now)]);
  });
}

/** A durable MariaDB of its own, the demo street (60,000 people) without history, ten sources, the built server. */
export async function openBench(settings: Record<string, string> = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'cockpit-bench-'));
  const port = await freePort();
  let mysql = await acquirePrivateDatabase({ dataDir: folder, port });
  const server = await ChildServer.create({ adminUrl: mysql.adminUrl, seed: false, settings });
  const rows = generateStreet('street', SEED, Date.now());
  const sources = Array.from({ length: 10 }, (_, i) => `bench-${i}`);
  await server.database.transaction(async (tx) => {
    await insertStreet(tx, rows);
    const street = rows.area.find((row) => row.level === 'street');
    await bulkInsert(tx, 'feed_head', ['street_id', 'seq', 'epoch'], [[street?.id ?? 1, 0, randomUUID()]]);
    const hash = createHash('sha256').update(KEY).digest();
    await bulkInsert(tx, 'source', ['id', 'name', 'kind', 'key_hash', 'options', 'created_at'], sources.map((id) => [id, id, 'events', hash, '{"rate":1000000}', sqlTime(Date.now())]));
    await bulkInsert(tx, 'wall', ['id', 'name', 'area_id', 'zone', 'profile', 'token_hash', 'created_at'], [['bench', '墙', street?.id ?? 1, 'public', 'standard', createHash('sha256').update(WALL_TOKEN).digest(), sqlTime(Date.now())]]);
  });
  await server.start();
  return {
    server,
    rows,
    sources,
    get mysql() {
      return mysql;
    },
    restartDatabase: async () => {
      mysql = await acquirePrivateDatabase({ dataDir: folder, port });
    },
    stop: async () => {
      await server.stop();
      await mysql.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function pending(server: ChildServer): Promise<number> {
  const reply = (await (await fetch(`${server.url}/readyz`)).json()) as { journal: { pending: number } };
  return reply.journal.pending;
}

export async function countEvents(database: Database): Promise<number> {
  const rows = await database.query<{ total: number }>('SELECT COUNT(*) AS total FROM event');
  return Number(rows[0]?.total);
}

/** Percentile of values (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;
