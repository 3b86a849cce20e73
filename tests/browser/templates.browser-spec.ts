import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { formFile } from '../support/office-form.js';
import { OFFICE_LISTS } from '../support/office-lists.js';
import { sheetView, viewOf, writtenText } from '../support/package-view.js';
import { axe, browserSuite, byId, refusal, shot } from './support.js';

jest.setTimeout(90_000);

/** Real: server, MariaDB, Chromium, the worker that opens files. */
describe('a department’s blank form in the browser', () => {
  const suite = browserSuite();

  it('is uploaded, corrected by a click, filled by keywords and taken away', async () => {
    const page = await suite.open('secretary', '/tables/templates', { viewport: { width: 1366, height: 768 } });
    await byId(page, 'list-empty').waitFor();
    expect(await axe(page)).toEqual([]);
    const [form] = OFFICE_LISTS;
    await byId(page, 'template-file').setInputFiles({ name: '高龄老人花名册.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: formFile(form?.book ?? { sheets: [] }) });
    await byId(page, 'template-kind').getByText('名单表').waitFor();
    await page.getByRole('button', { name: '更改 备注' }).click();
    await page.getByRole('combobox', { name: '备注 填入的字段' }).fill('工作单位');
    await page.getByRole('option', { name: '工作单位 · 居民' }).click();
    await page.locator('tr', { hasText: '备注' }).locator('b', { hasText: '工作单位' }).waitFor();
    suite.browser.allow(refusal(400, '/fill'));
    await byId(page, 'template-fill').click();
    await byId(page, 'template-error').getByText('请写明填哪些人').waitFor();
    await byId(page, 'template-who').fill('60岁以上老人');
    const [download] = await Promise.all([page.waitForEvent('download'), byId(page, 'template-fill').click()]);
    expect(download.suggestedFilename()).toBe('高龄老人花名册(已填).xlsx');
    await byId(page, 'template-report').getByText('已填 2 行').waitFor();
    const texts = [...sheetView(viewOf(readFileSync(await download.path()))).cells.values()].map(writtenText);
    expect(texts).toContain('张**');
    expect(await axe(page)).toEqual([]);
    await shot(page, 'templates');
  });
});
