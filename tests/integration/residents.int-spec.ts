import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FieldHistory, Page, ResidentDetail, ResidentItem } from '#contracts';
import { businessDay, sqlTime } from '#platform';
import { TINY, TINY_PEOPLE } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, keys. Nothing is faked. */
let server: TestServer;
const tokens: Record<string, string> = {};
const [zhang, ouyang, stranger] = TINY_PEOPLE;

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const get = (path: string, who: string) => server.call(`/api/v1${path}`, { token: tokens[who] ?? '' });
const post = (path: string, who: string, body: unknown, method = 'POST') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '', method, body });
const list = async (query: string, who = 'secretary') => (await get(`/residents?${query}`, who)).body as unknown as Page<ResidentItem>;
const open = async (id: number, who: string) => (await get(`/residents/${id}`, who)).body as unknown as ResidentDetail;
const code = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code?: string } | undefined)?.code;

describe('one person, seen by each', () => {
  it('shows exactly what each role may see', async () => {
    const seen: Record<string, Record<string, unknown>> = {};
    for (const who of ['leader', 'secretary', 'grid']) seen[who] = (await open(1, who)).values;
    expect(seen['leader']).toMatchObject({ 'person.name': '张**', 'person.phone': '154****0001', 'person.live_address': '幸福社区 ****', 'person.birth_date': '70–79 岁', 'person.work_unit': '***' });
    expect(seen['leader']).not.toHaveProperty('person.id_no');
    expect(seen['secretary']).toMatchObject({ 'person.name': '张**', 'person.live_address': '幸福里小区1号楼 ****', 'person.work_unit': zhang?.workUnit, 'person.id_no': '000**************3' });
    expect(seen['grid']).toEqual(seen['secretary']);
    expect((await open(1, 'auditor')).values).toEqual({ 'person.name': expect.stringMatching(/^人员-/) });
    expect((await get('/residents/1', 'operator')).status).toBe(404);
  });

  it('opens the household on today’s visit to its grid worker, and only that', async () => {
    await server.database.query('INSERT INTO visit_plan (account_id, day, household_id, no, reason) SELECT id, ?, 1, 1, ? FROM account WHERE username = ?', [businessDay(server.clock.now()), 'stale', 'grid']);
    expect((await open(1, 'grid')).values).toMatchObject({ 'person.name': '张测试', 'person.phone': '15400000001', 'person.birth_date': '1948-01-01', 'person.live_address': '幸福里小区1号楼1单元302室', 'person.id_no': '000**************3' });
    await server.database.query('DELETE FROM visit_plan');
  });

  it('opens the elder of a held alarm to the operator who holds it', async () => {
    const sos = server.events.sos();
    const alarmId = (await server.apply([sos])).get(sos.id)?.results.find((item) => item.kind === 'alarm')?.id;
    const alarm = (await get(`/alarms/${alarmId}`, 'operator')).body;
    await post(`/alarms/${alarmId}/actions`, 'operator', { action: 'claim', version: alarm['version'] });
    expect((await open(1, 'operator')).values).toMatchObject({ 'person.name': '张测试', 'person.phone': '15400000001', 'person.live_address': '幸福里小区1号楼1单元302室' });
    expect((await open(1, 'operator')).values).not.toHaveProperty('person.id_no');
    expect((await get('/residents/2', 'operator')).status).toBe(404);
  });

  it('answers the same for a stranger’s id and an id nobody has', async () => {
    const outside = await get('/residents/3', 'secretary');
    const nobody = await get('/residents/999', 'secretary');
    const bare = (reply: { status: number; body: Record<string, unknown> }) => ({ status: reply.status, ...(reply.body['error'] as object), requestId: '' });
    expect(bare(outside)).toEqual(bare(nobody));
    expect(outside.status).toBe(404);
    for (const id of ['0', '-1', '1.5', '1e3', '0x10', 'null', 'NaN', '9007199254740993']) expect((await get(`/residents/${id}`, 'secretary')).status).toBe(400);
  });
});

