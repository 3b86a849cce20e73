import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Clock, type Config, Database, IdGenerator, Journal, type Logger } from '#platform';
import { FactBus } from '../features/spine/index.js';
import { CLOCK, CONFIG, LOGGER } from './tokens.js';

export interface Platform {
  config: Config;
  logger: Logger;
  clock: Clock;
  database: Database;
  journal: Journal;
  ids: IdGenerator;
}

/** Hands the ready-made platform to every feature. */
@Global()
@Module({})
export class PlatformModule {
  static of(platform: Platform): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: platform.config },
      { provide: LOGGER, useValue: platform.logger },
      { provide: CLOCK, useValue: platform.clock },
      { provide: Database, useValue: platform.database },
      { provide: Journal, useValue: platform.journal },
      { provide: IdGenerator, useValue: platform.ids },
      { provide: FactBus, useValue: new FactBus(platform.logger) },
    ];
    return { module: PlatformModule, providers, exports: providers };
  }
}
