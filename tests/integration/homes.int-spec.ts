import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BuildingHomes, HouseholdItem, PlaceItem } from '#contracts';
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

describe('a building', () => {
  const building = async (who = 'secretary') => (await server.call('/api/v1/homes/buildings/1', { token: tokens[who] ?? '' })).body as unknown as BuildingHomes;

  it('is corrected with its former state kept, and each change told with its source', async () => {
    const before = await building();
    const reply = await patch('buildings/1', { version: before.version, changes: { 'building.elevator': true, 'building.year': '1988年', 'building.steward': '钱楼长', 'building.property': '晨光物业' } });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ version: before.version + 1, values: { 'building.elevator': true, 'building.year': 1988, 'building.steward': '钱**', 'building.property': '晨光物业' }, masked: ['building.steward'] });
    expect(await server.database.query('SELECT version, elevator, year FROM building_history WHERE id = 1')).toEqual([{ version: before.version, elevator: null, year: null }]);
    const changes = await server.database.query<{ field: string; actor: string; source_kind: string; reason: string; version: number }>("SELECT field, actor, source_kind, reason, version FROM ledger_change WHERE entity = 'building' AND entity_id = 1 ORDER BY id");
    expect(changes.map((row) => row.field)).toEqual(['building.elevator', 'building.year', 'building.steward', 'building.property']);
    expect(changes[0]).toMatchObject({ actor: '孙书记', source_kind: 'correction', reason: '核实', version: before.version + 1 });
  });

  it('refuses an older version, what is no year, and what a form may not change', async () => {
    const { version } = await building();
    expect((await patch('buildings/1', { version, changes: { 'building.property': '新物业' } }, 'grid')).status).toBe(200);
    const late = await patch('buildings/1', { version, changes: { 'building.property': '旧物业' } });
    expect([late.status, error(late)?.code, error(late)?.details?.fields]).toEqual([409, 'RECORD_CONFLICT', [expect.objectContaining({ field: 'building.property', by: '周网格' })]]);
    for (const [changes, wanted] of [[{ 'building.year': 35 }, 'FIELD_INVALID'], [{ 'building.year': 2999 }, 'FIELD_INVALID'], [{ 'building.floors': 30 }, 'FIELD_NOT_EDITABLE'], [{ 'house.gas': '瓶装' }, 'FIELD_UNKNOWN']] as const) expect([changes, error(await patch('buildings/1', { version: version + 1, changes }))?.code]).toEqual([changes, wanted]);
    expect((await building()).values['building.property']).toBe('新物业');
  });

  it('is closed to who may only read, and to who works elsewhere', async () => {
    expect((await patch('buildings/1', { version: 1, changes: {} }, 'leader')).status).toBe(403);
    expect((await patch('buildings/2', { version: 1, changes: { 'building.property': 'x' } })).status).toBe(404);
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
