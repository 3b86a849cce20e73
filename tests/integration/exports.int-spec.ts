import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre';
import type { ExportJob, ExportList, TableDefinition, TableResult } from '#contracts';
import { TINY_PEOPLE, waitFor } from '#testing';
import { sqlTime } from '#platform';
import { RunningService } from '../../apps/server/src/features/tables/exports/running.service.js';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, the files on disk. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const call = (path: string, who: string, body?: object) => server.call(`/api/v1/tables/${path}`, { token: tokens[who] ?? '', ...(body === undefined ? {} : { method: 'POST', body }) });
const code = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code: string } | undefined)?.code ?? null;
const people = (more: Partial<TableDefinition> = {}): TableDefinition => ({ entity: 'person', columns: ['person.name', 'person.age', 'person.phone', 'person.live_address'], filters: [{ field: 'person.age', op: 'gte', value: 1 }], groupBy: [], aggregates: [], ...more });
const ID_NUMBERS = people({ columns: ['person.name', 'person.id_no', 'person.phone'] });

async function ask(who: string, definition: TableDefinition, more: object = {}): Promise<string> {
  const reply = await call('exports', who, { definition, format: 'xlsx', ...more });
  expect([reply.status, code(reply)]).toEqual([202, null]);
  return String(reply.body['exportId']);
}
const job = async (id: string, who: string): Promise<ExportJob> => (await call(`exports/${id}`, who)).body as unknown as ExportJob;
const reaches = (id: string, who: string, state: ExportJob['state']): Promise<ExportJob> =>
  waitFor(`export ${id} to be ${state}`, async () => {
    const now = await job(id, who);
    return now.state === state ? now : null;
  });
async function fetchFile(id: string, who: string): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const response = await fetch(`${server.url}/api/v1/tables/exports/${id}/file`, { headers: { authorization: `Bearer ${tokens[who]}` } });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}
const audits = async (id: string) => (await server.database.query<{ action: string; actor: string; detail: string }>('SELECT action, actor, detail FROM audit_entry WHERE subject = ? ORDER BY id', [`export:${id}`])).map((row) => ({ ...row, detail: typeof row.detail === 'string' ? row.detail : JSON.stringify(row.detail) }));
const running = () => server.running.app.get(RunningService);
const sheet = async (bytes: Buffer) => (await readXlsx(bytes)).sheets.map((item) => item.rows);

