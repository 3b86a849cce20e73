import 'reflect-metadata';
import { ConfigError, createLogger, DatabaseUnfit, readConfig } from '#platform';
import { PrivateDatabaseError } from '#platform/private-database';
import { startServer } from './boot/start-server.js';

/** Faults a person can mend are said in one sentence; all else keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseUnfit || error instanceof PrivateDatabaseError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const config = readConfig();
  const logger = createLogger(config.LOG_LEVEL);
  const server = await startServer(config, logger);
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    void server.stop().then(() => process.exit(0));
  };
  // A launcher that was killed cannot stop its children; they notice that its channel is gone.
  process.on('disconnect', () => stop('launcher gone'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
} catch (error) {
  process.stderr.write(`启动失败:${explain(error)}\n`);
  process.exit(1);
}
