import { fork } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './root.js';

export interface Child {
  /** Resolves with the address the child says it listens on; rejects when it ends before. */
  listening: Promise<string>;
  ended: Promise<number>;
  pid: number;
  stop(): Promise<void>;
}

const STOP_MS = 15_000;

/** Starts a built program. It gets its own process group, so that Ctrl-C reaches only the launcher, which stops all in order. */
export function startChild(file: string, environment: NodeJS.ProcessEnv): Child {
  const child = fork(join(ROOT, file), [], { env: environment, execArgv: ['--disable-warning=ExperimentalWarning', '--enable-source-maps'], detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const listening = new Promise<string>((resolve, reject) => {
    child.on('message', (message) => {
      const address = (message as { listening?: string }).listening;
      if (address !== undefined) resolve(address);
    });
    void ended.then((code) => reject(new Error(`程序 ${file} 已退出(代码 ${code})`)));
  });
  // Nobody may be waiting for the address of a child that never listens.
  listening.catch(() => undefined);
  return {
    listening,
    ended,
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
