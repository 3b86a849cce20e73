import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre';
import type { ImportJob, ImportRow, Page, ResidentDetail, ResidentItem } from '#contracts';
import { waitFor } from '#testing';
import { CommittingService } from '../../apps/server/src/features/imports/committing.service.js';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, the reading worker. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'secretary', 'grid', 'operator']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const get = (path: string, who = 'secretary') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '' });
const post = (path: string, body: unknown, who = 'secretary', method = 'POST') => server.call(`/api/v1${path}`, { token: tokens[who] ?? '', method, body });
const HEADERS = ['序号', '姓名', '身份证号', '性别', '联系电话', '与户主关系', '现住址', '工作单位', '是否空巢', '怪列'];

async function upload(rows: (string | number | null)[][], name = '名册.xlsx', who = 'secretary', bytes?: Uint8Array): Promise<{ status: number; body: Record<string, unknown> }> {
  const content = bytes ?? (await writeXlsx({ sheets: [{ name: 'Sheet1', rows }] }));
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)]), name);
  const response = await fetch(`${server.url}/api/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${tokens[who]}` }, body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function ready(id: unknown, state = 'ready'): Promise<ImportJob> {
  expect(id).toMatch(/^\d+$/);
  return waitFor(`import to be ${state}`, async () => {
    const job = (await get(`/imports/${String(id)}`)).body as unknown as ImportJob;
    if (job.state === 'failed') throw new Error(job.message ?? 'failed');
    return job.state === state ? job : null;
  });
}
const rowsOf = async (id: string, state = '') => ((await get(`/imports/${id}/rows?pageSize=100${state === '' ? '' : `&state=${state}`}`)).body as unknown as Page<ImportRow>).items;
const checksum = async () => server.database.query<{ n: number; versions: number }>("SELECT COUNT(*) AS n, SUM(version) AS versions FROM person WHERE residence_status = 'LIVING'");
const code = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code?: string } | undefined)?.code;

const SHEET = [
  ['幸福社区居民花名册', null, null, null, null, null, null, null, null, null],
  HEADERS,
  [1, '张测试', '000000194801010013', '男', '15400000001', '户主', '幸福里小区1号楼1单元302室', '新单位', '是', 'a'],
  [2, '陈新来', '00000019800101003X', '男', '154 3333 4444', '其他亲属', '幸福里小区1号楼1单元302室', null, null, 'b'],
  [3, '赵错号', '000000198001010012', '男', '15433335555', '非亲属', '幸福里小区1号楼1单元302室', null, null, 'c'],
  [4, '钱无址', '000000195508151188', '女', '15433336666', '户主', '幸福里小区9号楼1单元101室', null, null, 'd'],
  [5, '买买提·艾力', '000000197507179014', '男', '15433337777', '户主', '幸福里小区1号楼1单元302室', null, null, 'e'],
  ['合计', 5, null, null, null, null, null, null, null, null],
];

describe('a sheet from upload to undo', () => {
  let job: ImportJob;

  it('is understood, checked and matched, and says so row by row', async () => {
    const reply = await upload(SHEET);
    expect(reply.status).toBe(201);
    job = await ready(reply.body['importId']);
    expect(job).toMatchObject({ total: 5, titles: ['幸福社区居民花名册'], counts: { reject: 3, create: 1 } });
    expect(job.columns.map((column) => column.target)).toEqual([null, 'person.name', 'person.id_no', 'person.sex', 'person.phone', 'person.relation', 'person.live_address', 'person.work_unit', 'tag:empty_nest', null]);
    const rows = await rowsOf(job.id);
    expect(rows.map((row) => [row.row, row.state])).toEqual([[3, rows[0]?.state], [4, 'create'], [5, 'reject'], [6, 'reject'], [7, 'reject']]);
    expect(rows[0]?.match?.reasons.map((reason) => reason.text)).toContain('身份证号相同');
    expect(rows[2]?.faults.map((fault) => fault.message).join()).toContain('校验');
    expect(rows[3]?.faults.map((fault) => fault.message).join()).toContain('找不到对应的房屋');
    expect(JSON.stringify(rows[4])).not.toContain('和平');
  });

  it('belongs to who uploaded it', async () => {
    expect((await get(`/imports/${job.id}`, 'grid')).status).toBe(404);
    expect((await get('/imports', 'leader')).status).toBe(403);
  });

  const errorBook = () => fetch(`${server.url}/api/v1/imports/${job.id}/errors.xlsx`, { headers: { authorization: `Bearer ${tokens['secretary']}` } });
  it('gives the rejected rows back as a marked workbook', async () => {
    const response = await errorBook();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
    expect(Buffer.from(await response.arrayBuffer()).subarray(0, 2).toString()).toBe('PK');
  });

  it('commits nothing while a row is bad, unless bad rows are to be skipped', async () => {
    const before = await checksum();
    expect(code(await post(`/imports/${job.id}/commit`, {}))).toBe('IMPORT_HAS_ERRORS');
    expect(await checksum()).toEqual(before);
    expect((await post(`/imports/${job.id}/commit`, { skipBad: true })).status).toBe(200);
    job = await ready(job.id, 'done');
    const added = ((await get('/residents?q=cxl')).body as unknown as Page<ResidentItem>).items;
    expect(added).toHaveLength(1);
    const record = (await get(`/residents/${added[0]?.id}`)).body as unknown as ResidentDetail;
    expect(record.values).toMatchObject({ 'person.age': 46, 'person.live_address': '幸福里小区1号楼 ****' });
    expect(record.fields['person.phone']?.source).toMatchObject({ kind: 'import', by: '孙书记' });
    const zhang = (await get('/residents/1')).body as unknown as ResidentDetail;
    expect(zhang.tags.map((tag) => tag.code)).toContain('empty_nest');
    expect(code(await post(`/imports/${job.id}/commit`, { skipBad: true }))).toBe('IMPORT_STATE');
    expect(await server.differences()).toEqual([]);
  });

  it('still gives the rejected rows back when the others are in the ledger', async () => {
    expect((await rowsOf(job.id, 'reject')).map((row) => row.row)).toEqual([5, 6, 7]);
    expect(job.allowedActions).toContain('errors');
    const { rows } = (await readXlsx(new Uint8Array(await (await errorBook()).arrayBuffer()))).sheets[0] ?? {};
    expect(rows?.slice(1).map((row) => row.find((cell) => cell === '赵错号' || cell === '钱无址' || cell === '买买提·艾力'))).toEqual(['赵错号', '钱无址', '买买提·艾力']);
  });

  it('is known when it comes again', async () => {
    const again = await ready((await upload(SHEET)).body['importId']);
    // The workbook is written anew, so its bytes may differ; the same bytes are recognised.
    expect(again.counts.same ?? 0).toBeGreaterThanOrEqual(1);
  });

  it('is taken back exactly', async () => {
    expect((await post(`/imports/${job.id}/undo`, {})).status).toBe(200);
    job = await ready(job.id, 'undone');
    expect(((await get('/residents?q=cxl')).body as unknown as Page<ResidentItem>).total).toBe(0);
    const zhang = (await get('/residents/1')).body as unknown as ResidentDetail;
    expect(zhang.tags.map((tag) => tag.code)).not.toContain('empty_nest');
    expect(zhang.values['person.work_unit']).toBe('红星金丝雀厂');
    expect(await server.differences()).toEqual([]);
    expect((await server.database.query("SELECT id FROM audit_entry WHERE action IN ('import.committed', 'import.undone')")).length).toBe(2);
  });
});

