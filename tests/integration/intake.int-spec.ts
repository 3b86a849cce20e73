import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noonClock, TINY, waitFor } from '#testing';
import { KEY, SOURCE, startTestServer, type TestServer } from '../support/server.js';

/** Real: HTTP door, journal, MySQL. Faked: the clock, which one test stops. */
describe('intake over HTTP', () => {
  const clock = noonClock();
  let stopped: number | null = null;
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ clock: { now: () => stopped ?? clock.now() } });
  });
  afterAll(() => server.stop());

  const rejected = (body: Record<string, unknown>) => (body['rejected'] ?? (body['error'] as { details: { rejected: unknown } }).details.rejected) as { index: number; id: string | null; code: string; message: string }[];
  const raw = async (body: string | Uint8Array, type: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': type, ...headers }, body });
    return { status: response.status, body: (await response.json()) as { error: { code: string; message: string; requestId?: string }; accepted?: string[] } };
  };

  it('takes structured, batch and binary events', async () => {
    const single = server.events.report();
    expect((await raw(JSON.stringify(single), 'application/cloudevents+json')).status).toBe(202);
    const binary = await raw(JSON.stringify(single.data), 'application/json', { 'ce-specversion': '1.0', 'ce-id': 'binary-1', 'ce-source': SOURCE, 'ce-type': 'grid.report', 'ce-time': server.events.at() });
    expect(binary.body.accepted).toEqual(['binary-1']);
    const fates = await server.apply([server.events.report()]);
    expect([...fates.values()][0]).toMatchObject({ state: 'applied', repeats: 0, results: [{ kind: 'case' }] });
  });

  it('takes the valid events of a batch and names the others', async () => {
    const good = server.events.report();
    const reply = await server.send([good, { ...server.events.report(), type: 'grid.unheard' }, { ...server.events.report(), data: { category: 'noise' } }, 17]);
    expect(reply.status).toBe(202);
    expect(reply.body['accepted']).toEqual([good.id]);
    expect(rejected(reply.body).map((item) => [item.index, item.code])).toEqual([
      [1, 'EVENT_TYPE_UNKNOWN'],
      [2, 'EVENT_INVALID'],
      [3, 'EVENT_INVALID'],
    ]);
  });

  it.each([
    ['a naive time', { time: '2026-11-23T08:00:00' }, {}, 'EVENT_TIME_NAIVE'],
    ['a time in 1970', { time: '1970-01-01T00:00:00Z' }, {}, 'EVENT_TIME_ABSURD'],
    ['a time in 2099', { time: '2099-01-01T00:00:00Z' }, {}, 'EVENT_TIME_ABSURD'],
    ['30 February', { time: '2026-02-30T00:00:00Z' }, {}, 'EVENT_TIME_ABSURD'],
    ['another source', { source: 'somebody-else' }, {}, 'SOURCE_MISMATCH'],
    ['an empty id', { id: '' }, {}, 'EVENT_INVALID'],
    ['an unknown datum', {}, { place: { location: { lon: 118.6, lat: 38.6, datum: 'MARS' } } }, 'DATUM_UNKNOWN'],
    ['a latitude of 91', {}, { place: { location: { lon: 118.6, lat: 91, datum: 'WGS84' } } }, 'EVENT_INVALID'],
    ['a wrong type', {}, { title: 7 }, 'EVENT_INVALID'],
    ['an extra key', {}, { role: 'admin' }, 'EVENT_INVALID'],
  ])('refuses %s and changes nothing', async (_name, attributes, data, code) => {
    const event = server.events.report(data, attributes);
    const reply = await server.send([event]);
    expect(reply.status).toBe(400);
    expect((reply.body['error'] as { code: string }).code).toBe('EVENTS_ALL_INVALID');
    expect(rejected(reply.body)[0]?.code).toBe(code);
    expect(rejected(reply.body)[0]?.message).toMatch(/[\u4e00-\u9fff]/);
    expect(await server.fate(event.id === '' ? 'none' : event.id)).toBeNull();
  });

  it('refuses keys that reach a prototype', async () => {
    const text = JSON.stringify(server.events.report()).replace('"category"', '"__proto__":{"polluted":1},"category"');
    const reply = await raw(text, 'application/cloudevents+json');
    expect(reply.status).toBe(400);
    expect(rejected(reply.body as never)[0]?.code).toBe('JSON_FORBIDDEN_KEY');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('says in Chinese what is wrong with a body it cannot read', async () => {
    expect((await raw('{"a":', 'application/cloudevents+json')).body.error.code).toBe('JSON_INVALID');
    expect((await raw('['.repeat(100_000), 'application/cloudevents-batch+json')).body.error.code).toBe('JSON_TOO_DEEP');
    expect((await raw(new Uint8Array([0xff, 0xfe, 0x41]), 'application/cloudevents+json')).body.error.code).toBe('NOT_UTF8');
    expect((await raw('{}', 'text/plain')).body.error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect((await raw('[]', 'application/cloudevents-batch+json')).status).toBe(400);
    const large = await raw(JSON.stringify(server.events.report({ text: 'x'.repeat(300 * 1024) })), 'application/cloudevents+json');
    expect([large.status, large.body.error.code]).toEqual([413, 'EVENT_TOO_LARGE']);
    const huge = await raw(`[${JSON.stringify('x'.repeat(1_100_000))}]`, 'application/cloudevents-batch+json');
    expect([huge.status, huge.body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(huge.body.error.message).toContain('1 MiB');
    expect(huge.body.error.requestId).toBeDefined();
  });

  it('refuses a batch of more than a thousand', async () => {
    const reply = await server.send(Array.from({ length: 1001 }, () => 1));
    expect([reply.status, (reply.body['error'] as { code: string }).code]).toEqual([413, 'BATCH_TOO_LARGE']);
  });

  it('knows its senders', async () => {
    const wrong = await server.send([server.events.report()], 'wrong-key');
    expect([wrong.status, (wrong.body['error'] as { code: string }).code]).toEqual([401, 'SOURCE_KEY_INVALID']);
    expect((await server.call(`/api/v1/events/other/x`, { token: KEY })).status).toBe(404);
  });

  it('counts a thousand repeats and changes nothing by them', async () => {
    const event = server.events.report();
    await server.apply([event]);
    const feed = await count('feed_entry');
    const reply = await server.send(Array.from({ length: 1000 }, () => event));
    expect((reply.body['accepted'] as string[]).length).toBe(1000);
    await waitFor('repeats to be counted', async () => (await server.fate(event.id))?.repeats === 1000);
    const cases = await server.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM case_item WHERE code = ?', [(await server.fate(event.id))?.results[0]?.code]);
    expect(Number(cases[0]?.total)).toBe(1);
    expect(await count('feed_entry')).toBe(feed);
  });

  it('sets the same id with other content aside, once', async () => {
    const event = server.events.report();
    await server.apply([event]);
    const other = { ...event, data: { ...event.data, title: '另一件事' } };
    expect((await server.send([other])).status).toBe(202);
    await server.send([other]);
    await waitFor('the conflict to be set aside', async () => (await count("quarantine WHERE code = 'CONTENT_CONFLICT'")) === 1);
    expect((await server.fate(event.id))?.state).toBe('applied');
    expect(await count("quarantine WHERE code = 'CONTENT_CONFLICT'")).toBe(1);
  });

  it('sets aside what refers to nothing, and applies it on replay once it can', async () => {
    const event = server.events.of('inspection.hazard', { placeRef: 'S-NEW', level: 'MAJOR', text: '堵塞安全出口' });
    const fates = await server.apply([event]);
    expect(fates.get(event.id)).toMatchObject({ state: 'quarantined' });
    const admin = await server.signIn('admin');
    const list = await server.call('/api/v1/quarantine', { token: admin });
    const item = (list.body['items'] as { id: string; eventId: string }[]).find((row) => row.eventId === event.id);
    const again = await server.call(`/api/v1/quarantine/${item?.id}/replay`, { method: 'POST', token: admin });
    expect(again.body).toMatchObject({ state: 'open' });
    await server.database.transaction((tx) => tx.write("INSERT INTO org (id, code, name, small_place, building_id, area_id, area_path, address, status, self_check_required, lon, lat, uscc) SELECT 9, 'S-NEW', name, small_place, building_id, area_id, area_path, address, status, self_check_required, lon, lat, uscc FROM org WHERE code = ?", [TINY.org]));
    const open = await server.call('/api/v1/quarantine', { token: admin });
    const now = (open.body['items'] as { id: string; eventId: string }[]).find((row) => row.eventId === event.id);
    expect((await server.call(`/api/v1/quarantine/${now?.id}/replay`, { method: 'POST', token: admin })).body).toEqual({ state: 'replayed' });
    expect((await server.fate(event.id))?.state).toBe('applied');
  });

  it('keeps strange texts as they are', async () => {
    const title = `O'Brien'; DROP TABLE case_item;-- <img src=x onerror=1> ${'𠮷'} \${7*7}`;
    const fates = await server.apply([server.events.report({ title })]);
    const code = [...fates.values()][0]?.results[0]?.code;
    const rows = await server.database.query<{ title: string }>('SELECT title FROM case_item WHERE code = ?', [code]);
    expect(rows[0]?.title).toBe(title);
  });

  it('tells a source that is too fast when to come back', async () => {
    // Time stands still, so that a slow machine cannot send slowly enough to be let through.
    stopped = clock.now();
    const batch = () => server.send(Array.from({ length: 1000 }, () => 1));
    const replies = await Promise.all(Array.from({ length: 16 }, batch));
    const slowed = replies.find((reply) => reply.status === 429);
    expect(slowed).toBeDefined();
    const seconds = Number(slowed?.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    stopped += seconds * 1000;
    expect((await batch()).status).toBe(400);
    stopped = null;
  });

  async function count(from: string): Promise<number> {
    const rows = await server.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${from}`);
    return Number(rows[0]?.total);
  }
});
