import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ALARM_FILL, Journal, type Logger } from '#platform';
import { LOGGER } from '../boot/tokens.js';
import { SilenceService } from '../features/devices/index.js';
import { DailyTagsService } from '../features/ledger/index.js';

const MINUTE_MS = 60_000;

/** What is done once a minute, whether or not anything happens. */
@Module({ providers: [SilenceService] })
export class MinuteModule implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly silence: SilenceService,
    private readonly dailyTags: DailyTagsService,
    private readonly journal: Journal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), MINUTE_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    const { fill, pending } = this.journal.status();
    if (fill >= ALARM_FILL) this.logger.error({ pending, fill }, 'the journal is filling up: the database is away or too slow');
    try {
      await this.silence.sweep();
      await this.dailyTags.run();
    } catch (error) {
      this.logger.warn({ err: error }, 'minute job failed; it runs again in a minute');
    }
  }
}
