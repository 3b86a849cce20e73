import { AppError, ConfigError, DatabaseUnfit, SealError } from '#platform';
import { PrivateDatabaseError } from '#platform/private-database';
import { BackupError } from './backup/index.js';
import { UsageError } from './usage.js';
import { VERBS } from './verbs.js';

const [verb = '', ...args] = process.argv.slice(2);

function usage(): string {
  return ['用法:npm run cli -- <命令>', ...Object.entries(VERBS).map(([name, { help }]) => `  ${name.padEnd(16)} ${help}`)].join('\n');
}

const named = VERBS[`${verb} ${args[0] ?? ''}`] === undefined ? { entry: VERBS[verb], rest: args } : { entry: VERBS[`${verb} ${args[0] ?? ''}`], rest: args.slice(1) };
if (named.entry === undefined) {
  console.error(usage());
  process.exit(2);
}
try {
  process.exitCode = await named.entry.run(named.rest);
} catch (error) {
  const known = error instanceof ConfigError || error instanceof DatabaseUnfit || error instanceof PrivateDatabaseError || error instanceof AppError || error instanceof SealError || error instanceof BackupError || error instanceof UsageError;
  console.error(known ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