describe('mapping', () => {
  it('asks about weak headers and remembers the answer for the sender', async () => {
    const sheet = [['姓名', '身份证号', '哪里'], ['张测试', '000000194801010013', '幸福里小区1号楼1单元302室'], ['欧阳淑琴', '000000195003054526', '幸福里小区1号楼1单元302室']];
    const first = await ready((await upload(sheet)).body['importId']);
    expect(first.columns[2]).toMatchObject({ settled: false });
    const mapping = { 0: 'person.name', 1: 'person.id_no', 2: 'person.live_address' };
    expect((await post(`/imports/${first.id}`, { mapping: { 0: 'person.hat' } }, 'secretary', 'PATCH')).status).toBe(400);
    expect((await post(`/imports/${first.id}`, { mapping: { 0: 'person.name', 1: 'person.name' } }, 'secretary', 'PATCH')).status).toBe(400);
    expect((await post(`/imports/${first.id}`, { mapping }, 'secretary', 'PATCH')).status).toBe(200);
    const mapped = await ready(first.id);
    expect(mapped.counts).toEqual({ same: 2 });
    const second = await ready((await upload([...sheet, ['陌生人', '00000019800101003X', '幸福里小区1号楼1单元302室']])).body['importId']);
    expect(second.columns.map((column) => [column.target, column.settled])).toEqual(Object.values(mapping).map((target) => [target, true]));
  });
});

describe('a check cut off by a stop of the program', () => {
  it('is given up at the next start with what to do', async () => {
    const { id } = await ready((await upload(SHEET)).body['importId']);
    await server.database.query("UPDATE import_job SET state = 'checking' WHERE id = ?", [id]);
    await server.running.app.get(CommittingService).onApplicationBootstrap();
    expect((await get(`/imports/${id}`)).body).toMatchObject({ state: 'failed', message: '检查时服务中断，请重新上传' });
  });
});

describe('files that are not read', () => {
  const named = async (bytes: Uint8Array, name: string) => code(await upload([], name, 'secretary', bytes));
  it('are refused by name', async () => {
    expect(await named(new Uint8Array(), 'a.xlsx')).toBe('FILE_EMPTY');
    expect(await named(Buffer.from('%PDF-1.7 fake'), 'a.xlsx')).toBe('FILE_NOT_SHEET');
    expect(await named(Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'a.xls')).toMatch(/^FILE_/);
    expect(await named(Buffer.from('PK\u0003\u0004half'), 'a.xlsx')).toBe('FILE_DAMAGED');
    expect(await named(Buffer.from('只有一句话'), 'a.csv')).toBe('FILE_NO_HEADER');
    expect(code(await post('/imports', { a: 1 }))).toBe('FILE_MISSING');
    expect((await upload(SHEET, 'a.xlsx', 'operator')).status).toBe(403);
  });
  it('leave nothing behind', async () => {
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(`${server.dataDir}/uploads`)).toEqual([]);
  });
});
