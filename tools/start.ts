import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { acquirePrivateDatabase, type PrivateDatabase, PrivateDatabaseError } from '#platform/private-database';
import { ensureBuilt, SERVER_BUILD, WEB_BUILD } from './lib/build-steps.js';
import { type Child, startChild } from './lib/children.js';
import { loadDotEnv } from './lib/dot-env.js';
import { phase } from './lib/phases.js';
import { ROOT } from './lib/root.js';

const settings = loadDotEnv(join(ROOT, '.env'), process.env);
const dataDir = resolve(ROOT, settings['DATA_DIR'] ?? 'var');
const demo = (settings['DEMO'] ?? '1') === '1';

const children: Child[] = [];
let database: PrivateDatabase | null = null;
let stopping: Promise<never> | null = null;

/** Reverse order of starting; the database last. Asked twice, it is still done once. */
function stopAll(code: number): Promise<never> {
  stopping ??= stopInOrder(code);
  return stopping;
}

async function stopInOrder(code: number): Promise<never> {
  console.log('正在停止…');
  for (const child of children.reverse()) await child.stop();
  await database?.release();
  console.log('已停止');
  process.exit(code);
}

/** The demo's secrets are made once and kept beside the data, so that a second start prints the same. */
function demoSecrets(): { password: string; key: string } {
  const file = join(dataDir, 'demo.json');
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { password: string; key: string };
    return { password: settings['DEMO_PASSWORD'] ?? kept.password, key: settings['DEMO_SOURCE_KEY'] ?? kept.key };
  }
  const made = { password: settings['DEMO_PASSWORD'] ?? randomBytes(6).toString('base64url'), key: settings['DEMO_SOURCE_KEY'] ?? randomBytes(18).toString('base64url') };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

async function prepareDatabase(): Promise<string> {
  const given = settings['DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  database = await acquirePrivateDatabase({ dataDir, say: (line) => console.log(`  ${line}`) });
  return database.url;
}

async function main(): Promise<void> {
  const began = Date.now();
  const [url] = await Promise.all([
    phase('准备数据库', prepareDatabase, () => (database === null ? 'DATABASE_URL' : `私有数据库,${database.reused ? '沿用' : '已启动'}`)),
    phase('编译服务', () => ensureBuilt(SERVER_BUILD), (ran) => (ran ? '' : '无改动')),
    phase('编译页面', () => ensureBuilt(WEB_BUILD), (ran) => (ran ? '' : '无改动')),
  ]);
  const secrets = demo ? demoSecrets() : null;
  const environment: NodeJS.ProcessEnv = { ...settings, DATABASE_URL: url, DATA_DIR: dataDir, WEB_DIR: join(ROOT, 'dist-web'), DEMO: demo ? '1' : '0', LOG_LEVEL: settings['LOG_LEVEL'] ?? 'warn' };
  if (secrets !== null) Object.assign(environment, { DEMO_PASSWORD: secrets.password, DEMO_SOURCE_KEY: secrets.key });
  const server = startChild('dist/apps/server/src/main.js', environment);
  children.push(server);
  const address = await phase('启动服务', () => server.listening);
  void server.ended.then((code) => stopAll(code === 0 ? 0 : 1));
  const simulatorFile = 'dist/apps/simulator/src/main.js';
  if (demo && existsSync(join(ROOT, simulatorFile))) children.push(startChild(simulatorFile, { ...environment, SIM_URL: address }));
  console.log(`共用 ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
  if (secrets !== null) {
    console.log(`\n演示账号:leader、admin、secretary、grid、operator、auditor,密码 ${secrets.password}`);
    console.log(`演示数据源:demo-grid、demo-volunteer、demo-elder、demo-inspection,密钥 ${secrets.key}`);
  }
  console.log(`\n首页  ${address}/\n大屏  ${address}/wall\n按 Ctrl-C 停止`);
}

process.on('SIGINT', () => void stopAll(0));
process.on('SIGTERM', () => void stopAll(0));

try {
  await main();
} catch (error) {
  console.error(error instanceof PrivateDatabaseError ? error.message : error instanceof Error ? error.message : String(error));
  await stopAll(1);
}
