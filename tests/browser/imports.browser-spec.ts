import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { writeXlsx } from 'hucre';
import { messySheet } from '../support/messy-sheet.js';
import { axe, browserSuite, byId, refusal, shot } from './support.js';

jest.setTimeout(120_000);
const OFFICE = { viewport: { width: 1366, height: 768 } };
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** People of the tiny street, one of them new, one row with a wrong check digit, under merged titles. */
const HOUSE = '幸福里小区1号楼1单元302室';
const SHEET = [
  ['幸福社区居民花名册', null, null, null, null, null, null],
  ['序号', '姓名', '身份证号', '联系电话', '与户主关系', '现住址', '工作单位'],
  [1, '张测试', '000000194801010013', '15400000001', '户主', HOUSE, '新单位'],
  [2, '陈新来', '00000019800101003X', '154 3333 4444', '其他亲属', HOUSE, null],
  [3, '赵错号', '000000198001010012', '15433335555', '非亲属', HOUSE, null],
  ['合计', 3, null, null, null, null, null],
];

/** Real: server, MariaDB, the reading worker, Chromium. */
describe('a sheet in the browser', () => {
  const suite = browserSuite();

  const upload = async (name: string, bytes: Uint8Array): Promise<Page> => {
    const page = await suite.open('secretary', '/ledger/imports', OFFICE);
    await byId(page, 'import-file').setInputFiles({ name, mimeType: XLSX, buffer: Buffer.from(bytes) });
    return page;
  };
  const reaches = (page: Page, state: string) => page.locator(`[data-testid="import-state"][data-state="${state}"]`).waitFor();
  const settle = async (page: Page) => {
    const open = page.locator('[data-testid^="confirm-"]:not([data-testid="confirm-likely"])');
    while ((await open.count()) > 0) await open.first().click();
    const apply = byId(page, 'apply-mapping');
    if ((await apply.count()) === 0) return;
    await apply.click();
    await apply.waitFor({ state: 'detached' });
    await reaches(page, 'ready');
  };
  const people = async () => Number((await suite.server.database.query<{ n: number }>("SELECT COUNT(*) AS n FROM person WHERE residence_status = 'LIVING'"))[0]?.n);

  it('goes from upload over the preview to the ledger and back', async () => {
    const before = await people();
    const page = await upload('名册.xlsx', await writeXlsx({ sheets: [{ name: 'Sheet1', rows: SHEET }] }));
    await reaches(page, 'ready');
    await settle(page);
    await byId(page, 'count-reject').and(page.locator('[data-value="1"]')).waitFor();
    await byId(page, 'count-create').and(page.locator('[data-value="1"]')).waitFor();
    await byId(page, 'count-reject').click();
    await byId(page, 'row-5').getByText('校验').first().waitFor();
    await byId(page, 'open-row-5').click();
    await byId(page, 'row-5').getByRole('columnheader', { name: '表格中' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'import-preview');
    await byId(page, 'commit').click();
    await page.getByText('1 行不能入库，将跳过').waitFor();
    await byId(page, 'confirm').click();
    await reaches(page, 'done');
    expect(await people()).toBe(before + 1);
    await byId(page, 'row-4').getByRole('link', { name: '陈新来' }).click();
    await page.waitForURL(/\/ledger\/people\/\d+$/);
    await page.goBack();
    await reaches(page, 'done');
    await byId(page, 'undo').click();
    await byId(page, 'confirm').click();
    await reaches(page, 'undone');
    expect(await people()).toBe(before);
    await page.goto('/ledger/imports');
    await page.getByRole('link', { name: '名册.xlsx' }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('reads a sheet as offices send it, and lets nothing in that nobody confirmed', async () => {
    const sheet = messySheet(2, 40);
    const page = await upload(sheet.name, sheet.bytes);
    await reaches(page, 'ready');
    expect(await page.locator('[data-testid^="column-"]').count()).toBe(sheet.columns.length);
    const open = byId(page, 'open-columns');
    if ((await open.count()) > 0) expect(await byId(page, 'commit').isDisabled()).toBe(true);
    await settle(page);
    expect(await page.locator('tbody[data-testid^="row-"]').count()).toBe(Math.min(50, sheet.rows.length));
    const errors = await page.request.get((await byId(page, 'errors').getAttribute('href')) ?? '');
    expect([errors.status(), (await errors.body()).subarray(0, 2).toString()]).toEqual([200, 'PK']);
    await shot(page, 'import-messy');
  });

  it('says by name what cannot be read', async () => {
    suite.browser.allow(refusal(400, '/api/v1/imports'));
    const page = await upload('名册.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
    expect(await byId(page, 'upload-error').innerText()).toContain('名册.xls');
  });
});
