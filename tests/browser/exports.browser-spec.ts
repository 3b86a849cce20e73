import { readFile } from 'node:fs/promises';
import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readXlsx } from 'hucre';
import { TINY_PEOPLE } from '#testing';
import { axe, browserSuite, byId, shot, visit } from './support.js';

jest.setTimeout(120_000);
const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium and the file it saves. */
describe('a table as a file', () => {
  const suite = browserSuite();
  const table = (who: string, words: string): Promise<Page> => suite.open(who, `/tables?q=${encodeURIComponent(words)}`, OFFICE);
  const rowsOf = async (page: Page, id: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), byId(page, id).first().click()]);
    return { name: download.suggestedFilename(), rows: (await readXlsx(await readFile(await download.path()))).sheets[0]?.rows ?? [] };
  };

  it('comes with one click where nobody else must agree', async () => {
    const page = await table('secretary', '60岁以上老人 姓名 电话');
    const { name, rows } = await rowsOf(page, 'export-xlsx');
    expect([name, rows[0]?.slice(0, 2), rows.slice(1, 3).map((row) => row[0]).sort()]).toEqual([expect.stringMatching(/^居民名单_\d{8}_\d{4}\.xlsx$/), ['姓名', '联系电话'], ['张**', '欧**']]);
    await page.locator('[data-testid="export-status"][data-state="done"]').waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'export-done');
  });

  it('waits for another person where it must, and is in clear afterwards', async () => {
    const page = await table('secretary', '60岁以上老人 姓名 身份证号');
    await byId(page, 'export-hint').waitFor();
    await byId(page, 'export-xlsx').click();
    await byId(page, 'export-why').waitFor();
    await byId(page, 'export-reason').fill('民政高龄津贴核对');
    await shot(page, 'export-ask');
    await byId(page, 'export-submit').click();
    await page.locator('[data-testid="export-status"][data-state="waiting_approval"]').waitFor();
    const desk = await suite.open('leader', '/tables/exports', OFFICE);
    await byId(desk, 'approve').waitFor();
    expect(await axe(desk)).toEqual([]);
    await shot(desk, 'export-waiting');
    await byId(desk, 'approve').click();
    await byId(desk, 'decide-submit').click();
    await byId(desk, 'approve').waitFor({ state: 'detached' });
    await visit(page, '/tables/exports');
    // The newest stands first and may still be written; the one of the test before is done already.
    await page.locator('tr:first-child[data-testid^="mine-"][data-state="done"]').waitFor();
    const { rows } = await rowsOf(page, 'download');
    expect(rows.slice(1, 3).map((row) => row[1]).sort()).toEqual([TINY_PEOPLE[0]?.idNo, TINY_PEOPLE[1]?.idNo].sort());
    await shot(page, 'export-mine');
  });
});