describe('search', () => {
  it('finds by name, given name, pinyin, initials, phone tail, phone and id number, inside the scope only', async () => {
    for (const q of ['欧阳', '淑琴', 'ouyang', 'oysq', '0002', '15477650002', '000000195003054526', '000000195003054526 ', 'P2']) expect([q, (await list(`q=${encodeURIComponent(q)}`)).items.map((item) => item.id)]).toEqual([q, ['2']]);
    for (const q of ['买买提', stranger?.phone ?? '', stranger?.idNo ?? '']) expect([q, (await list(`q=${encodeURIComponent(q)}`)).total]).toEqual([q, 0]);
    expect((await list(`q=${encodeURIComponent('买买提')}`, 'leader')).total).toBe(1);
  });
  it('takes signs of patterns literally', async () => {
    for (const q of ['%', '_', '\\', "' OR 1=1 --"]) expect((await list(`q=${encodeURIComponent(q)}`, 'leader')).total).toBe(0);
  });
  it('finds by address', async () => {
    expect((await list(`q=${encodeURIComponent('幸福里小区1号楼302')}`)).items.map((item) => item.id)).toEqual(['1', '2']);
    expect((await list(`q=${encodeURIComponent('幸福里小区9号楼')}`)).total).toBe(0);
  });
  it('names what it does not understand', async () => {
    for (const query of ['sort=idNo', 'page=1000000000', 'pageSize=1000000', 'ageFrom=x', 'asOf=2024-02-30', 'asOf=2099-01-01']) expect([query, (await get(`/residents?${query}`, 'leader')).status]).toEqual([query, 400]);
    expect(code(await get('/residents?tag=hero', 'leader'))).toBe('TAG_UNKNOWN');
    expect(code(await get(`/residents?area=${TINY.otherCommunity}`, 'secretary'))).toBe('ROOM_UNKNOWN');
  });
  it('is not for operators', async () => {
    expect((await get('/residents', 'operator')).status).toBe(403);
    expect((await get('/residents', 'auditor')).status).toBe(403);
  });
});

describe('reveal', () => {
  const wish = { field: 'person.phone', purpose: '关爱服务', reference: 'RW-1', reason: '核对电话' };
  it('gives one value with purpose, reference and reason, and leaves a row', async () => {
    expect((await post('/residents/1/reveal', 'secretary', wish)).body).toMatchObject({ value: '15400000001' });
    const rows = await server.database.query<{ detail: unknown; subject: string }>("SELECT subject, detail FROM audit_entry WHERE action = 'record.reveal' ORDER BY id DESC LIMIT 1");
    expect(rows[0]?.subject).toBe('person:1');
    expect(JSON.stringify(rows[0]?.detail)).not.toContain('15400000001');
  });
  it('stops at the ceiling of the role, the scope, the form and the step-up', async () => {
    expect(code(await post('/residents/1/reveal', 'leader', { ...wish, field: 'person.id_no' }))).toBe('FIELD_NOT_REVEALABLE');
    expect((await post('/residents/1/reveal', 'secretary', { ...wish, field: 'person.id_no' })).body['value']).toBe(zhang?.idNo);
    expect((await post('/residents/3/reveal', 'secretary', wish)).status).toBe(404);
    expect((await post('/residents/1/reveal', 'operator', wish)).status).toBe(403);
    expect((await post('/residents/1/reveal', 'secretary', { ...wish, reason: '' })).status).toBe(400);
    expect((await post('/residents/1/reveal', 'secretary', { ...wish, role: 'admin' })).status).toBe(400);
    await server.database.query('UPDATE session SET step_up_at = ?', [sqlTime(server.clock.now() - 11 * 60_000)]);
    expect(code(await post('/residents/1/reveal', 'secretary', wish))).toBe('STEP_UP_REQUIRED');
    expect((await post('/session/step-up', 'secretary', { password: 'wrong' })).status).toBe(403);
    expect((await post('/session/step-up', 'secretary', { password: 'test-password' })).status).toBe(200);
    expect((await post('/residents/1/reveal', 'secretary', wish)).status).toBe(200);
  });
  it('stops at the budget of the day and says so', async () => {
    await server.database.query("INSERT INTO daily_use (account_id, day, kind, used) SELECT id, ?, 'reveal', 100 FROM account WHERE username = 'secretary' ON DUPLICATE KEY UPDATE used = 100", [businessDay(server.clock.now())]);
    const reply = await post('/residents/1/reveal', 'secretary', wish);
    expect([reply.status, code(reply)]).toEqual([429, 'BUDGET_EXHAUSTED']);
  });
});

