import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { writeXlsx } from 'hucre';
import { Random } from '#catalogue';
import { waitFor } from '#testing';
import { PeopleMaker } from '../support/messy-people.js';
import { messySheet } from '../support/messy-sheet.js';
import { axe, browserSuite, byId, refusal, shot, visit } from './support.js';

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
    // A row opened before the narrowed list is there would close again with the list it stood in.
    await byId(page, 'row-4').waitFor({ state: 'detached' });
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
    await visit(page, '/ledger/imports');
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

  it('stops between two parts when it is paused, and goes on from there', async () => {
    const before = await people();
    const signs = [...'甲乙丙丁戊己庚辛壬癸'];
    const ids = new PeopleMaker(new Random(9));
    const rows = ['赵', '钱', '孙'].flatMap((name) => signs.flatMap((a) => signs.map((b) => [`${name}${a}${b}`, ids.idFor('1980-01-01', '1'), '其他亲属', HOUSE])));
    const page = await upload('大名册.xlsx', await writeXlsx({ sheets: [{ name: 'Sheet1', rows: [['姓名', '身份证号', '与户主关系', '现住址'], ...rows] }] }));
    await reaches(page, 'ready');
    await settle(page);
    await byId(page, 'count-create').and(page.locator('[data-value="300"]')).waitFor();
    // The first part waits for a home that somebody else holds, so that the pause comes in the middle of it on any machine.
    let release = (): void => undefined;
    const letGo = new Promise<void>((resolve) => (release = resolve));
    const holding = suite.server.database.transaction(async (tx) => {
      await tx.query('SELECT id FROM house WHERE id = 1 FOR UPDATE');
      await letGo;
    });
    await byId(page, 'commit').click();
    await byId(page, 'confirm').click();
    await reaches(page, 'committing');
    await byId(page, 'pause').click();
    await reaches(page, 'paused');
    expect(await people()).toBe(before);
    release();
    await holding;
    await waitFor('the part that was under way', async () => ((await people()) === before + 100 ? true : null));
    await page.reload();
    await byId(page, 'progress').getByText('100 / 300').waitFor();
    await reaches(page, 'paused');
    expect(await axe(page)).toEqual([]);
    await byId(page, 'resume').click();
    await reaches(page, 'done');
    expect(await people()).toBe(before + 300);
  });

  it('says by name what cannot be read', async () => {
    suite.browser.allow(refusal(400, '/api/v1/imports'));
    const page = await upload('名册.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
    expect(await byId(page, 'upload-error').innerText()).toContain('名册.xls');
  });
});
