import { join } from 'node:path';
import { acquirePrivateDatabase } from '#platform/private-database';
import { ensureBuilt, SERVER_BUILD, WEB_BUILD } from './lib/build-steps.js';
import { findChromium } from './lib/chromium.js';
import { runJest, type Totals } from './lib/jest.js';
import { takeLock } from './lib/only-one.js';
import { phase } from './lib/phases.js';
import { ROOT } from './lib/root.js';

const args = process.argv.slice(2);
const dataDir = join(ROOT, 'var', 'test');
const total: Totals = { passed: 0, failed: 0, skipped: 0 };
const tests: { name: string; ms: number }[] = [];

// Two runs in one folder would clear away each other's builds and results.
const other = takeLock(join(dataDir, 'run.lock'));
if (other !== null) {
  console.error(`本文件夹中已有一次 npm test 在运行(进程 ${other.pid},始于 ${other.since}),这一次不再开始。请等它结束后再试`);
  process.exit(1);
}

const database = await phase('准备测试数据库', () => acquirePrivateDatabase({ dataDir, fast: true, say: (line) => console.log(`  ${line}`) }));
const stopDatabase = async () => database.release();
process.once('SIGINT', () => void stopDatabase().then(() => process.exit(130)));

try {
  const chromium = await phase('准备浏览器', () => findChromium(dataDir, (line) => console.log(`  ${line}`)));
  await phase('编译', async () => {
    await ensureBuilt(SERVER_BUILD);
    await ensureBuilt(WEB_BUILD);
  });
  const environment = { ...process.env, TEST_DATABASE_URL: process.env['TEST_DATABASE_URL'] ?? database.adminUrl, ...(chromium === null ? {} : { CHROMIUM: chromium }) };
  // Everything in one round, so that no core waits for the end of a part; three at a time, since a suite with a server and a
  // browser waits as much as it works. What measures sizes or kills servers waits for states, not for seconds, and so bears neighbours.
  const projects = ['unit', 'integration', 'e2e', 'faults', ...(chromium === null ? [] : ['browser'])];
  const result = await runJest(projects, ['--maxWorkers=3', ...args], environment);
  total.passed += result.totals.passed;
  total.failed += result.totals.failed;
  total.skipped += result.totals.skipped;
  tests.push(...result.tests);
  if (chromium === null) {
    console.error('!!! 没有浏览器:浏览器测试全部跳过。请安装 Chromium(Debian:apt install chromium)');
    if (process.env['REQUIRE_BROWSER'] === '1') total.failed += 1;
    else total.skipped += 1;
  }
} finally {
  await stopDatabase();
}

console.log('\n最慢的十个测试:');
for (const test of tests.sort((a, b) => b.ms - a.ms).slice(0, 10)) console.log(`  ${(test.ms / 1000).toFixed(1)} 秒  ${test.name}`);
if (total.passed === 0) total.failed += 1;
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