describe('change and history', () => {
  it('keeps every former state, with who and why', async () => {
    const before = await open(2, 'secretary');
    const t0 = new Date(server.clock.now() - 1).toISOString();
    const changed = await post('/residents/2', 'secretary', { version: before.version, changes: { 'person.phone': ' 154 7765 9999 ', 'person.political': '中共党员' }, reason: '电话回访更正' }, 'PATCH');
    expect(changed.body).toMatchObject({ version: before.version + 1, values: { 'person.phone': '154****9999', 'person.political': '中国共产党党员' } });
    expect((changed.body['tags'] as { code: string }[]).map((tag) => tag.code)).toContain('party_member');
    expect((await list('q=9999')).items.map((item) => item.id)).toEqual(['2']);
    const then = (await get(`/residents/2?asOf=${t0}`, 'secretary')).body as unknown as ResidentDetail;
    expect(then.values['person.phone']).toBe('154****0002');
    expect(then.tags.map((tag) => tag.code)).not.toContain('party_member');
    expect((await list(`q=0002&asOf=${t0}`)).items.map((item) => item.id)).toEqual(['2']);
    expect((await list(`q=9999&asOf=${t0}`)).total).toBe(0);
    const history = (await get('/residents/2/history', 'secretary')).body as unknown as Page<{ field: string; before: string; after: string; by: string; reason: string | null }>;
    expect(history.items.find((item) => item.field === 'person.phone')).toMatchObject({ before: '154****0002', after: '154****9999', by: '孙书记' });
  });
  it('narrows the history to one field on the server, counts what is left, and pages it', async () => {
    for (let n = 1; n <= 3; n++) await post('/residents/2', 'secretary', { version: (await open(2, 'secretary')).version, changes: { 'person.skill': `第 ${n} 样`, 'person.note': `注 ${n}` }, reason: '逐次' }, 'PATCH');
    const read = async (query: string, who = 'secretary') => (await get(`/residents/2/history?${query}`, who)).body as unknown as FieldHistory;
    const whole = await read('');
    expect(whole.total).toBe(whole.fields.reduce((sum, item) => sum + item.changes, 0));
    expect(whole.fields).toEqual(expect.arrayContaining([{ field: 'person.skill', label: '特长', changes: 3 }, { field: 'person.phone', label: '联系电话', changes: 1 }]));
    const first = await read('field=person.skill&pageSize=2');
    const second = await read('field=person.skill&pageSize=2&page=2');
    expect([first.total, [...first.items, ...second.items].map((item) => item.after)]).toEqual([3, ['第 3 样', '第 2 样', '第 1 样']]);
    expect(first.fields).toEqual(whole.fields);
    expect((await read('field=person.hat')).total).toBe(0);
    expect((await get(`/residents/2/history?field=${'x'.repeat(60)}`, 'secretary')).status).toBe(400);
  });
  it('does not tell of changes to fields that are not shown', async () => {
    await server.database.query("INSERT INTO ledger_change SELECT 77, entity, entity_id, area_id, area_path, 'person.medication', old_value, new_value, valid_from, observed_at, recorded_at, version, actor_id, actor, source_kind, source_id, reason FROM ledger_change WHERE field = 'person.skill' LIMIT 1");
    const read = async (query: string) => (await get(`/residents/2/history?${query}`, 'secretary')).body as unknown as FieldHistory;
    expect((await read('')).fields.map((item) => item.field)).not.toContain('person.medication');
    expect((await read('field=person.medication')).total).toBe(0);
  });
  it('derives sex and birth date from a new id number', async () => {
    const before = await open(2, 'secretary');
    const reply = await post('/residents/2', 'secretary', { version: before.version, changes: { 'person.id_no': '00000019800101003X' }, reason: '证件更正' }, 'PATCH');
    expect(reply.body['values']).toMatchObject({ 'person.sex': '男性', 'person.age': 46 });
    await post('/residents/2', 'secretary', { version: before.version + 1, changes: { 'person.id_no': ouyang?.idNo }, reason: '改回' }, 'PATCH');
  });
  it('refuses stale versions, unknown fields and bad values with nothing half-done', async () => {
    const now = await open(2, 'secretary');
    const stale = await post('/residents/2', 'secretary', { version: 1, changes: { 'person.phone': '15400000009' }, reason: 'x' }, 'PATCH');
    expect([stale.status, code(stale)]).toEqual([409, 'RECORD_CONFLICT']);
    expect((stale.body['error'] as { details: { fields: { field: string }[] } }).details.fields.map((item) => item.field)).toContain('person.phone');
    for (const [changes, wanted] of [[{ 'person.hat': 'x' }, 'FIELD_UNKNOWN'], [{ 'person.death_date': '2026-01-01' }, 'FIELD_NOT_EDITABLE'], [{ 'person.phone': '12345' }, 'FIELD_INVALID'], [{ 'person.id_no': '000000198001010012' }, 'FIELD_INVALID'], [{ 'person.skill': '好', 'person.name': '' }, 'FIELD_INVALID']] as const)
      expect(code(await post('/residents/2', 'secretary', { version: now.version, changes, reason: 'x' }, 'PATCH'))).toBe(wanted);
    expect((await open(2, 'secretary')).version).toBe(now.version);
    expect((await post('/residents/3', 'secretary', { version: 1, changes: { 'person.skill': 'x' }, reason: 'x' }, 'PATCH')).status).toBe(404);
    expect((await post('/residents/2', 'leader', { version: now.version, changes: { 'person.skill': 'x' }, reason: 'x' }, 'PATCH')).status).toBe(403);
  });
  it('stores hostile text as text', async () => {
    const now = await open(2, 'secretary');
    const text = "张三'; DROP TABLE person;-- <img src=x onerror=1> {{7*7}} =HYPERLINK(1)";
    expect((await post('/residents/2', 'secretary', { version: now.version, changes: { 'person.skill': text }, reason: 'x' }, 'PATCH')).body['values']).toMatchObject({ 'person.skill': text });
  });
});

