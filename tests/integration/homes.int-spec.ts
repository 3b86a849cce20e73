import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HouseholdItem, PlaceItem } from '#contracts';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'secretary', 'grid']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const household = async () => (await server.call('/api/v1/homes/households/1', { token: tokens['secretary'] ?? '' })).body as unknown as HouseholdItem;
const patch = (path: string, body: object, who = 'secretary') => server.call(`/api/v1/homes/${path}`, { token: tokens[who] ?? '', method: 'PATCH', body: { reason: '核实', ...body } });
const error = (reply: { body: Record<string, unknown> }) => reply.body['error'] as { code: string; details?: { fields?: { field: string; by: string }[] } } | undefined;

describe('a household and its home', () => {
  it('are changed together, and the answer is the household as it now is', async () => {
    const before = await household();
    const reply = await patch('households/1', { version: before.version, homeVersion: before.homeVersion, changes: { 'household.dogs': 2, 'house.gas': '管道' } });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ version: before.version + 1, homeVersion: before.homeVersion + 1, values: { 'household.dogs': 2, 'house.gas': '管道' } });
    expect(reply.body).toEqual(await household());
  });

  it('refuse what was made from an older home, name the field and who changed it, and keep everything', async () => {
    const base = await household();
    expect((await patch('households/1', { version: base.version, homeVersion: base.homeVersion, changes: { 'house.gas': '瓶装' } }, 'grid')).status).toBe(200);
    const late = await patch('households/1', { version: base.version, homeVersion: base.homeVersion, changes: { 'house.gas': '无', 'household.dogs': 0 } });
    expect([late.status, error(late)?.code]).toEqual([409, 'RECORD_CONFLICT']);
    expect(error(late)?.details?.fields).toEqual([expect.objectContaining({ field: 'house.gas', by: '周网格' })]);
    expect((await household()).values).toMatchObject({ 'house.gas': '瓶装', 'household.dogs': 2 });
  });

  it('are closed to who may only read, and to a grid worker of elsewhere', async () => {
    const { version, homeVersion } = await household();
    expect((await patch('households/1', { version, homeVersion, changes: {} }, 'leader')).status).toBe(403);
    expect((await patch('households/2', { version: 1, homeVersion: 1, changes: { 'household.dogs': 1 } }, 'grid')).status).toBe(404);
    expect((await patch('households/1', { version, changes: {} })).status).toBe(400);
  });
});

describe('a place', () => {
  it('is changed from the version read, and not from an older one', async () => {
    const list = (await server.call('/api/v1/homes/places', { token: tokens['secretary'] ?? '' })).body as unknown as { items: PlaceItem[] };
    const place = list.items[0];
    const first = await patch(`places/${place?.id}`, { version: place?.version, changes: { 'org.name': '新名小吃店' } });
    expect(first.body).toMatchObject({ name: '新名小吃店', version: (place?.version ?? 0) + 1 });
    expect(error(await patch(`places/${place?.id}`, { version: place?.version, changes: { 'org.name': '旧页小吃店' } }))?.code).toBe('RECORD_CONFLICT');
  });
});
