/**
 * First step of every npm script: plain JavaScript without dependencies, because on a fresh clone there is nothing
 * else. Installs what package-lock.json names when node_modules does not match it, then runs the tool in TypeScript.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`需要 Node.js 20.19 以上,当前是 ${process.versions.node}。请升级后再运行`);
  process.exit(1);
}

function npm(commandArgs) {
  const cli = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  return cli ? spawnSync(process.execPath, [cli, ...commandArgs], options) : spawnSync('npm', commandArgs, options);
}

function install() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = join(root, 'node_modules', '.cockpit-stamp');
  const wanted = createHash('sha256').update(lock).update(process.arch).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const began = Date.now();
  console.log('安装依赖(首次约一分钟)…');
  for (let attempt = 1; attempt <= 3; attempt++) {
    const result = npm(['ci', '--no-audit', '--no-fund']);
    if (result.status === 0) {
      mkdirSync(dirname(stamp), { recursive: true });
      writeFileSync(stamp, wanted);
      console.log(`安装依赖:${((Date.now() - began) / 1000).toFixed(1)} 秒`);
      return;
    }
    const text = `${result.stdout ?? ''}${result.stderr ?? ''}`;
    if (/ENOSPC/.test(text)) {
      console.error('磁盘空间不足,无法安装依赖。请清理磁盘后再运行');
      process.exit(1);
    }
    console.error(`安装依赖失败(第 ${attempt} 次):\n${text.trim().split('\n').slice(-8).join('\n')}`);
  }
  process.exit(1);
}

install();
const child = spawnSync(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', 'tsx', join(root, 'tools', `${name}.ts`), ...args], { cwd: process.cwd(), stdio: 'inherit' });
if (child.signal) process.kill(process.pid, child.signal);
process.exit(child.status ?? 1);
