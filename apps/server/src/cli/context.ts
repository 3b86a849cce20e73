import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { agreeOnKeys, type Config, createLogger, Database, IdGenerator, Journal, type Keyring, migrate, openKeyring, readConfig, systemClock, useKeyring } from '#platform';
import { acquirePrivateDatabase } from '#platform/private-database';
import { join } from 'node:path';
import { NestLog } from '../boot/nest-log.js';
import { CliModule } from './cli.module.js';

/** Opens the keys of the data folder for this process. */
export function useKeys(config: Config): Keyring {
  const ring = openKeyring(config.dataDir);
  useKeyring(ring);
  return ring;
}

/** The server's own settings and database, also beside a running server: the private MariaDB is used as it runs. */
export async function withDatabase<T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  useKeys(config);
  return withBareDatabase(config, (database) => work(database, config));
}

/** The same without the keys, for a command that has its own way with them. */
export async function withBareDatabase<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const own = config.DATABASE_URL === undefined ? await acquirePrivateDatabase({ dataDir: config.dataDir }) : null;
  const database = await Database.connect(config.DATABASE_URL ?? own?.url ?? '', 3);
  try {
    return await work(database);
  } finally {
    await database.close();
    await own?.release();
  }
}

/** The features without doors: no port is opened, no event is applied. */
export async function withFeatures<T>(work: (app: INestApplicationContext, database: Database, config: Config) => Promise<T>): Promise<T> {
  return withDatabase(async (database, config) => {
    await migrate(database);
    await agreeOnKeys(database, useKeys(config), systemClock.now());
    const logger = createLogger(config.LOG_LEVEL, 'cli');
    const journal = openJournal(config);
    const app = await NestFactory.createApplicationContext(CliModule.of({ config, logger, clock: systemClock, database, journal, ids: new IdGenerator(30) }), { logger: new NestLog(logger), abortOnError: false });
    try {
      return await work(app, database, config);
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
