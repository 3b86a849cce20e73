import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Logger } from '#platform';
import { errorBody, toAppError } from '../boot/http-errors.filter.js';
import { LOGGER } from '../boot/tokens.js';

/** The same failure body as HTTP: to the acknowledgement when there is one, else as the event `refused`. */
@Catch()
export class SocketErrorsFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = toAppError(thrown);
    if (error.code === 'INTERNAL') this.logger.error({ err: error.cause }, 'socket event failed');
    const body = errorBody(error);
    const ack: unknown = host.getArgs<unknown[]>().find((argument) => typeof argument === 'function');
    if (typeof ack === 'function') (ack as (reply: unknown) => void)(body);
    else host.switchToWs().getClient<{ emit(event: string, payload: unknown): void }>().emit('refused', body);
  }
}
