import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A call of a command that cannot be understood; its message says how it is meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Arguments of a command: `--name value` options and the rest in order. @throws UsageError */
export function readArgs(args: readonly string[], names: readonly string[]): { options: Record<string, string>; rest: string[] } {
  const options: ParseArgsConfig['options'] = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { options: Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string')), rest: positionals };
  } catch {
    throw new UsageError(`可用选项:${names.map((name) => `--${name}`).join('、')}`);
  }
}

/** @throws UsageError when the option is missing */
export function need(options: Record<string, string>, name: string): string {
  const value = options[name];
  if (value === undefined || value === '') throw new UsageError(`缺少选项 --${name}`);
  return value;
}
