import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './run-command.js';

/** Where the programs of a MariaDB are, and what they need to run from an unpacked folder. */
export interface Installation {
  server: string;
  installDb: string | null;
  baseDir: string | null;
  /** Variables to add to the inherited ones. */
  env: Readonly<Record<string, string>>;
  how: string;
}

export type Say = (line: string) => void;

const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin', '/usr/local/mysql/bin', '/usr/local/mariadb/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/mariadb/bin', '/usr/local/opt/mariadb/bin'];
export const SERVER_PACKAGES = ['mariadb-server-core', 'mariadb-client-core'];
const UNPACK = [...SERVER_PACKAGES, 'libaio1', 'liburing2', 'libmariadb3', 'mariadb-common', 'libncurses6', 'libpcre2-8-0', 'libsnappy1v5', 'libnuma1'];

/** First executable of that name on PATH or in the usual places. */
export function findProgram(name: string): string | null {
  // PATH belongs to the machine, not to the product's settings.
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...PLACES]) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (existsSync(file)) return file;
    } catch {
      continue;
    }
  }
  return null;
}

function installed(): Installation | null {
  const server = findProgram('mariadbd');
  const installDb = findProgram('mariadb-install-db');
  if (server === null || installDb === null) return null;
  return { server, installDb, baseDir: server.includes('/homebrew/') || server.includes('/local/') ? dirname(dirname(server)) : null, env: {}, how: server };
}

function unpacked(folder: string): Installation | null {
  const server = join(folder, 'usr/sbin/mariadbd');
  const installDb = join(folder, 'usr/bin/mariadb-install-db');
  if (!existsSync(server) || !existsSync(installDb)) return null;
  const libs = join(folder, 'usr/lib');
  const triplets = existsSync(libs) ? readdirSync(libs).filter((name) => name.includes('-linux-')) : [];
  const path = triplets.map((name) => join(libs, name)).join(':');
  return { server, installDb, baseDir: join(folder, 'usr'), env: { LD_LIBRARY_PATH: path }, how: `${folder} 中解开的软件包` };
}

/** Installs Debian packages as root; every download is tried three times. */
export async function aptInstall(packages: readonly string[], say: Say): Promise<boolean> {
  const apt = findProgram('apt-get');
  if (apt === null || process.getuid?.() !== 0) return false;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (let attempt = 1; attempt <= 3; attempt++) {
    say(`正在用 apt 安装 ${packages.join('、')}(第 ${attempt} 次)`);
    await runCommand(apt, ['update', '-qq'], { env });
    const result = await runCommand(apt, ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
    if (result.code === 0) return true;
  }
  return false;
}

/** Fetches Debian packages and unpacks them into a folder; needs no root. Packages that do not exist here are passed over. */
export async function aptUnpack(packages: readonly string[], folder: string, say: Say): Promise<boolean> {
  const apt = findProgram('apt-get');
  const dpkg = findProgram('dpkg');
  if (apt === null || dpkg === null) return false;
  const debs = join(folder, 'debs');
  mkdirSync(debs, { recursive: true });
  for (let attempt = 1; attempt <= 3; attempt++) {
    say(`正在下载并解开 ${packages[0] ?? ''} 等软件包(第 ${attempt} 次)`);
    for (const name of packages) await runCommand(apt, ['download', '-qq', name], { cwd: debs });
    const files = readdirSync(debs).filter((file) => file.endsWith('.deb'));
    for (const file of files) await runCommand(dpkg, ['-x', join(debs, file), folder]);
    if (files.some((file) => file.startsWith(packages[0] ?? ''))) {
      rmSync(debs, { recursive: true, force: true });
      return true;
    }
  }
  return false;
}

/** Finds a MariaDB, or gets one: apt as root, else Debian's packages unpacked under `dataDir`. Null when neither works. */
export async function locateMariadb(dataDir: string, say: Say): Promise<Installation | null> {
  const folder = join(dataDir, 'mariadb-packages');
  const present = installed() ?? unpacked(folder);
  if (present !== null) return present;
  if (await aptInstall(SERVER_PACKAGES, say)) return installed();
  if (await aptUnpack(UNPACK, folder, say)) return unpacked(folder);
  return null;
}
