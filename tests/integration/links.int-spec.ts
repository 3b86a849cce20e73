import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FieldChange, HouseItem, LinkView, Page, ResidentDetail } from '#contracts';
import { businessDay, sqlTime } from '#platform';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB. 张测试 (1) and 欧阳淑琴 (2) live in 幸福社区, a third person, a home and nothing else in 和平社区. */
let server: TestServer;
const tokens: Record<string, string> = {};
let today: string;

beforeAll(async () => {
  server = await startTestServer();
  today = businessDay(server.clock.now());
  for (const name of ['leader', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const get = (path: string, who = 'secretary') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '' });
const post = (path: string, body: unknown, who = 'secretary') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '', method: 'POST', body });
const open = async (id: number, who = 'secretary', query = '') => (await get(`/residents/${id}${query}`, who)).body as unknown as ResidentDetail;
const links = async (id: number, who = 'secretary') => (await open(id, who)).links.map(({ kindText, target, targetId, from, to, note, by }) => ({ kindText, target, targetId, from, to, note, by }));
const code = (reply: { status: number; body: Record<string, unknown> }) => [reply.status, (reply.body['error'] as { code?: string } | undefined)?.code];
const link = (kind: string, targetKind: string, id: string | number, more: object = {}) => ({ kind, target: { kind: targetKind, id: String(id) }, from: '2026-03-01', ...more });

describe('what a person is tied to', () => {
  it('is entered with both ends in the area, and stands in both records', async () => {
    const owned = await post('/residents/1/links', link('owns', 'house', 1, { note: '房产证' }));
    expect(owned.status).toBe(201);
    await post('/residents/1/links', link('works_at', 'org', 1), 'grid');
    await post('/residents/1/links', link('cares_for', 'person', 2));
    expect(await links(1)).toEqual([
      { kindText: '照料', target: '欧**', targetId: '2', from: '2026-03-01', to: null, note: null, by: '孙书记' },
      { kindText: '就业于', target: '幸福小吃店', targetId: '1', from: '2026-03-01', to: null, note: null, by: '周网格' },
      { kindText: '拥有', target: '现住房屋', targetId: '1', from: '2026-03-01', to: null, note: '房产证', by: '孙书记' },
    ]);
    expect(await links(2)).toEqual([expect.objectContaining({ kindText: '受照料于', target: '张**', targetId: '1' })]);
    expect(owned.body['version']).toBe(1);
  });

  it('is told by the history of both, by public code', async () => {
    const history = async (id: number) => ((await get(`/residents/${id}/history`)).body as unknown as Page<FieldChange>).items.filter((item) => item.field === 'person.link');
    expect((await history(1)).map((item) => [item.label, item.before, item.after, item.by, item.reason])).toEqual([
      ['关系', null, '照料 · 居民 P2', '孙书记', null],
      ['关系', null, '就业于 · 场所 幸福小吃店', '周网格', null],
      ['关系', null, '拥有 · 房屋', '孙书记', '房产证'],
    ]);
    expect((await history(2)).map((item) => item.after)).toEqual(['受照料于 · 居民 P1']);
    expect(((await get('/residents/1/history', 'auditor')).body as unknown as Page<FieldChange>).items).toEqual([]);
  });

  it('is cut for who sees less of an address, and absent for who sees nothing of the person', async () => {
    await server.database.query("INSERT INTO person_link (id, person_id, kind, target_kind, target_id, area_id, area_path, valid_from) VALUES (900, 2, 'owns', 'house', 2, 4, '/1/2/3/4/', '2025-01-01')");
    const owned = async (who: string) => (await open(2, who)).links.find((item) => item.kind === 'owns');
    expect(await owned('leader')).toMatchObject({ target: '和平社区 ****', targetId: '2' });
    expect(await owned('secretary')).toMatchObject({ target: '辖区外的房屋', targetId: null });
    expect((await open(1, 'auditor')).links).toEqual([]);
    await server.database.query('DELETE FROM person_link WHERE id = 900');
  });

  it('is refused twice, to oneself, to what does not fit, from tomorrow, and to a day that is none', async () => {
    expect(code(await post('/residents/1/links', link('owns', 'house', 1)))).toEqual([409, 'LINK_EXISTS']);
    const tomorrow = businessDay(server.clock.now() + 86_400_000);
    for (const bad of [link('cares_for', 'person', 1), link('cares_for', 'house', 1), link('works_at', 'house', 1), link('lives_in', 'house', 1), link('owns', 'house', 1, { from: tomorrow }), link('owns', 'org', 1, { from: '2026-02-30' }), link('owns', 'house', "1' OR 1=1"), link('owns', 'house', 1, { area: 1 })])
      expect([bad, code(await post('/residents/1/links', bad))]).toEqual([bad, [400, 'BAD_REQUEST']]);
  });

  it('does not reach out of the area at either end, and looks as if nothing were there', async () => {
    for (const wanted of [link('owns', 'house', 2), link('owns', 'house', 999), link('cares_for', 'person', 3), link('cares_for', 'person', 999)]) expect([wanted, code(await post('/residents/1/links', wanted))]).toEqual([wanted, [404, 'NOT_FOUND']]);
    expect(code(await post('/residents/3/links', link('owns', 'house', 1)))).toEqual([404, 'NOT_FOUND']);
    expect(code(await post('/residents/1/links', link('rents', 'house', 1), 'leader'))).toEqual([403, 'FORBIDDEN']);
    expect(code(await post('/residents/1/links', link('rents', 'house', 1), 'operator'))).toEqual([403, 'FORBIDDEN']);
  });

  it('ends on a day, from either record, once', async () => {
    const cares = (await open(2)).links[0] as LinkView;
    expect(code(await post(`/residents/2/links/${cares.id}/end`, { to: '2026-02-01' }))).toEqual([400, 'BAD_REQUEST']);
    expect(code(await post(`/residents/3/links/${cares.id}/end`, { to: today }))).toEqual([404, 'NOT_FOUND']);
    const before = sqlTime(server.clock.now());
    const ended = await post(`/residents/2/links/${cares.id}/end`, { to: today, note: '子女接走' });
    expect((ended.body['links'] as LinkView[])[0]).toMatchObject({ kindText: '受照料于', to: today });
    expect(code(await post(`/residents/1/links/${cares.id}/end`, { to: today }))).toEqual([409, 'LINK_ENDED']);
    const history = (await get('/residents/1/history')).body as unknown as Page<FieldChange>;
    expect(history.items[0]).toMatchObject({ label: '关系', before: '照料 · 居民 P2', after: null, reason: '子女接走' });
    expect((await post('/residents/1/links', link('cares_for', 'person', 2, { from: today }))).status).toBe(201);
    const then = await open(2, 'secretary', `?asOf=${encodeURIComponent(`${before.replace(' ', 'T')}Z`)}`);
    expect(then.links).toEqual([expect.objectContaining({ kindText: '受照料于', to: null })]);
  });
});

describe('homes to point at', () => {
  it('are found by address in one’s own area, lived in or empty', async () => {
    const find = async (q: string, who = 'secretary') => ((await get(`/homes/houses?q=${encodeURIComponent(q)}`, who)).body as unknown as Page<HouseItem>).items.map((item) => `${item.building}${item.unit}${item.room}`);
    expect(await find('1号楼1单元302室')).toEqual(['幸福里小区1号楼1单元302']);
    expect(await find('501')).toEqual([]);
    expect(await find('501', 'leader')).toEqual(['和平里2号楼1单元501']);
    expect(await find('%')).toEqual([]);
    expect((await get('/homes/houses', 'operator')).status).toBe(403);
  });
});
