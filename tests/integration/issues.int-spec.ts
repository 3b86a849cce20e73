import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import type { IssueActionRequest, IssueDifference, IssueList, PrepareIssue, SavedTable, TableDefinition, TableIssue, TableResult } from '#contracts';
import { TINY_PEOPLE, waitFor } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, the files on disk. The grid worker prepares, the secretary checks and approves, the leader looks on. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const call = (path: string, who: string, body?: object, method?: string) => server.call(`/api/v1/${path}`, { token: tokens[who] ?? '', ...(body === undefined ? {} : { method: method ?? 'POST', body }) });
const code = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code: string } | undefined)?.code ?? null;
const elders = (more: Partial<TableDefinition> = {}): TableDefinition => ({ entity: 'person', columns: ['person.name', 'person.age', 'person.phone', 'person.work_unit'], filters: [{ field: 'person.age', op: 'gte', value: 1 }], groupBy: [], aggregates: [], ...more });
const BY_COMMUNITY: TableDefinition = { entity: 'person', columns: [], filters: [], groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }] };

let names = 0;
async function save(who: string, definition: TableDefinition): Promise<string> {
  const reply = await call('saved-tables', who, { name: `走访名单 ${++names}`, text: '老人 姓名 年龄 电话', definition });
  expect([reply.status, code(reply)]).toEqual([201, null]);
  return String(reply.body['id']);
}
async function prepare(who: string, tableId: string, more: Partial<PrepareIssue> = {}): Promise<TableIssue> {
  const reply = await call('tables/issues', who, { tableId, ...more });
  expect([reply.status, code(reply)]).toEqual([201, null]);
  return written(String(reply.body['id']), who);
}
const get = async (id: string, who: string): Promise<TableIssue> => (await call(`tables/issues/${id}`, who)).body as unknown as TableIssue;
const written = (id: string, who: string): Promise<TableIssue> =>
  waitFor(`file of issue ${id}`, async () => {
    const issue = await get(id, who);
    return issue.file?.state === 'done' ? issue : null;
  });
const act = async (issue: TableIssue, who: string, action: IssueActionRequest['action'], more: Partial<IssueActionRequest> = {}) => call(`tables/issues/${issue.id}/actions`, who, { action, version: (await get(issue.id, who)).version ?? issue.version, ...more });
async function issued(who: string, checker: string, tableId: string, more: Partial<PrepareIssue> = {}): Promise<TableIssue> {
  const issue = await prepare(who, tableId, more);
  for (const [by, action, extra] of [[checker, 'check', {}], [checker, 'approve', {}], [who, 'issue', { recipient: '区民政局' }]] as const) {
    const reply = await act(issue, by, action, extra);
    expect([action, reply.status, code(reply)]).toEqual([action, 200, null]);
  }
  return get(issue.id, who);
}
const fileOf = async (id: string, who: string) => {
  const response = await fetch(`${server.url}/api/v1/tables/issues/${id}/file`, { headers: { authorization: `Bearer ${tokens[who]}` } });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};
const list = async (who: string) => (await call('tables/issues', who)).body as unknown as IssueList;
const audits = async (id: string) => (await server.database.query<{ action: string; actor: string }>('SELECT action, actor FROM audit_entry WHERE subject = ? ORDER BY id', [`issue:${id}`])).map((row) => [row.action, row.actor]);

