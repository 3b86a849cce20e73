import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { agreeOnKeys, type Clock, type Config, ConfigError, Database, IdGenerator, isConnectionError, Journal, type Logger, migrate, openKeyring, systemClock, useKeyring } from '#platform';
import { acquirePrivateDatabase, type PrivateDatabase } from '#platform/private-database';
import { AppModule } from '../app.module.js';
import { DemoJob } from '../demo/demo.job.js';
import { AccountsService, SetupService, unclassedColumns } from '../features/access/index.js';
import { AuditLog } from '../features/audit/index.js';
import { HealthService } from '../features/health/index.js';
import { LiveIoAdapter } from '../live/index.js';
import { HttpErrorsFilter } from './http-errors.filter.js';
import { setUpHttp } from './http-setup.js';
import { listen } from './listen.js';
import { upgradeRows } from './upgrade-rows.js';
import { NestLog } from './nest-log.js';

const MB = 1024 * 1024;
const HOUR_MS = 3_600_000;

export interface RunningServer {
  app: NestExpressApplication;
  port: number;
  stop(): Promise<void>;
}

/** Waits for a database that is named but not up yet; all other faults are final. */
async function connectPatiently(url: string, logger: Logger): Promise<Database> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await Database.connect(url);
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      if (attempt % 10 === 0) logger.warn({ err: error }, 'database does not answer; waiting');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Demo accounts and keys are for this machine; on a network address they must be closed first. */
async function refuseOpenDemo(config: Config, app: NestExpressApplication): Promise<void> {
  if (config.DEMO || ['127.0.0.1', '::1', 'localhost'].includes(config.HOST)) return;
  if (await app.get(AccountsService).hasOpenDemo()) throw new ConfigError('数据库里还有演示账号或演示数据源。请先运行 npm run cli -- user disable --demo,再用 HOST 对外开放');
}

/** Boot: config → keys → database → migrations → doors open. */
export async function startServer(config: Config, logger: Logger, clock: Clock = systemClock): Promise<RunningServer> {
  const ring = openKeyring(config.dataDir);
  useKeyring(ring);
  let own: PrivateDatabase | null = null;
  let url = config.DATABASE_URL;
  if (url === undefined) {
    own = await acquirePrivateDatabase({ dataDir: config.dataDir, say: (line) => logger.info(line) });
    url = own.url;
  }
  const database = await connectPatiently(url, logger);
  const applied = await migrate(database);
  if (applied.length > 0) logger.info({ applied }, 'schema brought up to date');
  await agreeOnKeys(database, ring, clock.now());
  // Brought from issue 1 to here: rows that were there before the keys were.
  if (applied.includes('LedgerHistory1764000000007') && !applied.includes('Foundation1764000000001')) await upgradeRows(database, logger);
  const bare = await unclassedColumns(database);
  if (bare.length > 0) throw new Error(`no class on columns: ${bare.join(', ')}`);
  const journal = Journal.open({ dir: join(config.dataDir, 'journal'), maxBytes: config.JOURNAL_MAX_MB * MB, keepMs: config.JOURNAL_KEEP_HOURS * HOUR_MS, clock });
  const ids = new IdGenerator(config.NODE_ID, () => clock.now());

  const tls = config.TLS_CERT !== undefined && config.TLS_KEY !== undefined ? { httpsOptions: { cert: readFileSync(config.TLS_CERT), key: readFileSync(config.TLS_KEY) } } : {};
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of({ config, logger, clock, database, journal, ids }), { bodyParser: false, forceCloseConnections: true, logger: new NestLog(logger), abortOnError: false, ...tls });
  app.useGlobalFilters(new HttpErrorsFilter(logger, app.get(AuditLog)));
  app.useWebSocketAdapter(new LiveIoAdapter(app));
  setUpHttp(app, config);
  await refuseOpenDemo(config, app);
  const port = await listen(app, config.HOST, config.PORT, 3000);
  const address = `${config.TLS_CERT === undefined ? 'http' : 'https'}://${config.HOST}:${port}`;
  logger.info({ address }, 'listening');
  const setup = config.DEMO ? null : await app.get(SetupService).open();
  if (setup !== null) process.stdout.write(`\n还没有任何账号。请在本机打开下面的一次性链接,建立第一位管理员:\n${address}/setup?token=${setup}\n`);
  process.send?.({ listening: address });
  const demo = app.get(DemoJob);
  if (config.DEMO) void demo.run().catch((error: unknown) => logger.error({ err: error }, 'demo job failed'));
  return {
    app,
    port,
    stop: async () => {
      app.get(HealthService).drain();
      demo.stop();
      await app.close();
      await journal.close();
      await database.close();
      await own?.release();
    },
  };
}
