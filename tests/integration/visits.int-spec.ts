import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HouseholdItem, Page, ResidentDetail, ReviewItem, VisitDay, VisitReply } from '#contracts';
import { TINY, waitFor } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, journal. Two workers' phones are two tokens. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'secretary', 'grid', 'operator']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const get = (path: string, who = 'grid') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '' });
const post = (path: string, body: unknown, who = 'grid') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '', method: 'POST', body });
const today = async (who = 'grid') => (await get('/visits/today', who)).body as unknown as VisitDay;
const person = async (id: number, who = 'secretary') => (await get(`/residents/${id}`, who)).body as unknown as ResidentDetail;
const report = (more: object) => ({ clientId: `client-${Math.random().toString(36).slice(2)}`, household: '1', at: server.events.at(), confirmed: [], ...more });
const send = async (body: object, who = 'grid') => (await post('/visits', body, who)).body as unknown as VisitReply;

describe('the visit at the door', () => {
  it('gives a worker the day’s households in clear, of their own grid only', async () => {
    const day = await today();
    expect(day.households.map((item) => item.code)).toEqual([TINY.household]);
    expect(day.households[0]).toMatchObject({ reason: 'never', door: '1号楼 1单元 302', people: [{ name: '张测试', values: { 'person.phone': '15400000001' } }, { name: '欧阳淑琴' }] });
    expect(JSON.stringify(day)).not.toContain('000000194801010013');
    expect((await get('/visits/today', 'operator')).status).toBe(403);
    expect((await today()).households).toEqual(day.households);
  });

  it('applies what was told, says who confirmed it, and is on the wall', async () => {
    const before = (await today()).households[0]?.people ?? [];
    const reply = await send(report({ confirmed: ['1', '2'], people: [{ id: '2', changes: [{ field: 'person.phone', value: '154 1234 0000', baseVersion: before[1]?.version }] }], house_changes: [{ field: 'house.gas', value: '瓶装', baseVersion: 0 }] }));
    expect(reply).toMatchObject({ repeat: false, outcomes: [{ target: 'person:2', outcome: 'applied' }, { target: 'house:1', outcome: 'applied' }] });
    const record = await person(2);
    expect(record.fields['person.phone']?.source).toMatchObject({ kind: 'visit', id: reply.visitId, by: '周网格' });
    expect(record.confirmedBy).toBe('周网格');
    expect(reply.household).toMatchObject({ visitedToday: true, values: { 'house.gas': '瓶装' } });
    const feed = await server.database.query<{ type: string }>("SELECT type FROM feed_entry WHERE entity_id = ? AND type = 'visit.recorded'", [reply.visitId]);
    expect(feed).toHaveLength(1);
  });

  it('leaves a household due when only a note was told', async () => {
    const verified = async () => ((await get('/homes/households/1', 'secretary')).body as unknown as HouseholdItem).verifiedAt;
    const before = await verified();
    expect((await send(report({ note: '无人在家', at: server.events.at(-60_000) }))).household).toMatchObject({ visitedToday: true });
    expect(await verified()).toBe(before);
  });

  it('takes a repeat as the same visit', async () => {
    const body = report({ confirmed: ['1'], need: { category: 'help', title: '下水道堵塞', text: '厨房' } });
    const first = await send(body);
    const again = await send(body);
    expect([first.repeat, again.repeat, again.visitId === first.visitId, again.caseCode === first.caseCode]).toEqual([false, true, true, true]);
    await waitFor('the need to be a case', async () => (await server.database.query('SELECT id FROM case_item WHERE code = ?', [first.caseCode])).length === 1);
    expect(await server.database.query('SELECT id FROM visit WHERE client_id = ?', [body.clientId])).toHaveLength(1);
  });

  it('never overwrites what another worker recorded meanwhile: same value is same, another field merges, a clash waits', async () => {
    const base = (await person(1)).version;
    await send(report({ people: [{ id: '1', changes: [{ field: 'person.work_unit', value: '甲单位', baseVersion: base }] }] }), 'secretary');
    const late = await send(report({ people: [{ id: '1', changes: [{ field: 'person.work_unit', value: '乙单位', baseVersion: base }, { field: 'person.skill', value: '书法', baseVersion: base }] }, { id: '2', changes: [{ field: 'person.phone', value: '15412340000', baseVersion: 1 }] }] }));
    expect(late.outcomes.map((item) => item.outcome)).toEqual(['review', 'applied', 'same']);
    expect((await person(1)).values).toMatchObject({ 'person.work_unit': '甲单位', 'person.skill': '书法' });
    const waiting = ((await get('/reviews', 'secretary')).body as unknown as Page<ReviewItem>).items;
    expect(waiting[0]).toMatchObject({ label: '工作单位', current: '甲单位', proposed: '乙单位', reason: '与更新的登记不一致', by: '周网格' });
    expect((await get('/reviews', 'leader')).status).toBe(403);
    expect((await post(`/reviews/${waiting[0]?.id}`, { decision: 'apply' }, 'secretary')).body).toMatchObject({ state: 'applied' });
    expect((await person(1)).values).toMatchObject({ 'person.work_unit': '乙单位' });
    expect((await post(`/reviews/${waiting[0]?.id}`, { decision: 'reject' }, 'secretary')).status).toBe(409);
  });

  it('keeps the rest of a visit when one value is wrong', async () => {
    const reply = await send(report({ people: [{ id: '1', changes: [{ field: 'person.phone', value: '12', baseVersion: 99 }, { field: 'person.skill', value: '太极', baseVersion: 99 }, { field: 'person.death_date', value: '2026-01-01', baseVersion: 99 }] }] }));
    expect(reply.outcomes.map((item) => item.outcome)).toEqual(['review', 'applied', 'review']);
  });

  it('sets aside what is told of somebody who is not of this household any more', async () => {
    const body = report({ people: [{ id: '3', changes: [{ field: 'person.skill', value: '书法', baseVersion: 1 }] }], movedOut: [{ id: '3', day: '2026-01-02' }] });
    const reply = await send(body);
    expect(reply.outcomes.map((item) => [item.field, item.outcome, item.message])).toEqual([['person.skill', 'review', '此人已不在这一户'], ['moveOut', 'review', '此人已不在这一户']]);
    expect(await server.database.query('SELECT id FROM ledger_proposal WHERE person_id = 3')).toEqual([]);
    // The answer may be lost on the way: a repeat tells again what waits.
    expect((await send(body)).outcomes.map((item) => item.message)).toEqual(['此人已不在这一户', '此人已不在这一户']);
  });

  it('records who moved in and out, and holds back a known id number', async () => {
    const value = async () => ((await get(`/indicators?area=${TINY.community}`, 'leader')).body['values'] as Record<string, number>)['LED-01'];
    const start = (await value()) ?? 0;
    const reply = await send(report({ movedIn: [{ clientId: 'arrival-1', changes: { 'person.name': '李新', 'person.sex': '1', 'person.relation': '女婿' } }, { clientId: 'arrival-2', changes: { 'person.name': '冒名', 'person.id_no': '000000197507179014' } }], movedOut: [{ id: '2', day: '2026-01-02' }] }));
    expect(reply.outcomes.map((item) => [item.field, item.outcome])).toEqual([['moveOut', 'applied'], ['moveIn', 'applied'], ['moveIn', 'review']]);
    expect(await value()).toBe(start);
    expect(await server.differences()).toEqual([]);
  });

  it('refuses strangers’ households and impossible times', async () => {
    expect((await post('/visits', report({ household: '2' }))).status).toBe(404);
    expect((await post('/visits', report({ at: '2020-01-01T00:00:00Z' }))).status).toBe(400);
    expect((await post('/visits', report({ extra: 1 }))).status).toBe(400);
    expect((await post('/visits/today/2', {})).status).toBe(404);
  });
});

