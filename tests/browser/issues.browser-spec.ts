import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { TableDefinition } from '#contracts';
import { axe, browserSuite, byId, shot } from './support.js';

jest.setTimeout(90_000);

const OFFICE = { viewport: { width: 1366, height: 768 } };
const ELDERS: TableDefinition = { entity: 'person', columns: ['person.name', 'person.age', 'person.phone'], filters: [{ field: 'person.age', op: 'gte', value: 1 }], groupBy: [], aggregates: [] };

/** Real: server, MariaDB, Chromium, the file on disk. A grid worker's list goes to the secretary and out, twice. */
describe('tables on their way, in the browser', () => {
  const suite = browserSuite();
  const state = (page: Page, wanted: string) => page.locator(`[data-testid="issue"][data-state="${wanted}"]`).waitFor();
  const written = (page: Page) => page.locator('[data-testid="issue"][data-file="done"]').waitFor();

  async function through(no: number): Promise<void> {
    const worker = await suite.open('grid', '/tables', OFFICE);
    await byId(worker, 'prepare-走访老人').click();
    await byId(worker, 'prepare-comment').fill('请核对');
    await byId(worker, 'prepare-submit').click();
    await worker.waitForURL('**/tables/issues?id=*');
    await written(worker);
    await byId(worker, 'issue-rows').getByText(/^154\*{4}\d{4}$/).first().waitFor();
    const secretary = await suite.open('secretary', '/tables/issues', OFFICE);
    await byId(secretary, 'issues-waiting').getByRole('button', { name: `走访老人 第 ${no} 期` }).click();
    if (no === 2) {
      await byId(secretary, 'tab-difference').click();
      await byId(secretary, 'difference-counts').getByText('新增 0，减少 0，变化 1，未变 1').waitFor();
      await byId(secretary, 'difference').getByText('联系电话：页面修改，孙书记').waitFor();
      expect(await axe(secretary)).toEqual([]);
      await shot(secretary, 'issue-difference');
    }
    if (no === 1) {
      await byId(secretary, 'step-return').click();
      await byId(secretary, 'step-error').getByText('退回时请写明意见').waitFor();
      expect(await axe(secretary)).toEqual([]);
      await shot(secretary, 'issue-check');
    }
    await byId(secretary, 'step-check').click();
    await state(secretary, 'checked');
    await byId(secretary, 'step-approve').click();
    await state(secretary, 'approved');
    await worker.reload();
    await state(worker, 'approved');
    await byId(worker, 'step-recipient').fill('区民政局');
    await byId(worker, 'step-issue').click();
    await state(worker, 'issued');
    const [download] = await Promise.all([worker.waitForEvent('download'), byId(worker, 'issue-file').click()]);
    expect(download.suggestedFilename()).toMatch(/^居民名单_\d{8}_\d{4}\.xlsx$/);
    if (no === 2) {
      await byId(worker, 'recheck-run').click();
      await worker.locator('[data-testid="recheck"][data-state="equal"]').waitFor();
      await byId(worker, 'tab-steps').click();
      await byId(worker, 'steps').getByText('发往区民政局').waitFor();
      await shot(worker, 'issue-steps');
    }
  }

  it('prepares, checks, approves, sends, and says next time what changed and why', async () => {
    const token = await suite.server.signIn('grid');
    await suite.server.call('/api/v1/saved-tables', { token, method: 'POST', body: { name: '走访老人', text: '老人 姓名 年龄 电话', definition: ELDERS } });
    await through(1);
    const secretary = await suite.server.signIn('secretary');
    const { version } = (await suite.server.call('/api/v1/residents/1', { token: secretary })).body;
    await suite.server.call('/api/v1/residents/1', { token: secretary, method: 'PATCH', body: { version, changes: { 'person.phone': '15499990001' }, reason: '入户核实' } });
    await through(2);
    const home = await suite.open('grid', '/', OFFICE);
    await home.getByRole('link', { name: /报表流转/ }).first().waitFor();
  });
});