describe('a table on its way', () => {
  it('goes prepare → check → approve → issue, each by who may, each with its trace', async () => {
    const issue = await prepare('grid', await save('grid', elders()), { comment: '请核对' });
    expect(issue).toMatchObject({ no: 1, state: 'prepared', total: 2, personal: true, mine: true, allowedActions: ['withdraw'], previous: null });
    expect([(await list('secretary')).waiting.map((one) => one.id), (await list('grid')).waiting, (await list('leader')).waiting]).toEqual([[issue.id], [], []]);
    expect([code(await act(issue, 'grid', 'check')), code(await act(issue, 'leader', 'check')), (await fileOf(issue.id, 'grid')).status]).toEqual(['ISSUE_SELF', 'ISSUE_RIGHT', 404]);
    const seen = (await call(`tables/issues/${issue.id}/rows`, 'secretary')).body as unknown as TableResult;
    expect([seen.total, JSON.stringify(seen).includes(TINY_PEOPLE[0]?.phone ?? '?')]).toEqual([2, false]);
    expect((await act(issue, 'secretary', 'check', { comment: '无误' })).body).toMatchObject({ state: 'checked', allowedActions: ['approve', 'return'] });
    expect((await list('leader')).waiting.map((one) => one.id)).toEqual([issue.id]);
    expect(code(await act(issue, 'grid', 'approve'))).toBe('ISSUE_RIGHT');
    expect((await act(issue, 'leader', 'approve')).body).toMatchObject({ state: 'approved' });
    expect((await list('grid')).waiting.map((one) => one.id)).toEqual([issue.id]);
    expect((await call(`tables/issues/${issue.id}/actions`, 'grid', { action: 'issue', version: 3 })).status).toBe(400);
    const out = (await act(issue, 'grid', 'issue', { recipient: '区民政局', comment: '随函' })).body as unknown as TableIssue;
    expect([out.state, out.recipient, out.steps.map((step) => [step.step, step.by, step.comment])]).toEqual(['issued', '区民政局', [['prepare', '周网格', '请核对'], ['check', '孙书记', '无误'], ['approve', '陈领导', null], ['issue', '周网格', '发往区民政局:随函']]]);
    const file = await fileOf(issue.id, 'grid');
    expect([file.status, createHash('sha256').update(file.bytes).digest('hex')]).toEqual([200, out.file?.sha256]);
    const note = Object.fromEntries(((await readXlsx(file.bytes)).sheets[1]?.rows ?? []).map((row) => [row[0], row[1]]));
    expect(note).toMatchObject({ 期次: expect.stringMatching(/^走访名单 \d+ 第 1 期$/), 截至: expect.anything() });
    for (const who of ['leader', 'secretary', 'admin']) expect([who, (await fileOf(issue.id, who)).status]).toEqual([who, 404]);
    expect(await audits(issue.id)).toEqual([['issue.prepared', 'grid'], ['issue.moved', 'secretary'], ['issue.moved', 'leader'], ['issue.moved', 'grid']]);
    // The export's own pages know nothing of it.
    expect(JSON.stringify((await call('tables/exports', 'grid')).body)).not.toContain('居民名单');
  });

  it('comes back with a comment, takes its file away, and is frozen anew', async () => {
    const issue = await prepare('grid', await save('grid', elders()));
    expect((await call(`tables/issues/${issue.id}/actions`, 'secretary', { action: 'return', version: 1 })).status).toBe(400);
    const back = (await act(issue, 'secretary', 'return', { comment: '请加住址' })).body as unknown as TableIssue;
    expect([back.state, back.file]).toEqual(['returned', null]);
    expect((await list('grid')).waiting.map((one) => one.id)).toContain(issue.id);
    const table = ((await call('saved-tables', 'grid')).body as unknown as SavedTable[]).find((one) => one.id === issue.tableId);
    await call(`saved-tables/${issue.tableId}`, 'grid', { version: table?.version, text: '老人 姓名 住址', definition: elders({ columns: ['person.name', 'person.live_address'] }) }, 'PUT');
    expect([code(await act(issue, 'secretary', 'resubmit')), code(await act(issue, 'secretary', 'check'))]).toEqual(['ISSUE_RIGHT', 'ISSUE_STATE']);
    const again = (await act(issue, 'grid', 'resubmit')).body as unknown as TableIssue;
    expect([again.state, again.no, again.tableVersion, again.asOf > issue.asOf]).toEqual(['prepared', 1, 2, true]);
    expect((await written(issue.id, 'grid')).file?.sha256).not.toBe(issue.file?.sha256);
    expect((await act(issue, 'grid', 'withdraw')).body).toMatchObject({ state: 'withdrawn', allowedActions: [] });
    expect((await call(`tables/issues/${issue.id}`, 'secretary')).status).toBe(404);
  });

  it('refuses a stale version, strangers, other people’s tables and steps that are none', async () => {
    const table = await save('grid', elders());
    const issue = await prepare('grid', table);
    expect(code(await call(`tables/issues/${issue.id}/actions`, 'secretary', { action: 'check', version: 7 }))).toBe('VERSION_CONFLICT');
    expect((await call(`tables/issues/${issue.id}/actions`, 'secretary', { action: 'burn', version: 1 })).status).toBe(400);
    expect((await call('tables/issues', 'secretary', { tableId: table })).status).toBe(404);
    for (const who of ['operator', 'auditor']) expect([who, (await call(`tables/issues/${issue.id}`, who)).status]).toEqual([who, 403]);
    for (const path of ['', '/rows', '/difference', '/file']) expect([path, (await call(`tables/issues/999999${path}`, 'secretary')).status]).toEqual([path, 404]);
    const others = await prepare('admin', await save('admin', elders()));
    for (const who of ['grid', 'secretary']) expect([who, (await call(`tables/issues/${others.id}`, who)).status]).toEqual([who, 404]);
    // Two at once: one moves it, the other is told.
    const both = await Promise.all([1, 2].map(() => call(`tables/issues/${issue.id}/actions`, 'secretary', { action: 'check', version: 1 })));
    expect(both.map((reply) => reply.status).sort()).toEqual([200, 409]);
  });

  it('with numbers only may be done by one who holds all the rights; with everybody of a place says what for', async () => {
    const issue = await issued('secretary', 'secretary', await save('secretary', BY_COMMUNITY));
    expect([issue.personal, issue.state]).toEqual([false, 'issued']);
    expect(code(await call('tables/issues', 'grid', { tableId: await save('grid', elders({ filters: [] })) }))).toBe('EXPORT_REASON');
  });

  it('shows nothing of a sensitive condition, and asks the approver for the password', async () => {
    const issue = await prepare('secretary', await save('secretary', elders({ columns: ['person.name', 'person.id_no'] })));
    expect(issue.needs).toHaveLength(1);
    await act(issue, 'admin', 'check');
    await server.database.query('UPDATE session SET step_up_at = ?', ['2020-01-01 00:00:00.000']);
    expect(code(await act(issue, 'leader', 'approve'))).toBe('STEP_UP_REQUIRED');
    for (const who of ['leader', 'secretary']) await call('session/step-up', who, { password: 'test-password' });
    expect((await act(issue, 'leader', 'approve')).status).toBe(200);
    const file = await fileOf(issue.id, 'secretary');
    expect(JSON.stringify((await readXlsx(file.bytes)).sheets[0]?.rows)).toContain(TINY_PEOPLE[0]?.idNo);
    const seen = JSON.stringify((await call(`tables/issues/${issue.id}/rows`, 'leader')).body);
    expect(seen).not.toContain(TINY_PEOPLE[0]?.idNo);
    const sensitive = await prepare('grid', await save('grid', elders({ filters: [{ field: 'person.tags', op: 'has', value: 'dementia' }] })));
    expect([sensitive.total, ((await call(`tables/issues/${sensitive.id}/rows`, 'secretary')).body as unknown as TableResult).rows]).toEqual([null, []]);
  });
});