describe('a table nobody else must approve', () => {
  it('is written at once, equals the page, is masked, hashed, audited and only its requester\u2019s', async () => {
    const id = await ask('secretary', people(), { text: '幸福社区居民 姓名 年龄 电话 住址' });
    const done = await reaches(id, 'secretary', 'done');
    const file = await fetchFile(id, 'secretary');
    expect([file.status, done.total, done.done, done.file?.bytes]).toEqual([200, 2, 2, file.bytes.length]);
    expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(done.file?.sha256);
    expect(decodeURIComponent(file.headers.get('content-disposition') ?? '')).toMatch(/filename\*=UTF-8''居民名单_\d{8}_\d{4}\.xlsx/);
    const page = (await call('run', 'secretary', { definition: people() })).body as unknown as TableResult;
    const [rows = [], note = []] = await sheet(file.bytes);
    expect(rows[0]).toEqual(page.columns.map((column) => column.label));
    expect(rows.slice(1, 3).map((row) => page.columns.map((_, at) => row[at] ?? null))).toEqual(page.rows.map((row) => page.columns.map((column) => row.values[column.id] ?? null)));
    expect(Object.fromEntries(note.map((row) => [row[0], row[1]]))).toMatchObject({ 所问: '幸福社区居民 姓名 年龄 电话 住址', 行数: '2 行', 导出人: '孙书记(secretary)', 口径: expect.stringContaining('截至') });
    expect(String(rows.at(-1)?.[0])).toMatch(/^水印 孙书记\(secretary\)/);
    for (const person of TINY_PEOPLE) for (const value of [person.name, person.phone, person.idNo]) expect(JSON.stringify([rows, note]).includes(value)).toBe(false);
    expect((await audits(id)).map((row) => [row.action, row.actor])).toEqual([['export.created', 'secretary'], ['export.done', 'secretary'], ['table.download', 'secretary']]);
    for (const who of ['leader', 'admin', 'grid']) expect([who, (await fetchFile(id, who)).status]).toEqual([who, 404]);
    const folder = join(server.dataDir, 'exports');
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777])).toContainEqual([`${id}.xlsx`, 0o600]);
  });

  it.each([['utf8', 'utf-8'], ['gb18030', 'gb18030']] as const)('CSV in %s', async (encoding, label) => {
    const id = await ask('grid', people(), { format: 'csv', encoding });
    await reaches(id, 'grid', 'done');
    const file = await fetchFile(id, 'grid');
    const rows = parse(new TextDecoder(label).decode(file.bytes), { relax_column_count: true, skip_empty_lines: true });
    expect([rows[0], rows.slice(1, 3).map((row) => row[0]).sort()]).toEqual([['姓名', '年龄', '联系电话', '现住址'].map((text) => expect.stringContaining(text.slice(0, 2)) as unknown), ['张**', '欧**']]);
  });

  it('grouped, with totals and shares', async () => {
    const id = await ask('leader', { entity: 'person', columns: [], filters: [], groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }, { fn: 'share', as: '占比' }] });
    await reaches(id, 'leader', 'done');
    const [rows = []] = await sheet((await fetchFile(id, 'leader')).bytes);
    expect(rows.slice(1, 4).map((row) => [row[0], row[1]])).toEqual([['幸福社区', 2], ['和平社区', 1], ['合计', 3]]);
  });

  it('as PDF', async () => {
    const id = await ask('secretary', people(), { format: 'pdf' });
    await reaches(id, 'secretary', 'done');
    expect((await fetchFile(id, 'secretary')).bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('approval', () => {
  it('is another\u2019s, over all rows, after a password; then what the requester may reveal is in clear', async () => {
    const id = await ask('secretary', ID_NUMBERS, { reason: '民政低保复核' });
    expect((await job(id, 'secretary')).state).toBe('waiting_approval');
    expect((await fetchFile(id, 'secretary')).status).toBe(409);
    const decide = (who: string, decision = 'approve') => call(`exports/${id}/approve`, who, { decision });
    expect(code(await decide('secretary'))).toBe('EXPORT_SELF');
    expect((await decide('grid')).status).toBe(403);
    expect((await decide('auditor')).status).toBe(403);
    await server.database.query('UPDATE session SET step_up_at = NULL');
    expect(code(await decide('leader'))).toBe('STEP_UP_REQUIRED');
    tokens['leader'] = await server.signIn('leader');
    tokens['secretary'] = await server.signIn('secretary');
    expect(((await call('exports', 'leader')).body as unknown as ExportList).waiting.map((item) => [item.id, item.requester.username, item.reason])).toContainEqual([id, 'secretary', '民政低保复核']);
    expect((await server.call('/api/v1/home', { token: tokens['leader'] ?? '' })).body['today']).toContainEqual({ name: '待批准导出', unit: '件', value: 1, path: '/tables/exports' });
    expect((await decide('leader')).status).toBe(200);
    expect(code(await decide('leader'))).toBe('EXPORT_STATE');
    const done = await reaches(id, 'secretary', 'done');
    expect(done.decision).toMatchObject({ by: '陈领导', approved: true });
    const [rows = [], note = []] = await sheet((await fetchFile(id, 'secretary')).bytes);
    expect(rows.slice(1, 3).map((row) => row[1]).sort()).toEqual([TINY_PEOPLE[0]?.idNo, TINY_PEOPLE[1]?.idNo].sort());
    expect(rows.slice(1, 3).map((row) => row[2]).every((phone) => String(phone).includes('****'))).toBe(true);
    expect(note.find((row) => row[0] === '批准')?.[1]).toContain('陈领导');
    const entries = await audits(id);
    expect(entries.map((row) => [row.action, row.actor])).toEqual([['export.created', 'secretary'], ['export.approved', 'leader'], ['export.done', 'secretary'], ['table.download', 'secretary']]);
    for (const person of TINY_PEOPLE) expect(JSON.stringify(entries).includes(person.idNo)).toBe(false);
  });

  it('a refusal gives no file and says why', async () => {
    const id = await ask('secretary', ID_NUMBERS);
    expect((await call(`exports/${id}/approve`, 'leader', { decision: 'refuse', reason: '用途不清' })).status).toBe(200);
    expect(await job(id, 'secretary')).toMatchObject({ state: 'cancelled', message: expect.stringContaining('用途不清'), file: null });
    expect((await audits(id)).map((row) => row.action)).toEqual(['export.created', 'export.refused']);
  });

  it('outside one\u2019s scope there is nothing to approve', async () => {
    const id = await ask('leader', ID_NUMBERS);
    expect((await call(`exports/${id}/approve`, 'secretary', { decision: 'approve' })).status).toBe(404);
    expect((await call(`exports/${id}`, 'secretary')).status).toBe(404);
    expect(((await call('exports', 'secretary')).body as unknown as ExportList).waiting).toEqual([]);
    expect((await call(`exports/${id}/cancel`, 'admin', {})).status).toBe(404);
    expect((await call(`exports/${id}/cancel`, 'leader', {})).status).toBe(200);
    // Rows that all lie in one community are its secretary's to decide over, whoever asks.
    const within = await ask('leader', { ...ID_NUMBERS, filters: [{ field: 'person.community', op: 'eq', value: '幸福社区' }] });
    expect(((await call('exports', 'secretary')).body as unknown as ExportList).waiting.map((item) => item.id)).toEqual([within]);
    await call(`exports/${within}/cancel`, 'leader', {});
  });

  it('is not for a requester who lost the role meanwhile', async () => {
    const id = await ask('grid', ID_NUMBERS);
    await server.database.query("UPDATE assignment SET ended_at = ? WHERE account_id = (SELECT id FROM account WHERE username = 'grid')", [sqlTime(server.clock.now())]);
    expect(code(await call(`exports/${id}/approve`, 'leader', { decision: 'approve' }))).toBe('EXPORT_REQUESTER');
    await server.database.query("UPDATE assignment SET ended_at = NULL WHERE account_id = (SELECT id FROM account WHERE username = 'grid')");
    await call(`exports/${id}/cancel`, 'grid', {});
  });
});

describe('refusals', () => {
  it.each<[string, string, object, number, string]>([
    ['nobody without the ledger', 'operator', { definition: people(), format: 'xlsx' }, 403, 'FORBIDDEN'],
    ['no whole place without a purpose', 'leader', { definition: people({ filters: [] }), format: 'xlsx' }, 400, 'EXPORT_REASON'],
    ['no empty file', 'leader', { definition: people({ filters: [{ field: 'person.age', op: 'gte', value: 140 }] }), format: 'xlsx' }, 400, 'EXPORT_EMPTY'],
    ['no unknown field', 'leader', { definition: people({ columns: ['person.nothing'] }), format: 'xlsx' }, 400, 'TABLE_FIELD'],
    ['no order by a hidden field', 'leader', { definition: people({ sort: [{ field: 'person.id_no', dir: 'asc' }] }), format: 'xlsx' }, 403, 'TABLE_HIDDEN'],
    ['no other format', 'leader', { definition: people(), format: 'exe' }, 400, 'BAD_REQUEST'],
  ])('%s', async (_what, who, body, status, expected) => {
    const reply = await call('exports', who, body);
    expect([reply.status, code(reply)]).toEqual([status, expected]);
  });

  it('says beforehand what must come first', async () => {
    const of = async (who: string, definition: TableDefinition) => ((await call('run', who, { definition })).body as unknown as TableResult).exporting;
    expect(await of('leader', people())).toEqual({ approval: [], reason: false });
    expect(await of('leader', people({ filters: [] }))).toEqual({ approval: [], reason: true });
    expect((await of('secretary', ID_NUMBERS)).approval).toEqual([expect.stringContaining('敏感列')]);
    expect((await of('secretary', people({ columns: ['person.name', 'person.work_unit'] }))).approval).toEqual([expect.stringContaining('不遮蔽')]);
    expect((await of('leader', people({ filters: [{ field: 'person.disability_type', op: 'eq', value: '4' }] }))).approval.join()).toContain('条件');
  });

  it('five at a time', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push(await ask('admin', ID_NUMBERS));
    expect(code(await call('exports', 'admin', { definition: ID_NUMBERS, format: 'xlsx' }))).toBe('EXPORT_MANY');
    for (const id of ids) await call(`exports/${id}/cancel`, 'admin', {});
  });
});

describe('jobs', () => {
  it('a half-written file is thrown away and the table written anew as it stood', async () => {
    const id = await ask('secretary', people());
    const first = await reaches(id, 'secretary', 'done');
    const before = await sheet((await fetchFile(id, 'secretary')).bytes);
    await server.database.query("UPDATE table_export SET state = 'running', tries = 1, sha256 = NULL, finished_at = NULL WHERE id = ?", [id]);
    await server.call('/api/v1/residents/1', { method: 'PATCH', token: tokens['secretary'] ?? '', body: { version: 1, changes: { 'person.phone': '15499990001' }, reason: '更正' } });
    const half = join(server.dataDir, 'exports', `${id}.xlsx.part`);
    writeFileSync(half, 'half');
    await running().resume();
    const again = await reaches(id, 'secretary', 'done');
    const after = await sheet((await fetchFile(id, 'secretary')).bytes);
    expect([existsSync(half), again.asOf, after[0]?.slice(0, 3)]).toEqual([false, first.asOf, before[0]?.slice(0, 3)]);
  });

  it('is given up after three tries, in words', async () => {
    const id = await ask('secretary', people());
    await reaches(id, 'secretary', 'done');
    await server.database.query("UPDATE table_export SET state = 'running', tries = 3 WHERE id = ?", [id]);
    running().start(Number(id));
    expect((await reaches(id, 'secretary', 'failed')).message).toContain('3 次');
  });

  it('stops when it was cancelled, and when its requester is disabled', async () => {
    const id = await ask('secretary', people());
    await reaches(id, 'secretary', 'done');
    await server.database.query("UPDATE table_export SET state = 'cancelled' WHERE id = ?", [id]);
    running().start(Number(id));
    expect(await job(id, 'secretary')).toMatchObject({ state: 'cancelled', file: null });
    await server.database.query("UPDATE table_export SET state = 'running', tries = 0, account_id = 999999 WHERE id = ?", [id]);
    running().start(Number(id));
    await waitFor('the orphan to fail', async () => ((await server.database.query<{ state: string }>('SELECT state FROM table_export WHERE id = ?', [id]))[0]?.state === 'failed' ? true : null));
  });

  it('removes files after a week and keeps the row', async () => {
    const id = await ask('secretary', people());
    await reaches(id, 'secretary', 'done');
    await server.database.query('UPDATE table_export SET finished_at = ? WHERE id = ?', [sqlTime(server.clock.now() - 8 * 86_400_000), id]);
    await running().sweep();
    expect([existsSync(join(server.dataDir, 'exports', `${id}.xlsx`)), (await fetchFile(id, 'secretary')).status, (await job(id, 'secretary')).file]).toEqual([false, 410, null]);
  });
});

describe('a long table', () => {
  const SIDE = 35;
  const MORE = SIDE * SIDE;
  beforeAll(async () => {
    const same = ['household_id', 'area_id', 'area_path', 'name_pinyin', 'name_initials', 'name_given', 'phone', 'phone_index', 'phone_tail', 'sex', 'relation', 'ethnic', 'residence_type', 'residence_status', 'recorded_at'].join(', ');
    await server.database.query(
      `INSERT INTO person (id, code, name, birth_date, ${same}) WITH RECURSIVE k (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < ${SIDE - 1}) SELECT 1000 + a.n * ${SIDE} + b.n, CONCAT('L', a.n * ${SIDE} + b.n), CONCAT('=', p.name), DATE_ADD('1940-01-01', INTERVAL a.n * ${SIDE} + b.n DAY), ${same.split(', ').map((column) => `p.${column}`).join(', ')} FROM person p, k a, k b WHERE p.id = 2`,
    );
  });

  it.each(['xlsx', 'csv'] as const)('%s holds the pages one after the other', async (format) => {
    const definition = people({ sort: [{ field: 'person.age', dir: 'desc' }] });
    const id = await ask('secretary', definition, { format });
    expect((await reaches(id, 'secretary', 'done')).total).toBe(MORE + 2);
    const { bytes } = await fetchFile(id, 'secretary');
    const rows = format === 'xlsx' ? ((await sheet(bytes))[0] ?? []) : parse(bytes.toString('utf8'), { bom: true, relax_column_count: true, skip_empty_lines: true });
    for (let page = 1; (page - 1) * 200 < MORE + 2; page += 1) {
      const result = (await call('run', 'secretary', { definition, page, pageSize: 200 })).body as unknown as TableResult;
      const from = 1 + (page - 1) * 200;
      const shown = result.rows.map((row) => result.columns.map((column) => row.values[column.id] ?? null));
      // What a spreadsheet would take for a formula bears an apostrophe in CSV.
      const text = (value: unknown): string => String(value ?? '').replace(/^=/, "'=");
      expect(rows.slice(from, from + shown.length).map((row) => shown[0]?.map((_, at) => (format === 'xlsx' ? (row[at] ?? null) : row[at])))).toEqual(format === 'xlsx' ? shown : shown.map((row) => row.map(text)));
    }
  });

  it('needs another person when a grid worker takes more than 200 rows, and ends where paper ends', async () => {
    const id = await ask('grid', people());
    expect(await job(id, 'grid')).toMatchObject({ state: 'waiting_approval', approval: [expect.stringContaining('200')] });
    expect((await call(`exports/${id}/approve`, 'secretary', { decision: 'approve' })).status).toBe(200);
    expect((await reaches(id, 'grid', 'done')).done).toBe(MORE + 2);
    await server.database.query("UPDATE table_export SET state = 'running', tries = 1 WHERE id = ?", [id]);
    await server.database.query("UPDATE person SET recorded_at = ? WHERE id = 1001", [sqlTime(server.clock.now())]);
    running().start(Number(id));
    // As it stood: the row recorded since then is not in it.
    expect((await reaches(id, 'grid', 'done')).total).toBe(MORE + 1);
  });
});
