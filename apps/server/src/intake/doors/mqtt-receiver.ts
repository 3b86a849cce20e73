import { Inject, Injectable } from '@nestjs/common';
import { type EventsReply, LIMITS } from '#contracts';
import { AppError, fail, type Logger } from '#platform';
import { LOGGER } from '../../boot/tokens.js';
import type { SourcePrincipal } from '../../features/access/index.js';
import { IntakeService } from '../intake.service.js';
import { parseJson } from '../parse-json.js';

/** What a publisher learns of its message, on its receipts topic. */
export interface Receipt extends EventsReply {
  error?: { code: string; message: string };
}

/** One MQTT message: an event or an array of events. Common to the embedded broker and an external one. */
@Injectable()
export class MqttReceiver {
  constructor(
    private readonly intake: IntakeService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Resolves when the message is in the journal or can never be: both end the sender's retries.
   * @throws RATE_LIMITED, JOURNAL_FULL: the sender must keep the message
   */
  async receive(source: SourcePrincipal, payload: Uint8Array): Promise<Receipt> {
    try {
      if (payload.byteLength > LIMITS.batchBytes) throw fail('PAYLOAD_TOO_LARGE', { limit: '1 MiB' });
      const value = parseJson(payload, 1);
      if (!Array.isArray(value) && payload.byteLength > LIMITS.eventBytes) throw fail('EVENT_TOO_LARGE', { limit: LIMITS.eventBytes });
      return await this.intake.receive(source, Array.isArray(value) ? value : [value], 'mqtt', payload.byteLength);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'RATE_LIMITED' || error.code === 'JOURNAL_FULL') throw error;
      this.logger.info({ source: source.ids[0], code: error.code }, 'MQTT message refused');
      const rejected = (error.details['rejected'] ?? []) as EventsReply['rejected'];
      return { accepted: [], rejected, error: { code: error.code, message: error.message } };
    }
  }
}
