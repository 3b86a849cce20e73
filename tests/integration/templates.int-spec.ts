import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TemplateFillReport, TemplateView } from '#contracts';
import { type FormBook, formParts } from '../support/office-form.js';
import { type MadeForm, OFFICE_LISTS } from '../support/office-lists.js';
import { OFFICE_SHEETS } from '../support/office-sheets.js';
import { sheetView, viewOf, writtenText } from '../support/package-view.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { zipFile } from '../support/xlsx-file.js';

/** Real: server, MariaDB, the worker that opens files. Two people aged over 60 in 幸福社区. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'secretary', 'grid', 'operator']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

async function upload(bytes: Buffer, name: string, who = 'secretary'): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  const response = await fetch(`${server.url}/api/v1/templates`, { method: 'POST', headers: { authorization: `Bearer ${tokens[who] ?? ''}` }, body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
async function fill(id: string, body: object, who = 'secretary'): Promise<{ status: number; bytes: Buffer; report: TemplateFillReport | null; error: { code: string; message: string } | null }> {
  const response = await fetch(`${server.url}/api/v1/templates/${id}/fill`, { method: 'POST', headers: { authorization: `Bearer ${tokens[who] ?? ''}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const bytes = Buffer.from(await response.arrayBuffer());
  const report = response.headers.get('x-fill-report');
  return { status: response.status, bytes, report: report === null ? null : (JSON.parse(decodeURIComponent(report)) as TemplateFillReport), error: response.ok ? null : (JSON.parse(bytes.toString()) as { error: { code: string; message: string } }).error };
}
const bytesOf = (book: FormBook): Buffer => zipFile(formParts(book));
const codeOf = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code: string } | undefined)?.code;
const made = (forms: readonly MadeForm[], part: string): MadeForm => {
  const found = forms.find((form) => form.name.includes(part));
  if (found === undefined) throw new Error(`no form ${part}`);
  return found;
};
const call = (path: string, method: string, body?: object, who = 'secretary') => server.call(`/api/v1/templates/${path}`, { method, token: tokens[who] ?? '', ...(body === undefined ? {} : { body }) });

describe('a department’s blank list', () => {
  const form = made(OFFICE_LISTS, '一行表头');

  it('is understood, filled by keywords under the masks of the page, and left otherwise as it was', async () => {
    const reply = await upload(bytesOf(form.book), '高龄老人花名册.xlsx');
    expect([reply.status, codeOf(reply)]).toEqual([201, undefined]);
    const template = reply.body as unknown as TemplateView;
    expect([template.kind, template.known, template.columns.find((column) => column.path === '联系电话')?.field]).toEqual(['list', false, 'person.phone']);
    const filled = await fill(template.templateId, { text: '60岁以上老人' });
    expect([filled.status, filled.error]).toEqual([200, null]);
    expect(filled.report).toMatchObject({ rows: 2, masked: expect.arrayContaining(['姓名', '联系电话']) });
    const sheet = sheetView(viewOf(filled.bytes));
    const text = [...sheet.cells.values()].map(writtenText).join('|');
    expect(text).toContain('张**');
    expect(text).toContain('154****0001');
    expect(text).not.toContain('15400000001');
    expect(text).toContain('测试街道幸福社区');
    expect(sheet.cells.get('A1')).toBe(sheetView(viewOf(bytesOf(form.book))).cells.get('A1'));
  });

  it('remembers what a person corrected, so that the next issue asks nothing', async () => {
    const first = (await upload(bytesOf(form.book), '一月.xlsx')).body as unknown as TemplateView;
    const cell = first.columns.find((column) => column.path === '备注')?.cell ?? '';
    const corrected = (await call(first.templateId, 'PATCH', { columns: { [cell]: 'person.work_unit' } })).body as unknown as TemplateView;
    expect(corrected.columns.find((column) => column.cell === cell)).toMatchObject({ field: 'person.work_unit', settled: true });
    const next = (await upload(bytesOf(form.book), '二月.xlsx')).body as unknown as TemplateView;
    expect([next.known, next.unsettled, next.columns.find((column) => column.cell === cell)?.field]).toEqual([true, 0, 'person.work_unit']);
    expect(codeOf(await call(first.templateId, 'PATCH', { columns: { [cell]: 'person.password' } }))).toBe('FIELD_UNKNOWN');
  });

  it('needs to be told who, understands or says what it did not, and keeps what is sensitive for an approved export', async () => {
    const template = (await upload(bytesOf(form.book), '表.xlsx')).body as unknown as TemplateView;
    expect((await fill(template.templateId, {})).error?.code).toBe('TEMPLATE_WHO');
    expect((await fill(template.templateId, { text: '天气怎么样' })).error).toMatchObject({ code: 'TEMPLATE_UNCLEAR', message: expect.stringContaining('天气') });
    expect((await fill(template.templateId, { text: '肢体残疾' })).error?.code).toBe('TABLE_APPROVAL');
  });

  it('is its owner’s alone', async () => {
    const template = (await upload(bytesOf(form.book), '我的.xlsx')).body as unknown as TemplateView;
    expect((await call(template.templateId, 'GET', undefined, 'leader')).status).toBe(404);
    expect((await fill(template.templateId, { text: '老人' }, 'grid')).status).toBe(404);
    expect((await call('', 'GET', undefined, 'operator')).status).toBe(403);
    expect((await call(template.templateId, 'DELETE')).status).toBe(204);
    expect((await call(template.templateId, 'GET')).status).toBe(404);
  });
});

describe('other forms', () => {
  it('of one person: the first of those named, and how many more there are', async () => {
    const form = OFFICE_SHEETS.find((item) => item.kind === 'form');
    const template = (await upload(bytesOf(form?.book ?? { sheets: [] }), '登记卡.xlsx')).body as unknown as TemplateView;
    expect(template.kind).toBe('form');
    const filled = await fill(template.templateId, { text: '60岁以上老人' });
    expect([filled.status, filled.report?.warnings.some((warning) => warning.includes('一人一表'))]).toEqual([200, true]);
    expect([...sheetView(viewOf(filled.bytes)).cells.values()].map(writtenText).join('|')).toContain('张**');
  });

  it('of counts: each cell is the number of its row and column, and agrees with the table page', async () => {
    const forms = [...OFFICE_LISTS, ...OFFICE_SHEETS].filter((item) => item.kind === 'cross');
    for (const form of forms) {
      const template = (await upload(bytesOf(form.book), '统计.xlsx', 'leader')).body as unknown as TemplateView;
      const filled = await fill(template.templateId, {}, 'leader');
      expect([form.name, filled.status, filled.error]).toEqual([form.name, 200, null]);
      expect(filled.report?.filledCells).toBeGreaterThan(0);
    }
    expect(forms.length).toBeGreaterThan(0);
  });

  it.each([
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '表.xls', 'FILE_XLS_LEGACY'],
    ['nothing', Buffer.alloc(0), '空.xlsx', 'FILE_EMPTY'],
    ['a text', Buffer.from('hello'), '表.xlsx', 'FILE_NOT_SHEET'],
  ])('%s is refused by name', async (_what, bytes, name, code) => {
    const reply = await upload(bytes, name);
    expect([reply.status >= 400 && reply.status < 500, codeOf(reply)]).toEqual([true, code]);
  });
});