describe('a frozen issue', () => {
  it.each(['xlsx', 'csv', 'pdf'] as const)('%s is made again, byte for byte, after the ledger has moved on', async (format) => {
    const issue = await issued('grid', 'secretary', await save('grid', elders()), { format });
    const { version } = (await call('residents/1', 'secretary')).body as { version: number };
    expect((await call('residents/1', 'secretary', { version, changes: { 'person.work_unit': `新单位 ${format}`, 'person.phone': '15499990001' }, reason: '回访更正' }, 'PATCH')).status).toBe(200);
    expect((await call(`tables/issues/${issue.id}/rows`, 'grid')).body).toMatchObject({ rows: expect.not.arrayContaining([expect.objectContaining({ values: expect.objectContaining({ 'person.work_unit': `新单位 ${format}` }) })]) });
    const before = await fileOf(issue.id, 'grid');
    rmSync(join(server.dataDir, 'exports'), { recursive: true, force: true });
    expect((await call(`tables/issues/${issue.id}/recheck`, 'secretary', {})).status).toBe(202);
    const checked = await waitFor('the recheck', async () => {
      const now = await get(issue.id, 'grid');
      return now.recheck !== null && now.recheck.state !== 'running' ? now : null;
    });
    expect(checked.recheck?.state).toBe('equal');
    expect((await fileOf(issue.id, 'grid')).bytes.equals(before.bytes)).toBe(true);
  });

  it('is said to differ when it does', async () => {
    const issue = await issued('grid', 'secretary', await save('grid', elders()));
    await server.database.query("UPDATE person SET work_unit = '被改过' WHERE id = 2");
    await call(`tables/issues/${issue.id}/recheck`, 'grid', {});
    const checked = await waitFor('the recheck', async () => {
      const now = await get(issue.id, 'grid');
      return now.recheck !== null && now.recheck.state !== 'running' ? now : null;
    });
    expect([checked.recheck?.state, (await fileOf(issue.id, 'grid')).status]).toEqual(['differs', 200]);
  });
});

