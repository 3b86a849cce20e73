import { describe, expect, it } from '@jest/globals';
import { killServer } from './kill-server.js';

/** Real: the built server as a process, MySQL, journal, HTTP, sockets. The fault: `kill -9` at random points. */
describe('kill -9 of the server', () => {
  it('loses, doubles and hides nothing over 20 kills', async () => {
    const report = await killServer(20);
    process.stderr.write(`${JSON.stringify({ ...report, lost: report.lost.length, doubled: report.doubled.length })}\n`);
    expect(report.answered).toBeGreaterThan(500);
    expect(report).toMatchObject({ lost: [], doubled: [], feedGaps: 0, shownButNotStored: 0, storedButNotShown: 0, counterDifferences: 0, holes: 0 });
  }, 600_000);
});
