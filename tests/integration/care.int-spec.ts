import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CareWorker, Page, ResidentDetail, ResidentItem } from '#contracts';
import { businessDay } from '#platform';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB. 周网格 works in the first grid of 幸福社区; 孙书记 keeps the lists of that community. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
  await server.database.query("INSERT INTO person_tag (person_id, tag, valid_from, source) VALUES (1, 'dementia', '2026-01-01', '测试')");
  await server.database.query("UPDATE person SET medication = '阿司匹林' WHERE id = 1");
  await server.database.query("INSERT INTO visit_plan (account_id, day, household_id, no, reason) SELECT id, ?, 1, 1, 'stale' FROM account WHERE username = 'grid'", [businessDay(server.clock.now())]);
}, 60_000);
afterAll(() => server.stop());

const get = (path: string, who: string) => server.call(`/api/v1${path}`, { token: tokens[who] ?? '' });
const change = (body: object, who = 'secretary') => server.call('/api/v1/care-list', { token: tokens[who] ?? '', method: 'POST', body: { worker: 'grid', residents: ['1'], action: 'add', reason: '分工表', ...body } });
const open = async (who: string, id = 1) => (await get(`/residents/${id}`, who)).body as unknown as ResidentDetail;
const code = (reply: { status: number; body: Record<string, unknown> }) => [reply.status, (reply.body['error'] as { code?: string } | undefined)?.code];
const names = (detail: ResidentDetail) => detail.tags.map((tag) => tag.code);
const cared = async (who: string) => ((await get('/residents?care=1', who)).body as unknown as Page<ResidentItem>).items.map((item) => item.id);

describe('the care list of a grid worker', () => {
  it('opens the sensitive things of a person at the door, from the next request on, and closes them again', async () => {
    const before = await open('grid');
    expect([before.hiddenTags, names(before).includes('dementia'), before.values['person.medication']]).toEqual([1, false, undefined]);
    expect((await change({ residents: ['1', '2'] })).body).toEqual({ changed: 2 });
    const during = await open('grid');
    expect([during.hiddenTags, names(during).includes('dementia'), during.values['person.medication']]).toEqual([0, true, '阿司匹林']);
    expect(during.carers.map((carer) => carer.username)).toEqual(['grid']);
    expect([await cared('grid'), await cared('secretary'), await cared('leader')]).toEqual([['1', '2'], ['1', '2'], []]);
    expect((await change({})).body).toEqual({ changed: 0 });
    expect((await change({ action: 'end', reason: '转出' })).body).toEqual({ changed: 1 });
    const after = await open('grid');
    expect([after.hiddenTags, names(after).includes('dementia'), after.values['person.medication'], after.carers]).toEqual([1, false, undefined, []]);
  });

  it('tells who keeps it, not the leader', async () => {
    expect((await open('secretary', 2)).carers).toEqual([{ username: 'grid', name: '周网格', since: expect.any(String) }]);
    expect((await open('secretary', 2)).allowedActions).toContain('care');
    expect((await open('leader', 2)).carers).toEqual([]);
    expect((await open('grid', 2)).allowedActions).not.toContain('care');
    expect((await get('/care-workers', 'secretary')).body as unknown as CareWorker[]).toEqual([{ username: 'grid', name: '周网格', areas: ['幸福社区第一网格'] }]);
  });

  it('is kept by secretary and administrator only, inside both areas', async () => {
    for (const who of ['leader', 'grid', 'operator', 'auditor']) expect([who, code(await change({}, who))]).toEqual([who, [403, 'FORBIDDEN']]);
    expect(code(await change({ residents: ['1', '3'] }))).toEqual([404, 'NOT_FOUND']);
    expect(code(await change({ residents: ['3'] }, 'admin'))).toEqual([409, 'CARE_WORKER']);
    for (const worker of ['operator', 'nobody']) expect([worker, code(await change({ worker }))]).toEqual([worker, [409, 'CARE_WORKER']]);
    for (const bad of [{ reason: ' ' }, { residents: [] }, { action: 'replace' }, { residents: ['x'] }]) expect([bad, code(await change(bad))]).toEqual([bad, [400, 'BAD_REQUEST']]);
    expect((await open('secretary')).carers).toEqual([]);
  });

  it('is in the audit, person by person, with its reason', async () => {
    const rows = await server.database.query<{ action: string; subject: string; detail: string }>("SELECT action, subject, detail FROM audit_entry WHERE action LIKE 'care.%' ORDER BY id");
    expect(rows.map((row) => [row.action, row.subject])).toEqual([['care.added', 'person:1'], ['care.added', 'person:2'], ['care.ended', 'person:1']]);
    expect(JSON.stringify(rows[2]?.detail)).toMatch(/转出/);
  });
});
