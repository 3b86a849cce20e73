import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axe, browserSuite, byId, shot } from './support.js';

jest.setTimeout(90_000);

const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium. 张测试 and 欧阳淑琴 live in 幸福社区, where 周网格 has a grid. */
describe('ties and care lists in the browser', () => {
  const suite = browserSuite();
  const open = (username: string, path: string): Promise<Page> => suite.open(username, path, OFFICE);
  const total = (page: Page, count: number) => page.locator(`[data-testid="people-total"][data-total="${count}"]`).waitFor();

  it('ties a person to a home and a place, and ends it', async () => {
    const page = await open('secretary', '/ledger/people/2');
    await byId(page, 'tab-tags').click();
    const find = async (text: string, option: RegExp) => {
      await page.getByRole('combobox', { name: '对象', exact: true }).fill(text);
      await page.getByRole('option', { name: option }).click();
    };
    await byId(page, 'link-add').click();
    await byId(page, 'link-save').click();
    await byId(page, 'link-error').getByText('请查找并选择房屋').waitFor();
    await find('1号楼1单元302', /幸福里小区1号楼1单元 302 室/);
    await byId(page, 'link-note').fill('房产证');
    expect(await axe(page)).toEqual([]);
    await byId(page, 'link-save').click();
    await byId(page, 'link-row-owns').getByText('现住房屋').waitFor();
    await byId(page, 'link-add').click();
    await byId(page, 'link-cares_for').check();
    await find('张', /^张\*\*/);
    await byId(page, 'link-save').click();
    await byId(page, 'link-row-cares_for').getByRole('link', { name: '张**' }).waitFor();
    await shot(page, 'ledger-links');
    await byId(page, 'link-row-cares_for').getByTestId('link-end').click();
    await byId(page, 'link-end-note').fill('搬去同住');
    await byId(page, 'link-end-save').click();
    await byId(page, 'link-row-cares_for').getByTestId('link-end').waitFor({ state: 'detached' });
    await byId(page, 'tab-history').click();
    await byId(page, 'change-person.link').first().getByText('搬去同住').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('gives people to a grid worker to look after', async () => {
    const page = await open('secretary', '/ledger/people');
    await total(page, 2);
    await byId(page, 'pick-all').check();
    await byId(page, 'care-open').click();
    await page.getByRole('dialog').getByText('周网格 · 幸福社区第一网格').first().waitFor();
    await byId(page, 'care-reason').fill('11 月分工表');
    expect(await axe(page)).toEqual([]);
    await shot(page, 'ledger-care');
    await byId(page, 'care-save').click();
    await page.getByText('已列入关爱名单 2 人').waitFor();
    await byId(page, 'filter-care').check();
    await total(page, 2);
    await byId(page, 'person-P2').getByRole('link').click();
    await byId(page, 'record-carers').getByText('周网格').waitFor();
    await byId(page, 'side').getByTestId('care-open').click();
    await byId(page, 'care-end').check();
    await byId(page, 'care-reason').fill('本人不再需要');
    await byId(page, 'care-save').click();
    await byId(page, 'record-carers').waitFor({ state: 'detached' });
    await total(page, 1);
  });

  it('narrows the places by kind and by what is due', async () => {
    const page = await open('secretary', '/ledger/places');
    const places = (count: number) => page.locator(`[data-testid="list-total"][data-total="${count}"]`).waitFor();
    const choose = async (box: string, option: string) => {
      await page.getByRole('combobox', { name: box, exact: true }).press('ArrowDown');
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await places(1);
    await choose('本周自查', '已自查');
    await places(0);
    await byId(page, 'filter-clear').click();
    await places(1);
    await choose('类别', '小餐饮');
    await page.waitForURL('**/ledger/places?kind=dining');
    await places(1);
    await choose('隐患', '无未销隐患');
    await places(1);
    await shot(page, 'ledger-places');
    expect(await axe(page)).toEqual([]);
    await page.reload();
    await places(1);
    await choose('类别', '小旅馆');
    await byId(page, 'list-empty').waitFor();
  });
});
