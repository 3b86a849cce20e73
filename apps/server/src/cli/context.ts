import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { type Config, createLogger, Database, IdGenerator, Journal, migrate, readConfig, systemClock } from '#platform';
import { acquirePrivateDatabase } from '#platform/private-database';
import { join } from 'node:path';
import { NestLog } from '../boot/nest-log.js';
import { CliModule } from './cli.module.js';

/** The server's own settings and database, also beside a running server: the private MariaDB is used as it runs. */
export async function withDatabase<T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const own = config.DATABASE_URL === undefined ? await acquirePrivateDatabase({ dataDir: config.dataDir }) : null;
  const database = await Database.connect(config.DATABASE_URL ?? own?.url ?? '', 3);
  try {
    return await work(database, config);
  } finally {
    await database.close();
    await own?.release();
  }
}

/** The features without doors: no port is opened, no event is applied. */
export async function withFeatures<T>(work: (app: INestApplicationContext, database: Database) => Promise<T>): Promise<T> {
  return withDatabase(async (database, config) => {
    await migrate(database);
    const logger = createLogger(config.LOG_LEVEL, 'cli');
    const journal = openJournal(config);
    const app = await NestFactory.createApplicationContext(CliModule.of({ config, logger, clock: systemClock, database, journal, ids: new IdGenerator(30) }), { logger: new NestLog(logger), abortOnError: false });
    try {
      return await work(app, database);
    } finally {
      await app.close();
      await journal.close();
    }
  });
}

/** The journal as it lies on disk; LMDB lets a second process read while the server writes. */
export function openJournal(config: Config): Journal {
  return Journal.open({ dir: join(config.dataDir, 'journal'), maxBytes: config.JOURNAL_MAX_MB * 1_048_576, keepMs: config.JOURNAL_KEEP_HOURS * 3_600_000, clock: systemClock });
}
