import { randomInt } from 'node:crypto';
import { Events, waitFor } from '#testing';
import { ChildServer } from '../support/child-server.js';
import { SOURCE } from '../support/credentials.js';
import { reconcile, type Reconciliation } from './reconcile.js';
import { admitViewer, Sender, Viewer } from './traffic.js';

/** Events answered in a life that works: at least two batches. */
const WORKED = 60;

export interface KillReport extends Reconciliation {
  kills: number;
  sent: number;
  holes: number;
}

/** Kills the server `kills` times at random points while a source sends and a wall looks on; then reconciles. */
export async function killServer(kills: number): Promise<KillReport> {
  const server = await ChildServer.create();
  try {
    await admitViewer(server.database);
    await server.start();
    const sender = new Sender(server.url, new Events(SOURCE));
    const viewer = new Viewer(server.url);
    for (let i = 0; i < kills; i++) {
      // Every second life works before it is killed, however slow the machine is; the others may end as soon as they listen.
      const before = sender.answered.size;
      if (i % 2 === 0) await waitFor('events to be answered', () => sender.answered.size >= before + WORKED);
      await new Promise((resolve) => setTimeout(resolve, randomInt(20, 400)));
      await server.kill();
      await server.start();
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    await sender.stop();
    await waitFor('everything answered to be stored', async () => {
      const rows = await server.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM event');
      return Number(rows[0]?.total) >= sender.answered.size;
    });
    await viewer.caughtUp(server.database);
    await viewer.stop();
    const result = await reconcile(server.database, sender.answered, viewer.shown, viewer.from);
    return { ...result, kills, sent: sender.sent, holes: viewer.holes };
  } finally {
    await server.stop();
  }
}
