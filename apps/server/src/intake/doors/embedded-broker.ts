import { createServer, type Server } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { Aedes, type AuthErrorCode, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import { type Config, fail, type Logger } from '#platform';
import { CONFIG, LOGGER } from '../../boot/tokens.js';
import { SourcesService, type SourcePrincipal } from '../../features/access/index.js';
import { HealthService } from '../../features/health/index.js';
import { MqttReceiver } from './mqtt-receiver.js';
import { eventsSource, receiptsTopic } from './mqtt-topics.js';

const DEFAULT_PORT = 1883;
const TRIES = 20;
const BAD_CREDENTIALS = 4 as AuthErrorCode;
const RETRY_MS = 500;

interface Session {
  source: SourcePrincipal;
  /** Set while messages of this client wait; later ones queue behind it so that their order stays. */
  waiting: Promise<unknown> | null;
}

/** The broker inside: PUBACK waits for the journal, because it waits for `authorizePublish`. */
@Injectable()
export class EmbeddedBroker {
  private aedes: Aedes | null = null;
  private server: Server | null = null;
  private readonly sessions = new WeakMap<Client, Session>();
  private stopped = false;

  constructor(
    private readonly sources: SourcesService,
    private readonly receiver: MqttReceiver,
    private readonly health: HealthService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A port that is taken stops MQTT only; the rest of the product runs on and says so. */
  async start(): Promise<void> {
    this.aedes = await Aedes.createBroker({
      authenticate: (client, username, password, done) => {
        this.authenticate(client, username ?? '', password).then(
          (known) => done(known ? null : refusal(), known),
          () => done(refusal(), false),
        );
      },
      authorizePublish: (client, packet, done) => {
        this.publish(client, packet).then(() => done(null), (error: unknown) => done(error as Error));
      },
      authorizeSubscribe: (client, subscription, done) => {
        const own = this.sessions.get(client)?.source.ids.some((id) => subscription.topic === receiptsTopic(id)) ?? false;
        done(null, own ? subscription : null);
      },
    });
    const { handle } = this.aedes;
    this.server = createServer((socket) => handle(socket));
    try {
      const port = await this.listen();
      this.health.setBroker({ ok: true, kind: 'embedded', address: `mqtt://${this.config.HOST}:${port}` });
    } catch (error) {
      const reason = `MQTT 端口 ${this.config.MQTT_PORT ?? DEFAULT_PORT} 无法使用`;
      this.logger.error({ err: error }, reason);
      this.health.setBroker({ ok: false, kind: 'embedded', address: null, reason });
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await new Promise<void>((resolve) => (this.aedes === null ? resolve() : this.aedes.close(() => resolve())));
    await new Promise<void>((resolve) => (this.server?.listening === true ? this.server.close(() => resolve()) : resolve()));
  }

  private async listen(): Promise<number> {
    const set = this.config.MQTT_PORT;
    const first = set ?? DEFAULT_PORT;
    for (let port = first; ; port++) {
      try {
        return await this.listenOn(port);
      } catch (error) {
        const taken = (error as { code?: string }).code === 'EADDRINUSE';
        if (!taken || set !== undefined || port >= first + TRIES) throw error;
      }
    }
  }

  private listenOn(port: number): Promise<number> {
    const { server } = this;
    if (server === null) throw new Error('broker not started');
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.config.HOST, () => {
        server.off('error', reject);
        server.on('error', (error) => this.logger.error({ err: error }, 'MQTT server'));
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  private async authenticate(client: Client, username: string, password: Readonly<Buffer | undefined>): Promise<boolean> {
    if (password === undefined || password.length > 256) return false;
    const opened = await this.sources.findByKey(password.toString('utf8'));
    if (opened === null || !opened.ids.includes(username)) return false;
    this.sessions.set(client, { source: { kind: 'source', ids: [username], rates: opened.rates }, waiting: null });
    return true;
  }

  private async publish(client: Client | null, packet: PublishPacket): Promise<void> {
    const session = client === null ? undefined : this.sessions.get(client);
    const sourceId = eventsSource(packet.topic);
    if (client === null || session === undefined || sourceId === null || !session.source.ids.includes(sourceId)) throw fail('SOURCE_MISMATCH');
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    // A retained event would be told again to nobody; it is a fact, not a state.
    packet.retain = false;
    const work = session.waiting === null ? this.receive(session, payload) : session.waiting.then(() => this.receive(session, payload));
    const receipt = await work;
    this.aedes?.publish({ cmd: 'publish', topic: receiptsTopic(sourceId), payload: JSON.stringify(receipt), qos: 0, dup: false, retain: false }, () => undefined);
  }

  /** Holds the PUBACK back while the source is too fast or the journal is full. */
  private async receive(session: Session, payload: Uint8Array): Promise<unknown> {
    try {
      return await this.receiver.receive(session.source, payload);
    } catch (error) {
      if (this.stopped) throw error;
      const retry = new Promise((resolve) => setTimeout(resolve, RETRY_MS)).then(() => this.receive(session, payload));
      session.waiting = retry.catch(() => undefined).then(() => (session.waiting = null));
      return retry;
    }
  }
}

function refusal(): AuthenticateError {
  return Object.assign<Error, { returnCode: AuthErrorCode }>(new Error('bad user name or password'), { returnCode: BAD_CREDENTIALS });
}