describe('life events and tags', () => {
  it('count people where they live', async () => {
    const value = async () => ((await get(`/indicators?area=${TINY.community}`, 'leader')).body['values'] as Record<string, number>)['LED-01'];
    const start = await value();
    const born = await post('/life-events', 'secretary', { kind: 'birth', household: '1', day: businessDay(server.clock.now()), changes: { 'person.name': '张小宝', 'person.sex': '2' } });
    expect(born.status).toBe(201);
    expect(await value()).toBe((start ?? 0) + 1);
    const id = Number(born.body['person']);
    expect((await open(id, 'secretary')).tags.map((tag) => tag.code)).toContain('infant');
    expect((await post('/life-events', 'secretary', { kind: 'moveOut', person: String(id), day: businessDay(server.clock.now()) })).status).toBe(201);
    expect(await value()).toBe(start);
    expect(code(await post('/life-events', 'secretary', { kind: 'death', person: String(id), day: businessDay(server.clock.now()) }))).toBe('RECORD_LEFT');
    const back = { kind: 'moveIn', person: String(id), household: '1', day: businessDay(server.clock.now()) };
    expect((await post('/life-events', 'secretary', back)).status).toBe(201);
    expect((await post('/life-events', 'secretary', { kind: 'death', person: String(id), day: businessDay(server.clock.now()) })).status).toBe(201);
    expect(code(await post('/life-events', 'secretary', back))).toBe('RECORD_LEFT');
    expect((await list('left=1')).items.map((item) => item.id)).toEqual([String(id)]);
    expect((await post('/life-events', 'secretary', { kind: 'moveIn', household: '2', changes: { 'person.name': '外人' }, day: '2026-01-01' })).status).toBe(404);
    expect(await server.differences()).toEqual([]);
  });
  it('give and end tags with evidence', async () => {
    expect((await post('/resident-tags', 'grid', { residents: ['1', '2'], tag: 'empty_nest', action: 'add', evidence: '走访核实' })).body).toEqual({ changed: 2 });
    expect((await list('tag=empty_nest')).total).toBe(2);
    expect((await post('/resident-tags', 'grid', { residents: ['1'], tag: 'empty_nest', action: 'end', evidence: '子女搬回' })).body).toEqual({ changed: 1 });
    expect((await list('tag=empty_nest')).items.map((item) => item.id)).toEqual(['2']);
    expect(code(await post('/resident-tags', 'grid', { residents: ['1'], tag: 'elder_60', action: 'add', evidence: 'x' }))).toBe('TAG_DERIVED');
    expect((await post('/resident-tags', 'grid', { residents: ['3'], tag: 'empty_nest', action: 'add', evidence: 'x' })).status).toBe(404);
  });
});

describe('audit', () => {
  it('has the denials', async () => {
    const rows = await server.database.query<{ actor: string; subject: string }>("SELECT actor, subject FROM audit_entry WHERE action = 'access.denied'");
    expect(rows).toEqual(expect.arrayContaining([{ actor: 'secretary', subject: 'GET /api/v1/residents/3' }, { actor: 'operator', subject: 'GET /api/v1/residents' }]));
  });
});
