import { describe, expect, it } from '@jest/globals';
import { databaseAway } from './database-away.js';
import { killServer } from './kill-server.js';

/** The long forms of the fault suites (`npm run test:long`). */
describe('faults, long', () => {
  it('loses nothing over 1,000 kills of the server', async () => {
    const report = await killServer(1000);
    process.stderr.write(`${JSON.stringify({ ...report, lost: report.lost.length, doubled: report.doubled.length })}\n`);
    expect(report).toMatchObject({ lost: [], doubled: [], feedGaps: 0, shownButNotStored: 0, storedButNotShown: 0, counterDifferences: 0, holes: 0 });
  }, 3_600_000);

  it('loses nothing while MySQL is away for a minute under load', async () => {
    const report = await databaseAway(60_000);
    process.stderr.write(`${JSON.stringify({ ...report, lost: report.lost.length, doubled: report.doubled.length })}\n`);
    expect(report.readyWhileAway.status).toBe(200);
    expect(report).toMatchObject({ lost: [], doubled: [], feedGaps: 0, shownButNotStored: 0, storedButNotShown: 0, counterDifferences: 0 });
  }, 600_000);
});
