import { describe, expect, it } from '@jest/globals';
import { databaseAway } from './database-away.js';

/** Real: the built server, a MariaDB of its own that is killed. */
describe('MySQL away', () => {
  it('answers from the journal and loses nothing when MySQL is killed for two seconds under load', async () => {
    const report = await databaseAway(2000);
    process.stderr.write(`${JSON.stringify({ ...report, lost: report.lost.length, doubled: report.doubled.length })}\n`);
    expect(report.answeredWhileAway).toBeGreaterThan(0);
    expect(report.readyWhileAway).toEqual({ status: 200, state: 'degraded' });
    expect(report).toMatchObject({ lost: [], doubled: [], feedGaps: 0, shownButNotStored: 0, storedButNotShown: 0, counterDifferences: 0, holes: 0 });
  }, 120_000);
});
