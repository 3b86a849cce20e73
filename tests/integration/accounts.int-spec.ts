import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '#platform';
import { noonClock, TINY, WallClient, waitFor } from '#testing';
import { AccountsService, SetupService } from '../../apps/server/src/features/access/index.js';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, sockets; only the clock is held by the test. */
const clock = new ManualClock(noonClock().now());
let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer({ clock });
  admin = await server.signIn('admin');
}, 60_000);
afterAll(() => server.stop());

const code = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code?: string } | undefined)?.code;
const signIn = (username: string, password: string) => server.call('/api/v1/session', { method: 'POST', body: { username, password } });
const as = (token: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => server.call(`/api/v1${path}`, { token, method, ...(body === undefined ? {} : { body }) });
const create = async (username: string, more: object = {}) => {
  const reply = await as(admin, '/accounts', { username, name: username, role: 'secretary', area: TINY.community, mustChange: false, ...more });
  return { ...reply, password: String(reply.body['password']) };
};
const token = async (username: string, password: string) => String((await signIn(username, password)).body['token']);

describe('accounts', () => {
  it('are made with a role, an area and a first password, once a name', async () => {
    const made = await create('newcomer');
    expect(made.status).toBe(201);
    expect((await as(await token('newcomer', made.password), '/residents')).status).toBe(200);
    expect(code(await create('newcomer'))).toBe('NAME_TAKEN');
    for (const username of ['admin\u200b', 'a b', '', '<b>', 'x'.repeat(65)]) expect([username, (await create(username)).status]).toEqual([username, 400]);
    expect((await create('king', { role: 'king' })).status).toBe(400);
    expect((await create('lost', { area: '999' })).status).toBe(404);
    const secretary = await server.signIn('secretary');
    expect((await as(secretary, '/accounts', { username: 'mine', name: 'x', role: 'admin' })).status).toBe(403);
  });

  it('must change a password that somebody else chose', async () => {
    const made = await create('fresh', { mustChange: true });
    const own = await token('fresh', made.password);
    expect(code(await as(own, '/home'))).toBe('PASSWORD_CHANGE_REQUIRED');
    expect(code(await as(own, '/session/password', { current: 'wrong', next: '好密码-123456' }))).toBe('STEP_UP_FAILED');
    for (const next of ['short', 'aaaaaaaaaaaa', 'fresh'.repeat(30), 'tab\tinside-1']) expect([next, code(await as(own, '/session/password', { current: made.password, next }))]).toEqual([next, 'PASSWORD_WEAK']);
    expect((await as(own, '/session/password', { current: made.password, next: '好密码-123456' })).status).toBe(204);
    expect((await as(own, '/home')).status).toBe(200);
    expect((await signIn('fresh', made.password)).status).toBe(401);
  });

  it('take any password whole: long, Chinese, emoji, with spaces, in either normal form', async () => {
    const made = await create('words');
    let current = made.password;
    for (const next of ['二十五个汉字的密码'.repeat(4), ' 前后空格 都算 ', 'emoji 👨‍👩‍👧 密码', 'e\u0301cole-nfd-form']) {
      const own = await token('words', current);
      expect((await as(own, '/session/password', { current, next })).status).toBe(204);
      current = next;
    }
    expect((await signIn('words', current.normalize('NFC'))).status).toBe(200);
    expect((await signIn('words', `${current}x`)).status).toBe(401);
  });

  it('end at once: disabled, reset, on every socket and with every token', async () => {
    const made = await create('leaving', { role: 'leader' });
    const own = await token('leaving', made.password);
    const wall = await WallClient.connect(server.url, own);
    await wall.join(TINY.community);
    expect((await as(admin, '/accounts/leaving/disable', {})).status).toBe(204);
    expect((await as(own, '/home')).status).toBe(401);
    await waitFor('the socket to be cut', () => Promise.resolve(wall.socket.disconnected));
    expect((await signIn('leaving', made.password)).status).toBe(401);
    expect((await as(admin, '/accounts/leaving/enable', {})).status).toBe(204);
    const reset = await as(admin, '/accounts/leaving/password', {});
    expect((await signIn('leaving', made.password)).status).toBe(401);
    expect((await signIn('leaving', String(reset.body['password']))).status).toBe(200);
    expect(code(await as(admin, '/accounts/admin/disable', {}))).toBe('SELF_LOCKOUT');
  });

  it('hold a role over an area for a time, and are never added up across areas', async () => {
    const made = await create('double', { role: 'volunteer', area: TINY.otherCommunity });
    const own = await token('double', made.password);
    expect((await as(own, '/residents')).status).toBe(403);
    const until = new Date(clock.now() + 3_600_000).toISOString();
    expect((await as(admin, '/accounts/double/assignments', { role: 'secretary', area: TINY.community, validTo: until })).status).toBe(204);
    expect((await as(own, '/residents/1')).status).toBe(200);
    expect((await as(own, '/residents/3')).status).toBe(404);
    clock.advance(3_700_000);
    expect((await as(own, '/residents/1')).status).toBe(403);
    clock.advance(-3_700_000);
    const list = (await as(admin, '/accounts')).body['items'] as { username: string; assignments: { id: string; role: string }[] }[];
    const assignment = list.find((item) => item.username === 'double')?.assignments.find((item) => item.role === 'secretary');
    expect((await as(admin, `/accounts/double/assignments/${assignment?.id}`, undefined, 'DELETE')).status).toBe(204);
    expect((await as(own, '/residents/1')).status).toBe(403);
  });

  it('lock after ten wrong passwords, the right one included, others untouched', async () => {
    const made = await create('forgetful');
    for (let i = 0; i < 10; i++) expect((await signIn('forgetful', 'wrong')).status).toBe(401);
    const locked = await server.call('/api/v1/session', { method: 'POST', body: { username: 'forgetful', password: made.password }, headers: { 'x-forwarded-for': '10.9.8.7' } });
    expect([locked.status, code(locked)]).toEqual([429, 'LOGIN_LOCKED']);
    expect((await signIn('secretary', PASSWORD)).status).toBe(200);
    const unknown = await signIn('nobody-here', 'wrong');
    const wrong = await signIn('secretary', 'wrong');
    expect({ ...(unknown.body['error'] as object), requestId: '' }).toEqual({ ...(wrong.body['error'] as object), requestId: '' });
  });

  it('keep ten sessions, ending the oldest', async () => {
    const made = await create('everywhere');
    const first = await token('everywhere', made.password);
    for (let i = 0; i < 10; i++) {
      clock.advance(1000);
      await signIn('everywhere', made.password);
    }
    expect((await as(first, '/home')).status).toBe(401);
  });

  it('refuse bodies with more than they ask for, or of another kind', async () => {
    for (const body of [{ username: 'admin', password: PASSWORD, role: 'admin' }, [{ username: 'admin', password: PASSWORD }], { username: { $ne: '' }, password: PASSWORD }, { username: 'admin', password: 1 }]) expect((await server.call('/api/v1/session', { method: 'POST', body })).status).toBe(400);
    expect((await as('not-a-token', '/home')).status).toBe(401);
    expect((await server.call('/api/v1/home')).status).toBe(401);
  });
});

describe('sources by an administrator', () => {
  it('get a key once, and lose it when it is rotated or closed', async () => {
    const made = await as(admin, '/sources', { id: 'lift-cloud', name: '电梯平台', kind: 'events' });
    const key = String(made.body['key']);
    const event = { ...server.events.heartbeat(), source: 'lift-cloud' };
    expect((await server.send([event], key)).status).toBe(202);
    const rotated = String((await as(admin, '/sources/lift-cloud/rotate', {})).body['key']);
    expect((await server.send([event], key)).status).toBe(401);
    expect((await server.send([event], rotated)).status).toBe(202);
    expect((await as(admin, '/sources/lift-cloud/disable', {})).status).toBe(204);
    expect((await server.send([event], rotated)).status).toBe(401);
    expect(code(await as(admin, '/sources', { id: 'lift-cloud', name: 'x', kind: 'events' }))).toBe('NAME_TAKEN');
  });
});

describe('the first administrator', () => {
  it('comes by a link that works once and only while there is no account', async () => {
    const empty = await startTestServer({ empty: true });
    try {
      const setup = empty.running.app.get(SetupService);
      const link = await setup.open();
      const body = { token: link, username: 'boss', name: '首位管理员', password: '第一位管理员的密码-1' };
      expect(code(await empty.call('/api/v1/setup', { method: 'POST', body: { ...body, token: 'guess' } }))).toBe('SETUP_CLOSED');
      expect(code(await empty.call('/api/v1/setup', { method: 'POST', body: { ...body, password: '1' } }))).toBe('PASSWORD_WEAK');
      expect((await empty.call('/api/v1/setup', { method: 'POST', body })).status).toBe(204);
      expect(code(await empty.call('/api/v1/setup', { method: 'POST', body: { ...body, username: 'second' } }))).toBe('SETUP_CLOSED');
      expect(await setup.open()).toBeNull();
      expect((await empty.call('/api/v1/session', { method: 'POST', body: { username: 'boss', password: body.password } })).status).toBe(200);
      expect(await empty.running.app.get(AccountsService).list()).toHaveLength(1);
    } finally {
      await empty.stop();
    }
  });
});
