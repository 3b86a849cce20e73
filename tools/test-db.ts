import { join } from 'node:path';
import { acquirePrivateDatabase, type PrivateDatabase } from '#platform/private-database';
import { ensureBuilt, SERVER_BUILD, WEB_BUILD } from './lib/build-steps.js';
import { runJest } from './lib/jest.js';
import { ROOT } from './lib/root.js';

/** The MySQL-facing tests, on the server named by TEST_DATABASE_URL or on the private MariaDB. */
let own: PrivateDatabase | null = null;
try {
  const given = process.env['TEST_DATABASE_URL'];
  own = given === undefined ? await acquirePrivateDatabase({ dataDir: join(ROOT, 'var', 'test'), fast: true }) : null;
  await ensureBuilt(SERVER_BUILD);
  await ensureBuilt(WEB_BUILD);
  const { totals } = await runJest(['integration', 'e2e'], ['--runInBand', ...process.argv.slice(2)], { ...process.env, TEST_DATABASE_URL: given ?? own?.adminUrl ?? '' });
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
  process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
} finally {
  await own?.release();
}
