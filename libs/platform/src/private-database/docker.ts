import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { freePort } from './free-port.js';
import { findProgram, type Say } from './locate.js';
import { runCommand } from './run-command.js';

const IMAGE = 'mysql:8.4';

/** Last resort: MySQL 8.4 in a container, its data in a named volume. Null without a Docker that answers. */
export async function runDocker(dataDir: string, say: Say): Promise<{ pid: number; port: number; docker: string } | null> {
  const docker = findProgram('docker');
  if (docker === null || (await runCommand(docker, ['version', '--format', '{{.Server.Version}}'])).code !== 0) return null;
  mkdirSync(dataDir, { recursive: true });
  const name = `cockpit-mysql-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`;
  const port = await freePort();
  await runCommand(docker, ['rm', '-f', name]);
  for (let attempt = 1; attempt <= 3; attempt++) {
    say(`正在用 Docker 启动 ${IMAGE}(第 ${attempt} 次)`);
    const args = ['run', '-d', '--name', name, '-e', 'MYSQL_ALLOW_EMPTY_PASSWORD=yes', '-e', 'TZ=UTC', '-p', `127.0.0.1:${port}:3306`, '-v', `${name}:/var/lib/mysql`, IMAGE, '--default-time-zone=+00:00'];
    if ((await runCommand(docker, args)).code === 0 && (await ready(port))) return { pid: 0, port, docker: name };
    await runCommand(docker, ['rm', '-f', name]);
  }
  return null;
}

async function ready(port: number): Promise<boolean> {
  for (let i = 0; i < 240; i++) {
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', connectTimeout: 1000 });
      await connection.end();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return false;
}

export async function stopDocker(name: string): Promise<void> {
  const docker = findProgram('docker');
  if (docker !== null) await runCommand(docker, ['stop', name]);
}
