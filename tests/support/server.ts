import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createLogger, Database, migrate, readConfig } from '#platform';
import { createTestDatabase, Events, noonClock, seedTinyStreet, type TestEvent, useTestKeys } from '#testing';
import type { EventFate, Role } from '#contracts';
import { AccountsService, SourcesService } from '../../apps/server/src/features/access/index.js';
import { RecountService } from '../../apps/server/src/features/indicators/index.js';
import { type RunningServer, startServer } from '../../apps/server/src/boot/start-server.js';
import { waitFor } from '#testing';
import { KEY, SOURCE } from './credentials.js';

export { KEY, SOURCE };
export const PASSWORD = 'test-password';

/** The real server in this process, on a database of its own with the tiny street. Real: MySQL, journal, sockets. */
export interface TestServer {
  url: string;
  /** What the server takes for the time: compare with this, not with `Date.now()`. */
  clock: Clock;
  database: Database;
  running: RunningServer;
  events: Events;
  dataDir: string;
  /** Posts a batch with the source's key. */
  send(events: unknown[], key?: string): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  /** Posts and waits until every accepted event is applied or set aside. */
  apply(events: TestEvent[]): Promise<Map<string, EventFate>>;
  fate(id: string): Promise<EventFate | null>;
  call(path: string, options?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> }): Promise<{ status: number; body: Record<string, unknown> }>;
  signIn(username: string, password?: string): Promise<string>;
  differences(): Promise<unknown[]>;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Noon at the start, unless told. */
  clock?: Clock;
  settings?: Record<string, string>;
  empty?: boolean;
  /** Receives every log line, at debug level. */
  log?: (line: string) => void;
}

const ACCOUNTS: [string, string, Role, number | null][] = [
  ['leader', '陈领导', 'leader', null],
  ['admin', '赵管理', 'admin', null],
  ['operator', '李坐席', 'operator', null],
  ['operator2', '王坐席', 'operator', null],
  ['secretary', '孙书记', 'secretary', 2],
  ['grid', '周网格', 'grid_worker', 3],
  ['auditor', '吴审计', 'auditor', null],
];

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = options.clock ?? noonClock();
  const created = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'cockpit-server-'));
  useTestKeys(dataDir);
  const database = await Database.connect(created.url, 4);
  await migrate(database);
  if (options.empty !== true) await seedTinyStreet(database, clock.now());
  const config = readConfig({ DATABASE_URL: created.url, DATA_DIR: dataDir, PORT: '0', MQTT_PORT: '0', WEB_DIR: 'dist-web', LOG_LEVEL: 'silent', JOURNAL_MAX_MB: '64', ...options.settings });
  const running = await startServer(config, options.log === undefined ? createLogger(config.LOG_LEVEL) : createLogger('debug', 'server', { write: options.log }), clock);
  const url = `${config.TLS_CERT === undefined ? 'http' : 'https'}://127.0.0.1:${running.port}`;
  await running.app.get(SourcesService).save({ id: SOURCE, name: '测试', kind: 'events', options: {}, isDemo: false }, KEY);
  if (options.empty !== true) {
    for (const [username, name, role, areaId] of ACCOUNTS) await running.app.get(AccountsService).save({ username, name, role, areaId, isDemo: false }, PASSWORD);
    await database.transaction((tx) => running.app.get(RecountService).rebuild(tx));
  }

  const call: TestServer['call'] = async (path, { method = 'GET', token, body, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const send: TestServer['send'] = async (events, key = KEY) => {
    const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify(events) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
  };
  const fate: TestServer['fate'] = async (id) => {
    const reply = await call(`/api/v1/events/${SOURCE}/${encodeURIComponent(id)}`, { token: KEY });
    return reply.status === 200 ? (reply.body as unknown as EventFate) : null;
  };
  return {
    url,
    clock,
    database,
    running,
    dataDir,
    events: new Events(SOURCE, () => clock.now()),
    send,
    fate,
    call,
    apply: async (events) => {
      const reply = await send(events);
      if (reply.status !== 202) throw new Error(`not accepted: ${JSON.stringify(reply.body)}`);
      const fates = new Map<string, EventFate>();
      for (const event of events) {
        fates.set(
          event.id,
          await waitFor(`event ${event.id} to be applied`, async () => {
            const found = await fate(event.id);
            return found !== null && found.state !== 'journaled' ? found : null;
          }),
        );
      }
      return fates;
    },
    signIn: async (username, password = PASSWORD) => {
      const reply = await call('/api/v1/session', { method: 'POST', body: { username, password } });
      if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
      return String(reply.body['token']);
    },
    differences: () => running.app.get(RecountService).compare(),
    stop: async () => {
      await running.stop();
      await database.close();
      await created.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
