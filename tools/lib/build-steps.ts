import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '#platform/private-database';
import { ROOT } from './root.js';

/** Newest change below the given files and folders, ms. */
function newest(paths: readonly string[]): number {
  let latest = 0;
  for (const path of paths) {
    const file = join(ROOT, path);
    if (!existsSync(file)) continue;
    const stat = statSync(file);
    latest = Math.max(latest, stat.mtimeMs);
    if (!stat.isDirectory()) continue;
    for (const entry of readdirSync(file, { withFileTypes: true, recursive: true })) {
      latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return latest;
}

interface Step {
  name: string;
  stamp: string;
  inputs: string[];
  clean: string[];
  run: () => Promise<{ code: number; output: string }>;
}

const node = (args: string[]) => runCommand(process.execPath, args, { cwd: ROOT });

export const SERVER_BUILD: Step = {
  name: '编译服务',
  stamp: 'dist/.built',
  inputs: ['apps/server/src', 'apps/simulator/src', 'libs', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', '.swcrc'],
  clean: ['dist'],
  run: () => node(['node_modules/@nestjs/cli/bin/nest.js', 'build', '--all']),
};

export const WEB_BUILD: Step = {
  name: '编译页面',
  stamp: 'dist-web/.built',
  inputs: ['apps/web', 'libs/contracts', 'libs/catalogue', 'package-lock.json'],
  clean: [],
  run: () => node(['node_modules/vite/bin/vite.js', 'build', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn']),
};

/** Runs a build unless its result is newer than everything it is made from. @returns true when it ran */
export async function ensureBuilt(step: Step): Promise<boolean> {
  const stamp = join(ROOT, step.stamp);
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest(step.inputs)) return false;
  for (const folder of step.clean) rmSync(join(ROOT, folder), { recursive: true, force: true });
  const result = await step.run();
  if (result.code !== 0) throw new Error(`${step.name}失败:\n${result.output.trim()}`);
  writeFileSync(stamp, '');
  return true;
}
