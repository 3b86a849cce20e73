import { join } from 'node:path';
import { acquirePrivateDatabase } from '#platform/private-database';
import { ensureBuilt, SERVER_BUILD, WEB_BUILD } from './lib/build-steps.js';
import { runJest } from './lib/jest.js';
import { ROOT } from './lib/root.js';

/** The long forms: kill and soak suites. */
const database = await acquirePrivateDatabase({ dataDir: join(ROOT, 'var', 'test'), fast: true });
try {
  await ensureBuilt(SERVER_BUILD);
  await ensureBuilt(WEB_BUILD);
  const { totals } = await runJest(['long'], ['--runInBand', ...process.argv.slice(2)], { ...process.env, TEST_DATABASE_URL: process.env['TEST_DATABASE_URL'] ?? database.adminUrl });
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
  process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
} finally {
  await database.release();
}
