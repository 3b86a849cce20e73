import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#platform';

/** Nest's own notes go to the same log, at debug level: they are about wiring, not about the street. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown): void {
    this.logger.debug(String(message));
  }
  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.logger.error({ more }, String(message));
  }
}
