import { describe, expect, it, jest } from '@jest/globals';
import { axe, browserSuite, byId, shot } from './support.js';

jest.setTimeout(90_000);

const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium. A table is made by keywords, and the ledger of reuse says what that saved. */
describe('the reuse ledger in the browser', () => {
  const suite = browserSuite();

  it('counts a table made by keywords, and takes a measured baseline', async () => {
    const worker = await suite.open('grid', '/tables?q=1岁以上居民 姓名 电话', OFFICE);
    await byId(worker, 'export-xlsx').click();
    await worker.locator('[data-testid="export-status"][data-state="done"]').waitFor();
    const leader = await suite.open('leader', '/tables/reuse', OFFICE);
    await byId(leader, 'card-BUR-01').getByText('1 张').waitFor();
    await byId(leader, 'reused-person.phone').waitFor();
    await byId(leader, 'baseline-list').getByText('40 分钟').waitFor();
    expect(await axe(leader)).toEqual([]);
    await shot(leader, 'reuse');
    await byId(leader, 'baseline-edit-list').click();
    await byId(leader, 'baseline-minutes').fill('25');
    await byId(leader, 'baseline-note').fill('孙书记计时三次平均');
    await byId(leader, 'baseline-save').click();
    await byId(leader, 'baseline-list').getByText('25 分钟').waitFor();
    await byId(leader, 'reuse-month').selectOption({ index: 5 });
    await leader.getByText('这个月还没有生成过报表').waitFor();
    const seen = await suite.open('grid', '/tables/reuse', OFFICE);
    await byId(seen, 'card-BUR-01').waitFor();
    expect(await byId(seen, 'baseline-edit-list').count()).toBe(0);
  });
});