describe('the difference to the issue before', () => {
  it('names who came, who went and what changed, with the record that says why, under the reader’s masks', async () => {
    const table = await save('grid', elders({ columns: ['person.name', 'person.phone', 'person.work_unit'] }));
    const first = await issued('grid', 'secretary', table);
    expect(code(await call(`tables/issues/${first.id}/difference`, 'grid'))).toBe('ISSUE_FIRST');
    const { version } = (await call('residents/1', 'secretary')).body as { version: number };
    await call('residents/1', 'secretary', { version, changes: { 'person.phone': '15499990009' }, reason: '入户核实电话' }, 'PATCH');
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect((await call('life-events', 'secretary', { kind: 'moveOut', person: '2', day, note: '投靠子女' })).status).toBe(201);
    const second = await prepare('grid', table);
    expect(second.previous).toEqual({ id: first.id, no: 1 });
    const difference = (await call(`tables/issues/${second.id}/difference`, 'secretary')).body as unknown as IssueDifference;
    expect(difference.counts).toEqual({ before: 2, after: 1, added: 0, removed: 1, changed: 1, same: 0 });
    expect(difference.changed[0]).toMatchObject({ rowKey: 'person:1', cells: [{ column: 'person.phone', after: '154****0009', reason: { label: '联系电话', kindText: '页面修改', by: '孙书记', reason: '入户核实电话' } }] });
    expect(difference.removed[0]).toMatchObject({ rowKey: 'person:2', reasons: [expect.objectContaining({ kindText: '人口变动', by: '孙书记' })] });
    expect(JSON.stringify(difference)).not.toContain('15499990009');
    expect((await call(`tables/issues/${second.id}/difference`, 'leader')).status).toBe(200);
  });

  it('compares groups by their numbers, and says when the definition is another one', async () => {
    const table = await save('secretary', BY_COMMUNITY);
    await issued('secretary', 'secretary', table);
    await call(`saved-tables/${table}`, 'secretary', { version: 1, text: '各网格人数', definition: { ...BY_COMMUNITY, aggregates: [{ fn: 'count', as: '人数' }], filters: [{ field: 'person.sex', op: 'eq', value: '2' }] } }, 'PUT');
    const second = await prepare('secretary', table);
    const difference = (await call(`tables/issues/${second.id}/difference`, 'secretary')).body as unknown as IssueDifference;
    expect(difference.definitionChanged).not.toBeNull();
    expect(difference.counts.before).toBe(1);
  });
});
