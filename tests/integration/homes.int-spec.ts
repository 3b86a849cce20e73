import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BuildingHomes, FieldHistory, HouseholdItem, PlaceItem } from '#contracts';
import { businessDay, seal, weekOf } from '#platform';
import { TINY } from '#testing';
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

describe('the history of a household, a building, a place', () => {
  const read = async (path: string, who = 'secretary') => server.call(`/api/v1/homes/${path}`, { token: tokens[who] ?? '' });

  it('tells each change with its source, a household together with its home', async () => {
    const home = (await read('households/1/history')).body as unknown as FieldHistory;
    expect(home.items.map((item) => [item.label, item.before, item.after, item.by])).toEqual([['用气方式', '管道', '瓶装', '周网格'], ['用气方式', null, '管道', '孙书记'], ['养犬数', null, '2', '孙书记']]);
    expect(((await read('households/1/history?field=house.gas')).body as unknown as FieldHistory).total).toBe(2);
    const building = (await read('buildings/1/history?field=building.steward')).body as unknown as FieldHistory;
    expect(building.items).toEqual([expect.objectContaining({ label: '楼门长', before: null, after: '钱**', reason: null, source: expect.objectContaining({ kindText: '页面修改' }) })]);
    expect(((await read('buildings/1/history?field=building.elevator')).body as unknown as FieldHistory).items[0]?.after).toBe('是');
    expect(((await read('places/1/history')).body as unknown as FieldHistory).items.map((item) => item.after)).toEqual(['新名小吃店']);
  });

  it('is not there for who works elsewhere', async () => {
    for (const path of ['households/2/history', 'buildings/2/history', 'buildings/999/history', 'places/999/history']) expect([path, (await read(path)).status]).toEqual([path, 404]);
  });
});

describe('the list of places', () => {
  const find = async (query: string) => ((await server.call(`/api/v1/homes/places?${query}`, { token: tokens['secretary'] ?? '' })).body as unknown as { items: PlaceItem[] }).items.map((item) => item.code);

  it('is narrowed by kind, state, hazards, the week’s self-check, area and text, together', async () => {
    const place = "INSERT INTO org (id, code, name, small_place, building_id, area_id, area_path, address, status, self_check_required, lon, lat) VALUES ";
    await server.database.query(`${place} (21, 'S21', '和顺旅馆', 'hotel', 1, 4, '/1/2/3/4/', '幸福里 2 号', 'OPEN', 1, 118.6, 38.5), (22, 'S22', '街角书店', NULL, 1, 4, '/1/2/3/4/', '幸福里 3 号', 'OPEN', 0, 118.6, 38.5), (23, 'S23', '旧五金店', 'shop', 1, 4, '/1/2/3/4/', '幸福里 4 号', 'CLOSED', 0, 118.6, 38.5), (24, 'S24', '外区旅馆', 'hotel', 2, 6, '/1/5/6/', '和平里 1 号', 'OPEN', 1, 118.6, 38.5)`);
    await server.database.query("INSERT INTO self_check (id, org_id, area_id, area_path, template, week_of, at, submitted_by, bad_count, items) VALUES (1, 21, 4, '/1/2/3/4/', 'hotel', ?, '2026-01-01', 'x', 0, '[]'), (2, 22, 4, '/1/2/3/4/', 'shop', '2020-01-06', '2020-01-06', 'x', 0, '[]')", [weekOf(businessDay(server.clock.now()))]);
    await server.database.query("INSERT INTO hazard (id, org_id, area_id, area_path, level, text, source, status, found_at, due_at) VALUES (1, 21, 4, '/1/2/3/4/', 'GENERAL', ?, 'grid', 'OPEN', '2026-01-01', '2026-02-01'), (2, 22, 4, '/1/2/3/4/', 'GENERAL', ?, 'grid', 'CLOSED', '2026-01-01', '2026-02-01')", [seal('a'), seal('b')]);
    for (const [query, wanted] of [['', ['S1', 'S21', 'S22']], ['kind=hotel', ['S21']], ['kind=other', ['S22']], ['status=closed', ['S23']], ['hazards=1', ['S21']], ['hazards=0', ['S1', 'S22']], ['checked=1', ['S21']], ['checked=0', ['S1', 'S22']], ['checked=0&kind=dining', ['S1']], [`q=${encodeURIComponent('旅馆')}&hazards=1&area=${TINY.grid}`, ['S21']], ['q=S22', ['S22']], ['checked=1&hazards=0', []]] as const)
      expect([query, await find(query)]).toEqual([query, wanted]);
    const closed = await server.call('/api/v1/homes/places/23', { token: tokens['secretary'] ?? '' });
    expect(closed.body).toMatchObject({ code: 'S23', open: false });
  });

  it('names what it does not understand', async () => {
    for (const query of ['kind=castle', "kind=' OR 1=1", 'status=any', 'checked=2', 'hazards=x']) expect([query, (await server.call(`/api/v1/homes/places?${encodeURI(query)}`, { token: tokens['secretary'] ?? '' })).status]).toEqual([query, 400]);
  });
});
