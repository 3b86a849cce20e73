import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface Holder {
  pid: number;
  /** Ticks after the machine's start; a number of a process is given again, this with it hardly ever. Null off Linux. */
  born: string | null;
  since: string;
}

function bornOf(pid: number): string | null {
  try {
    // The name in brackets may hold spaces; the twentieth word after it is the start time.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function alive({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return false;
  }
  return born === null || bornOf(pid) === born;
}

function readHolder(file: string): Holder | null {
  try {
    const { pid, born, since } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, born: born ?? null, since: since ?? '' } : null;
  } catch {
    return null;
  }
}

const taken = new Set<string>();

function letGoAtExit(file: string): void {
  if (taken.size === 0) process.once('exit', () => [...taken].filter((path) => readHolder(path)?.pid === process.pid).forEach((path) => rmSync(path, { force: true })));
  taken.add(file);
}

/**
 * Takes a lock file for this process until it ends. A file left by a process that is gone counts for nothing.
 * @returns null when it is ours, else who holds it
 */
export function takeLock(file: string): Holder | null {
  mkdirSync(dirname(file), { recursive: true });
  const mine: Holder = { pid: process.pid, born: bornOf(process.pid), since: new Date().toISOString() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      letGoAtExit(file);
      return null;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && holder.pid !== process.pid && alive(holder)) return holder;
    rmSync(file, { force: true });
  }
  return readHolder(file) ?? mine;
}
