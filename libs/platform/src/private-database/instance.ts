import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { runDocker, stopDocker } from './docker.js';
import { freePort } from './free-port.js';
import { type Installation, locateMariadb, type Say } from './locate.js';
import { childEnvironment, runCommand } from './run-command.js';

/** A failure of the private database, said in one clear sentence. */
export class PrivateDatabaseError extends Error {
  override readonly name = 'PrivateDatabaseError';
}

export interface PrivateDatabase {
  url: string;
  /** `mysql://root@…`: may create databases; used by tests. */
  adminUrl: string;
  reused: boolean;
  pid: number;
  /** Stops the server if this call started it. */
  release(): Promise<void>;
}

export interface PrivateDatabaseOptions {
  dataDir: string;
  say?: Say;
  /** For tests: trades durability for speed. */
  fast?: boolean;
  /** A fixed port, for tests that stop the server and start it again under a running program. */
  port?: number;
}

interface State {
  pid: number;
  port: number;
  docker?: string;
}

const NAME = 'cockpit';
const MIN_FREE_BYTES = 400 * 1024 * 1024;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const url = (port: number, user: string, name: string) => `mysql://${user}@127.0.0.1:${port}/${name}`;

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: address, connectTimeout: 2000 });
    await connection.query('SELECT 1');
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

function readState(file: string): State | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch {
    return null;
  }
}

/** The log's last error, so that "it did not start" has a reason. */
function lastError(logFile: string): string {
  if (!existsSync(logFile)) return '';
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  return lines.filter((line) => /ERROR/.test(line)).at(-1) ?? lines.at(-1) ?? '';
}

function checkDisk(dataDir: string): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  if (free < MIN_FREE_BYTES) throw new PrivateDatabaseError(`磁盘空间不足:${dataDir} 只剩 ${Math.floor(free / 1048576)} MB,至少需要 400 MB。请清理磁盘或把 DATA_DIR 指到别处`);
}

async function initialise(installation: Installation, folder: string): Promise<void> {
  if (installation.installDb === null) throw new PrivateDatabaseError('找不到 mariadb-install-db');
  const args = ['--no-defaults', `--datadir=${folder}`, '--auth-root-authentication-method=normal', '--skip-test-db', `--user=${userInfo().username}`];
  if (installation.baseDir !== null) args.push(`--basedir=${installation.baseDir}`);
  const result = await runCommand(installation.installDb, args, { env: installation.env });
  if (result.code === 0) return;
  rmSync(folder, { recursive: true, force: true });
  throw new PrivateDatabaseError(`无法建立数据库目录 ${folder}:${result.output.trim().split('\n').at(-1) ?? ''}`);
}

function serverArgs(installation: Installation, folder: string, port: number, fast: boolean): string[] {
  // The socket's path must stay under 107 characters, so it lives in the system's temporary folder.
  const socket = join(tmpdir(), `cockpit-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}.sock`);
  const durable = fast ? ['--innodb-flush-log-at-trx-commit=0', '--sync-binlog=0', '--innodb-doublewrite=0'] : ['--innodb-flush-log-at-trx-commit=1', '--sync-binlog=1'];
  const base = installation.baseDir === null ? [] : [`--basedir=${installation.baseDir}`, `--lc-messages-dir=${join(installation.baseDir, 'share/mysql')}`];
  return [
    '--no-defaults',
    ...base,
    `--user=${userInfo().username}`,
    `--datadir=${folder}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--max-connections=200',
    '--max-allowed-packet=64M',
    '--innodb-buffer-pool-size=256M',
    `--innodb-log-file-size=${fast ? '64M' : '128M'}`,
    '--innodb-lock-wait-timeout=10',
    ...durable,
    `--log-error=${folder}.log`,
  ];
}

async function start(installation: Installation, folder: string, fast: boolean, fixed: number | undefined): Promise<State> {
  const port = fixed ?? (await freePort());
  const log = openSync(`${folder}.log`, 'a');
  // Detached: Ctrl-C reaches the whole terminal group, and the database must be the last to stop.
  const child = spawn(installation.server, serverArgs(installation, folder, port, fast), { env: childEnvironment(installation.env), stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  child.unref();
  let failed = false;
  child.once('error', () => (failed = true));
  child.once('exit', () => (failed = true));
  for (let i = 0; i < 600 && !failed; i++) {
    if (await answers(url(port, 'root', ''))) return { pid: child.pid ?? 0, port };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new PrivateDatabaseError(`数据库没有启动:${lastError(`${folder}.log`)}(日志:${folder}.log)`);
}

async function stop(state: State): Promise<void> {
  if (state.docker !== undefined) return stopDocker(state.docker);
  if (state.pid <= 0 || !isAlive(state.pid)) return;
  process.kill(state.pid, 'SIGTERM');
  for (let i = 0; i < 600 && isAlive(state.pid); i++) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function prepareSchema(state: State): Promise<void> {
  const connection = await createConnection({ uri: url(state.port, 'root', '') });
  try {
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
    await connection.query(`CREATE USER IF NOT EXISTS '${NAME}'@'127.0.0.1' IDENTIFIED BY ''`);
    await connection.query(`GRANT ALL ON ${NAME}.* TO '${NAME}'@'127.0.0.1'`);
  } finally {
    await connection.end();
  }
}

/**
 * The private MariaDB under `dataDir`: started if it does not run, used if a former start (even a killed one) left it
 * running. Own data directory, socket and loopback port; durable; UTC; utf8mb4.
 */
export async function acquirePrivateDatabase(options: PrivateDatabaseOptions): Promise<PrivateDatabase> {
  const say = options.say ?? (() => undefined);
  mkdirSync(options.dataDir, { recursive: true });
  const folder = join(options.dataDir, 'mariadb');
  const stateFile = join(options.dataDir, 'mariadb.json');
  const handle = (state: State, reused: boolean): PrivateDatabase => ({
    url: url(state.port, state.docker === undefined ? NAME : 'root', NAME),
    adminUrl: url(state.port, 'root', ''),
    reused,
    pid: state.pid,
    release: async () => {
      if (reused) return;
      await stop(state);
      rmSync(stateFile, { force: true });
    },
  });

  const left = readState(stateFile);
  if (left !== null && (await answers(url(left.port, 'root', '')))) {
    say(`沿用正在运行的数据库(端口 ${left.port})`);
    return handle(left, true);
  }
  checkDisk(options.dataDir);
  // A server that no longer answers but still holds the folder would make the new one wait 30 s and give up.
  if (left !== null) await stop(left);
  const installation = await locateMariadb(options.dataDir, say);
  let state: State;
  if (installation !== null) {
    if (!existsSync(join(folder, 'mysql'))) await initialise(installation, folder);
    state = await start(installation, folder, options.fast ?? false, options.port);
  } else {
    const docker = await runDocker(options.dataDir, say);
    if (docker === null)
      throw new PrivateDatabaseError('找不到 MariaDB,也无法自动安装。请安装 MariaDB 10.6 以上(Debian/Ubuntu:apt install mariadb-server-core mariadb-client-core;macOS:brew install mariadb),或安装 Docker,或用 DATABASE_URL 指定数据库');
    state = docker;
  }
  writeFileSync(stateFile, JSON.stringify(state));
  await prepareSchema(state);
  return handle(state, false);
}
