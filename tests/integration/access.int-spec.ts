import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TINY, WallClient, waitFor } from '#testing';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.js';

/** Real: the whole server. Deny by default, on HTTP and on sockets. */
describe('access', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  const code = (body: Record<string, unknown>) => (body['error'] as { code: string } | undefined)?.code;

  it('signs in and out; the token dies with the session', async () => {
    const token = await server.signIn('leader');
    expect((await server.call('/api/v1/home', { token })).body).toMatchObject({ user: { username: 'leader', roleText: '领导' } });
    expect((await server.call('/api/v1/session', { method: 'DELETE', token })).status).toBe(204);
    expect((await server.call('/api/v1/home', { token })).status).toBe(401);
  });

  it('says the same of an unknown name and a wrong password, and closes a name after ten', async () => {
    const attempt = (username: string) => server.call('/api/v1/session', { method: 'POST', body: { username, password: 'wrong' } });
    const [unknown, wrong] = [await attempt('nobody'), await attempt('secretary')];
    expect([unknown.status, code(unknown.body)]).toEqual([401, 'LOGIN_FAILED']);
    expect((wrong.body['error'] as { message: string }).message).toBe((unknown.body['error'] as { message: string }).message);
    for (let i = 0; i < 9; i++) await attempt('secretary');
    const closed = await server.call('/api/v1/session', { method: 'POST', body: { username: 'secretary', password: PASSWORD } });
    expect([closed.status, code(closed.body)]).toEqual([429, 'LOGIN_LOCKED']);
    expect(await server.signIn('grid')).toHaveLength(43);
  });

  it.each([
    ['/api/v1/home', null, 401],
    ['/api/v1/indicators', null, 401],
    ['/api/v1/map', null, 401],
    ['/api/v1/quarantine', 'operator', 403],
    ['/api/v1/admin/health', 'leader', 403],
    ['/api/v1/walls', 'grid', 403],
    ['/api/v1/nothing-here', 'admin', 404],
    ['/api/v1/alarms/abc', 'operator', 400],
    ['/api/v1/alarms/999', 'operator', 404],
    ['/api/v1/areas?pageSize=1000', 'admin', 400],
  ])('answers %s for %s with %i', async (path, user, status) => {
    const token = user === null ? undefined : await server.signIn(user);
    const reply = await server.call(path, token === undefined ? {} : { token });
    expect(reply.status).toBe(status);
    expect((reply.body['error'] as { message: string }).message).toMatch(/[\u4e00-\u9fff]/);
  });

  it('refuses a cookie that comes from somebody else’s page', async () => {
    const token = await server.signIn('admin');
    const headers = { cookie: `cockpit_session=${token}`, origin: 'https://evil.example' };
    expect(code((await server.call('/api/v1/admin/recount', { method: 'POST', headers })).body)).toBe('ORIGIN_REFUSED');
    expect((await server.call('/api/v1/admin/recount', { method: 'POST', headers: { cookie: headers.cookie } })).status).toBe(200);
  });

  it('lets a wall see its area, nothing else, and only until it is revoked', async () => {
    const admin = await server.signIn('admin');
    const made = await server.call('/api/v1/walls', { method: 'POST', token: admin, body: { name: '大厅', area: TINY.community, zone: 'public', profile: 'standard' } });
    const token = String(made.body['token']);
    const wall = await WallClient.connect(server.url, token);
    expect((await wall.join(TINY.community)).snapshot?.area.code).toBe(TINY.community);
    expect((await wall.join(TINY.otherCommunity)).error).toMatchObject({ code: 'ROOM_UNKNOWN' });
    expect((await wall.join(TINY.street)).error).toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(WallClient.connect(server.url, token, '/desk')).rejects.toMatchObject({ body: { error: { code: 'AUTH_REQUIRED' } } });
    expect((await server.call('/api/v1/alarms', { token })).status).toBe(401);
    await server.call(`/api/v1/walls/${String(made.body['wallId'])}`, { method: 'DELETE', token: admin });
    await waitFor('the revoked wall to be cut off', () => !wall.socket.connected);
    await expect(WallClient.connect(server.url, token)).rejects.toMatchObject({ body: { error: { code: 'WALL_TOKEN_REQUIRED' } } });
  });

  it('refuses strangers at the socket with the error body', async () => {
    await expect(WallClient.connect(server.url, null)).rejects.toMatchObject({ body: { error: { code: 'WALL_TOKEN_REQUIRED' } } });
    await expect(WallClient.connect(server.url, 'nonsense')).rejects.toMatchObject({ body: { error: { code: 'WALL_TOKEN_REQUIRED' } } });
    await expect(WallClient.connect(server.url, await server.signIn('grid'), '/desk')).rejects.toMatchObject({ body: { error: { code: 'FORBIDDEN' } } });
  });
});
