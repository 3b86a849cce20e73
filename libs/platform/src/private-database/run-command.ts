import { spawn } from 'node:child_process';

export interface CommandResult {
  code: number;
  output: string;
}

/** The environment of a child: this process's own, which is no setting of the product, and what is added. */
export function childEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...added };
}

/** Runs a program to its end and keeps the tail of what it said. Never throws for a non-zero exit. */
export function runCommand(program: string, args: readonly string[], options: { env?: Readonly<Record<string, string>>; cwd?: string; input?: string } = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { env: childEnvironment(options.env), cwd: options.cwd, stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-20_000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: output + error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}
