import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axe, browserSuite, byId, shot, visit } from './support.js';

jest.setTimeout(90_000);

/** The office PC of the issue. */
const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium. Two people in 幸福社区, one in 和平社区. */
describe('tables in the browser', () => {
  const suite = browserSuite();
  const open = (username: string, path = '/tables'): Promise<Page> => suite.open(username, path, OFFICE);
  const type = (page: Page, words: string) => byId(page, 'table-q').fill(words);
  const counted = (page: Page, count: number) => page.locator(`[data-testid="table-total"][data-total="${count}"]`).waitFor();

  it('makes a table while the words are typed, edits it by its chips, and takes back', async () => {
    const page = await open('leader');
    await byId(page, 'table-start').waitFor();
    expect(await axe(page)).toEqual([]);
    await type(page, '60岁以上老人 姓名 联系电活');
    await counted(page, 2);
    await byId(page, 'chips').getByText('联系电活 → 联系电话').waitFor();
    expect(await byId(page, 'cell-person.name').allTextContents()).toEqual(['张**', '欧**']);
    expect(new URL(page.url()).searchParams.get('q')).toBe('60岁以上老人 姓名 联系电活');
    await byId(page, 'chip-filter').getByRole('button', { name: /去掉条件/ }).click();
    await counted(page, 3);
    await byId(page, 'undo').click();
    await counted(page, 2);
    await byId(page, 'add-column').selectOption('person.sex');
    await byId(page, 'cell-person.sex').first().getByText('男').waitFor();
    await page.getByRole('columnheader', { name: '年龄' }).getByRole('button').click();
    await page.locator('th[aria-sort="ascending"]').waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'tables-list');
  });

  it('opens the source of a cell by keyboard alone, and closes it where one was', async () => {
    const page = await open('secretary', `/tables?q=${encodeURIComponent('60岁以上 姓名 电话')}`);
    await counted(page, 2);
    await page.locator('td[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const card = byId(page, 'source-card');
    await card.getByText('来源').first().waitFor();
    await card.getByRole('link', { name: '打开档案' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'tables-source');
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.tagName')).toBe('TD');
  });

  it('counts by group, as rows and as bars', async () => {
    const page = await open('leader', `/tables?q=${encodeURIComponent('各社区男女人数')}`);
    await byId(page, 'totals').getByText('3').waitFor();
    await byId(page, 'chart-on').click();
    await byId(page, 'table-chart').locator('canvas').waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'tables-chart');
  });

  it('keeps a table under a name, as it was edited, and opens it again', async () => {
    const page = await open('secretary');
    await type(page, '60岁以上老人 姓名');
    await counted(page, 2);
    await byId(page, 'add-column').selectOption('person.sex');
    await byId(page, 'cell-person.sex').first().waitFor();
    await byId(page, 'table-save').click();
    await byId(page, 'saved-name').fill('每月老人名单');
    expect(await axe(page)).toEqual([]);
    await byId(page, 'saved-save').click();
    await page.getByText('已存为常用表').waitFor();
    await visit(page, '/tables');
    await byId(page, 'saved-每月老人名单').click();
    await counted(page, 2);
    await byId(page, 'cell-person.sex').first().waitFor();
    await type(page, '帮我查下天气');
    await byId(page, 'table-refuse').getByRole('button', { name: '每月老人名单' }).waitFor();
  });

  it('asks instead of guessing, refuses with examples, and lists nobody for something sensitive', async () => {
    const page = await open('leader');
    await type(page, '老党员');
    await byId(page, 'reading-0').getByText('0 人').waitFor();
    expect(await axe(page)).toEqual([]);
    await byId(page, 'reading-2').click();
    await counted(page, 0);
    await type(page, '帮我查下天气');
    await byId(page, 'table-refuse').getByText('“天气”').waitFor();
    await type(page, '肢体残疾');
    await byId(page, 'withheld').waitFor();
    await type(page, '');
    await byId(page, 'table-start').waitFor();
  });
});
