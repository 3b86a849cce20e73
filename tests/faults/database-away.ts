import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquirePrivateDatabase, freePort } from '#platform/private-database';
import { Events, waitFor } from '#testing';
import { ChildServer } from '../support/child-server.js';
import { SOURCE } from '../support/credentials.js';
import { reconcile, type Reconciliation } from './reconcile.js';
import { admitViewer, Sender, Viewer } from './traffic.js';

export interface AwayReport extends Reconciliation {
  answeredWhileAway: number;
  readyWhileAway: { status: number; state: string };
  holes: number;
}

/** Kills MySQL under load, leaves it away for `awayMs`, starts it again: the doors answer all the while, nothing is lost. */
export async function databaseAway(awayMs: number): Promise<AwayReport> {
  const folder = mkdtempSync(join(tmpdir(), 'cockpit-away-'));
  const port = await freePort();
  const first = await acquirePrivateDatabase({ dataDir: folder, port });
  const server = await ChildServer.create({ adminUrl: first.adminUrl });
  let running = first;
  try {
    await admitViewer(server.database);
    await server.start();
    const sender = new Sender(server.url, new Events(SOURCE));
    const viewer = new Viewer(server.url);
    await waitFor('traffic', () => sender.answered.size > 400);
    process.kill(first.pid, 'SIGKILL');
    const before = sender.answered.size;
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    const response = await fetch(`${server.url}/readyz`);
    const readyWhileAway = { status: response.status, state: ((await response.json()) as { status: string }).status };
    const answeredWhileAway = sender.answered.size - before;
    running = await acquirePrivateDatabase({ dataDir: folder, port });
    await waitFor('events to be applied again', async () => (await count()) > before);
    await sender.stop();
    await waitFor('everything answered to be stored', async () => (await count()) >= sender.answered.size);
    await viewer.caughtUp(server.database);
    await viewer.stop();
    return { ...(await reconcile(server.database, sender.answered, viewer.shown, viewer.from)), answeredWhileAway, readyWhileAway, holes: viewer.holes };
  } finally {
    await server.stop();
    await running.release();
    rmSync(folder, { recursive: true, force: true });
  }

  async function count(): Promise<number> {
    const rows = await server.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM event').catch(() => []);
    return Number(rows[0]?.total ?? 0);
  }
}
