import { Inject, Injectable } from '@nestjs/common';
import type { IPublishPacket, MqttClient, Packet } from 'mqtt';
import { type Config, type Logger } from '#platform';
import { CONFIG, LOGGER } from '../../boot/tokens.js';
import { SourcesService } from '../../features/access/index.js';
import { HealthService } from '../../features/health/index.js';
import { MqttReceiver } from './mqtt-receiver.js';
import { eventsSource, receiptsTopic } from './mqtt-topics.js';

const RETRY_MS = 500;

/**
 * A broker of the office's own (MQTT_URL). MQTT.js sends the PUBACK when `handleMessage` calls back, one message at a
 * time, so the acknowledgement waits for the journal; the persistent session keeps what came while we were away.
 * The broker has authenticated the publisher; the topic names the source.
 */
@Injectable()
export class ExternalBroker {
  private client: MqttClient | null = null;

  constructor(
    private readonly sources: SourcesService,
    private readonly receiver: MqttReceiver,
    private readonly health: HealthService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(url: string): Promise<void> {
    // Loaded only where there is such a broker.
    const { default: mqtt } = await import('mqtt');
    const address = new URL(url).host;
    const client = mqtt.connect(url, { clientId: `street-cockpit-${this.config.NODE_ID}`, clean: false, resubscribe: true, reconnectPeriod: 2000 });
    this.client = client;
    client.handleMessage = (packet: Packet, callback) => {
      this.take(packet as IPublishPacket).then(() => callback(), (error: unknown) => callback(error as Error));
    };
    client.on('connect', () => {
      client.subscribe('street/v1/+/events', { qos: 1 });
      this.health.setBroker({ ok: true, kind: 'external', address });
    });
    const away = (reason: string) => this.health.setBroker({ ok: false, kind: 'external', address, reason });
    client.on('close', () => away('连接已断开,正在重连'));
    client.on('error', (error) => {
      this.logger.warn({ err: error }, 'external MQTT broker');
      away('无法连接外部 MQTT');
    });
  }

  async stop(): Promise<void> {
    await this.client?.endAsync(true);
  }

  private async take(packet: IPublishPacket): Promise<void> {
    const sourceId = eventsSource(packet.topic);
    const source = sourceId === null ? null : await this.sources.findById(sourceId);
    if (sourceId === null || source === null) {
      this.logger.warn({ topic: packet.topic.slice(0, 100) }, 'MQTT message of no known source passed over');
      return;
    }
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    for (;;) {
      try {
        const receipt = await this.receiver.receive(source, payload);
        this.client?.publish(receiptsTopic(sourceId), JSON.stringify(receipt), { qos: 0 });
        return;
      } catch (error) {
        this.logger.warn({ err: error, sourceId }, 'MQTT message waits');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
