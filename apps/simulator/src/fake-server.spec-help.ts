import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For specs only: answers scripted replies and remembers what it was sent. */
export interface FakeServer {
  url: string;
  /** Events taken, in the order they came. */
  taken: { id: string; type: string; source: string; time: string; data: Record<string, unknown> }[];
  batches: number[];
  /** Replies given before the normal ones, one per POST of events. */
  script: { status: number; headers?: Record<string, string> }[];
  /** Reports the server knows as cases. */
  applied: boolean;
  /** Status the source's key gets when it asks for an event's fate. */
  keyFate: number;
  sessionFate: number;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

export async function fakeServer(): Promise<FakeServer> {
  const state: Omit<FakeServer, 'url' | 'close'> = { taken: [], batches: [], script: [], applied: true, keyFate: 200, sessionFate: 200 };
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const reply = (status: number, value: unknown, headers: Record<string, string> = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
      const path = request.url ?? '';
      if (path === '/api/v1/session') return reply(201, { token: 't', user: {}, expiresAt: '' });
      if (request.method === 'GET' && path.startsWith('/api/v1/events/')) {
        const status = request.headers.authorization === 'Bearer key' ? state.keyFate : state.sessionFate;
        if (status !== 200) return reply(status, {});
        const id = decodeURIComponent(path.split('/').at(-1) ?? '');
        if (!state.taken.some((event) => event.id === id)) return reply(404, {});
        return reply(200, { state: state.applied ? 'applied' : 'journaled', repeats: 0, results: state.applied ? [{ kind: 'case', id: '1', code: `SJ-${id}` }] : [] });
      }
      if (path !== '/api/v1/events') return reply(200, { items: [], total: 0, page: 1, pageSize: 200, asOf: '' });
      const scripted = state.script.shift();
      if (scripted !== undefined) return reply(scripted.status, {}, scripted.headers);
      const events = JSON.parse(body) as FakeServer['taken'];
      state.batches.push(events.length);
      const good = events.filter((event) => event.type !== 'bad');
      state.taken.push(...good);
      const rejected = events.flatMap((event, index) => (event.type === 'bad' ? [{ index, id: event.id, code: 'EVENT_TYPE_UNKNOWN', message: '未知类型' }] : []));
      if (good.length === 0) return reply(400, { error: { code: 'NOTHING_VALID', message: '', details: { accepted: [], rejected }, requestId: '' } });
      return reply(202, { accepted: good.map((event) => event.id), rejected });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    url,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