describe('grid.visit events', () => {
  it('update the ledger under the same rules', async () => {
    const visit = (data: object, ms = 0) => server.events.of('grid.visit', { householdRef: TINY.household, visitor: 'W1', at: server.events.at(ms), ...data });
    const newer = visit({ changes: [{ personRef: TINY.person, field: 'person.family_doctor', value: '刘医生' }] });
    await server.apply([newer]);
    expect((await person(1)).values).toMatchObject({ 'person.family_doctor': '刘医生' });
    const older = visit({ changes: [{ personRef: TINY.person, field: 'person.family_doctor', value: '高医生' }, { personRef: TINY.person, field: 'person.hat', value: 'x' }, { personRef: TINY.person, field: 'person.phone', value: 'abc' }, { field: 'house.owner', value: '房东' }] }, 3_600_000);
    expect((await server.apply([older])).get(older.id)).toMatchObject({ state: 'applied' });
    expect((await person(1)).values).toMatchObject({ 'person.family_doctor': '刘医生' });
    const reasons = await server.database.query<{ reason: string; field: string }>("SELECT reason, field FROM ledger_proposal WHERE proposed_by = '网格员 W1' ORDER BY id");
    expect(reasons).toEqual([{ reason: 'CONFLICT', field: 'person.family_doctor' }, { reason: 'FIELD', field: 'person.hat' }, { reason: 'VALUE', field: 'person.phone' }]);
    expect((await person(1)).fields['person.family_doctor']?.source).toMatchObject({ kind: 'event', by: '网格员 W1' });
    expect(await server.differences()).toEqual([]);
  });
});
