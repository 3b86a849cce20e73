import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { SharedTable } from '#contracts';
import { axe, browserSuite, byId, refusal, shot } from './support.js';
import { PASSWORD } from '../support/server.js';

jest.setTimeout(120_000);
const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium, and the other system's own fetch. */
describe('a table for another system', () => {
  const suite = browserSuite();

  async function save(page: Page, name: string): Promise<void> {
    const definition = { entity: 'person', columns: ['person.name', 'person.age', 'person.community'], filters: [{ field: 'person.age', op: 'gte', value: 60 }] };
    expect((await page.context().request.post('/api/v1/saved-tables', { data: { name, text: '60岁以上老人 姓名 年龄 社区', definition } })).status()).toBe(201);
  }
  const read = async (path: string, key: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${suite.server.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, text: await response.text() };
  };

  it('is shared from the saved tables, read with its key, followed in its log, and stopped', async () => {
    const page = await suite.open('secretary', '/', OFFICE);
    await save(page, '高龄老人');
    await page.goto('/tables');
    await byId(page, 'share-高龄老人').waitFor();
    await shot(page, 'shares-saved');
    await byId(page, 'share-高龄老人').click();
    await byId(page, 'share-system').fill('区民政局 社会救助系统');
    await byId(page, 'share-purpose').fill('高龄津贴核对');
    expect(await axe(page)).toEqual([]);
    await shot(page, 'shares-new');
    await page.keyboard.press('Enter');
    await byId(page, 'share-withheld').getByText('姓名').waitFor();
    const key = await byId(page, 'share-key').inputValue();
    const line = await byId(page, 'share-json').inputValue();
    const path = /(\/api\/v1\/shared-tables\/\d+)/.exec(line)?.[1] ?? '';
    expect(line).toContain(`'Authorization: Bearer ${key}' '${suite.server.url}${path}`);
    expect(await axe(page)).toEqual([]);
    await shot(page, 'shares-key');
    await page.keyboard.press('Escape');
    await byId(page, 'share-key-done').click();
    await byId(page, 'share-key').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(key);

    const json = JSON.parse((await read(path, key)).text) as SharedTable;
    expect([json.columns.map((column) => column.label), json.rows.map((row) => row[1]), json.withheld]).toEqual([['年龄', '所属社区'], ['幸福社区', '幸福社区'], ['姓名']]);
    expect((await read(`${path}?format=csv`, key)).text).toContain('水印 区民政局 社会救助系统');

    await byId(page, 'share-reads').click();
    await byId(page, 'share-log').locator('tr[data-outcome="ok"]').nth(1).waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'shares-log');
    await page.keyboard.press('Escape');
    await byId(page, 'share-log').waitFor({ state: 'detached' });

    await byId(page, 'share-revoke').click();
    await shot(page, 'shares-revoke');
    await byId(page, 'act-submit').click();
    await page.locator('[data-testid="share-row-区民政局 社会救助系统"][data-state="revoked"]').waitFor();
    expect((await read(path, key)).status).toBe(401);
    expect(await byId(page, 'share-revoke').count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await shot(page, 'shares-list');
  });

  it('asks for the password again, and gives a new key', async () => {
    const page = await suite.open('leader', '/tables/shares', OFFICE);
    await byId(page, 'list-empty').or(byId(page, 'share-reads').first()).waitFor();
    await save(page, '老人');
    await suite.server.database.query('UPDATE session SET step_up_at = NULL');
    suite.browser.allow(refusal(401, '/api/v1/data-shares'));
    await byId(page, 'share-new').click();
    await byId(page, 'share-table').click();
    await page.getByRole('option', { name: '老人（第 1 版）' }).click();
    await byId(page, 'share-system').fill('统计平台');
    await byId(page, 'share-purpose').fill('月报');
    await byId(page, 'share-submit').click();
    await byId(page, 'share-password').fill(PASSWORD);
    await shot(page, 'shares-password');
    await byId(page, 'share-submit').click();
    const first = await byId(page, 'share-key').inputValue();
    await byId(page, 'share-key-done').click();
    const row = page.locator('[data-testid="share-row-统计平台"]');
    await row.getByTestId('share-rekey').click();
    await byId(page, 'act-submit').click();
    const line = await byId(page, 'share-json').inputValue();
    const second = await byId(page, 'share-key').inputValue();
    const path = /(\/api\/v1\/shared-tables\/\d+)/.exec(line)?.[1] ?? '';
    expect([first === second, (await read(path, first)).status, (await read(path, second)).status]).toEqual([false, 401, 200]);
    await byId(page, 'share-key-done').click();
  });

  it('is nothing for a grid worker', async () => {
    suite.browser.allow(refusal(403, '/api/v1/data-shares'));
    const page = await suite.open('grid', '/tables/shares', OFFICE);
    await page.getByText('您的角色无权进行此操作').waitFor();
    expect(await byId(page, 'share-new').count()).toBe(0);
    await shot(page, 'shares-refused');
    await save(page, '我的老人');
    await page.goto('/tables');
    await byId(page, 'saved-我的老人').waitFor();
    expect(await byId(page, 'share-我的老人').count()).toBe(0);
  });
});
