import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ResidentDetail } from '#contracts';
import { PASSWORD } from '../support/server.js';
import { axe, browserSuite, byId, refusal, shot, visit } from './support.js';

jest.setTimeout(90_000);

const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium. The tiny street: 张测试 and 欧阳淑琴 in 幸福社区, a third person elsewhere. */
describe('the ledger in the browser', () => {
  const suite = browserSuite();

  const open = (username: string, path: string): Promise<Page> => suite.open(username, path, OFFICE);
  const total = (page: Page, count: number) => page.locator(`[data-testid="people-total"][data-total="${count}"]`).waitFor();
  const choose = async (page: Page, box: string, option: string) => {
    await page.getByRole('combobox', { name: box, exact: true }).last().press('ArrowDown');
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  /** What a field of the record shows. */
  const value = (page: Page, field: string) => byId(page, `field-${field}`).locator('.value > span').first().innerText();
  /** Somebody else changes the record meanwhile. */
  const otherChanges = async (id: number, changes: object) => {
    const token = await suite.server.signIn('grid');
    const { version } = (await suite.server.call(`/api/v1/residents/${id}`, { token })).body as unknown as ResidentDetail;
    expect((await suite.server.call(`/api/v1/residents/${id}`, { token, method: 'PATCH', body: { version, changes, reason: '电话核对' } })).status).toBe(200);
  };

  it('finds a person by initials; a reload and the address show the same', async () => {
    const page = await open('secretary', '/ledger/people');
    await total(page, 2);
    await byId(page, 'scope').getByText('范围：幸福社区').waitFor();
    expect(await page.getByRole('navigation', { name: '页面' }).getByRole('link').allInnerTexts()).toEqual(['总览', '底册', '表格', '模板', '流转', '待审核', '导入']);
    await byId(page, 'people-q').fill('oysq');
    await byId(page, 'people-q').press('Enter');
    await total(page, 1);
    await byId(page, 'person-P2').getByText('154****0002').waitFor();
    await byId(page, 'person-P2').getByText('从未核实').waitFor();
    expect(new URL(page.url()).search).toBe('?q=oysq');
    await page.reload();
    await total(page, 1);
    expect(await byId(page, 'people-q').inputValue()).toBe('oysq');
    await byId(page, 'people-q').fill('zzzz');
    await byId(page, 'people-search').click();
    await byId(page, 'list-empty').waitFor();
    await byId(page, 'filter-clear').click();
    await total(page, 2);
  });

  it('orders, filters and remembers the columns of this account', async () => {
    const page = await open('secretary', '/ledger/people');
    await total(page, 2);
    await byId(page, 'sort-age').click();
    await page.waitForURL('**/ledger/people?sort=age');
    await page.locator('tbody tr:first-child[data-testid="person-P2"]').waitFor();
    await choose(page, '性别', '男');
    await total(page, 1);
    await byId(page, 'columns-open').click();
    await byId(page, 'column-person.work_unit').check();
    await byId(page, 'column-person.phone').uncheck();
    await byId(page, 'columns-save').click();
    await page.getByRole('columnheader', { name: '工作单位' }).waitFor();
    await page.reload();
    await byId(page, 'person-P1').getByText('红星金丝雀厂').waitFor();
    expect(await page.getByRole('columnheader', { name: '联系电话' }).count()).toBe(0);
  });

  it('goes by keys alone from the list into a record and back', async () => {
    const page = await open('secretary', '/ledger/people');
    await total(page, 2);
    await page.locator('tbody a').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText('已选 1 人').waitFor();
    await page.keyboard.press('Enter');
    await byId(page, 'field-person.name').waitFor();
    expect(new URL(page.url()).pathname).toBe('/ledger/people/2');
    await page.keyboard.press('Escape');
    await byId(page, 'side').waitFor({ state: 'detached' });
    await page.waitForFunction("document.activeElement?.getAttribute('href')?.startsWith('/ledger/people/2')");
  });

  it('hides the phone until it is asked for with a purpose, and hides it again', async () => {
    const page = await open('secretary', '/ledger/people/2');
    // The sign-in was long ago.
    await suite.server.database.transaction((tx) => tx.write("UPDATE session SET step_up_at = '2020-01-01'", []));
    await byId(page, 'field-person.phone').waitFor();
    expect(await value(page, 'person.phone')).toBe('154****0002');
    expect(await page.locator('body').innerText()).not.toContain('15477650002');
    await byId(page, 'reveal-person.phone').click();
    await byId(page, 'reveal-submit').click();
    expect(await byId(page, 'reveal-error').innerText()).toBe('请选择用途');
    await choose(page, '用途', '入户走访');
    await byId(page, 'reveal-reference').fill('V-1');
    await byId(page, 'reveal-reason').fill('约定上门时间');
    suite.browser.allow(refusal(401, '/reveal'), refusal(403, '/session/step-up'));
    await byId(page, 'reveal-submit').click();
    await byId(page, 'reveal-password').fill('wrong');
    await byId(page, 'reveal-submit').click();
    await byId(page, 'reveal-error').getByText('密码不正确').waitFor();
    await byId(page, 'reveal-password').fill(PASSWORD);
    await byId(page, 'reveal-submit').click();
    expect(await byId(page, 'revealed').innerText()).toBe('15477650002');
    await page.getByText(/^\d{1,2} 秒后隐藏$/).waitFor();
    await page.getByRole('button', { name: '立即隐藏' }).click();
    await byId(page, 'revealed').waitFor({ state: 'detached' });
    const audit = await suite.server.database.query<{ action: string }>("SELECT action FROM audit_entry WHERE action = 'record.reveal'");
    expect(audit).toHaveLength(1);
  });

  it('says a fault at its field, saves what differs, shows it in the history with its source, and takes it back', async () => {
    const page = await open('secretary', '/ledger/people/2');
    await byId(page, 'edit').click();
    await page.getByLabel('工作单位', { exact: true }).fill('退休合唱团');
    await page.getByLabel('联系电话', { exact: true }).fill('12');
    await byId(page, 'edit-reason').fill('入户核对');
    suite.browser.allow(refusal(400, '/residents/2'));
    await byId(page, 'edit-reason').press('Enter');
    await byId(page, 'fault-person.phone').waitFor();
    expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe('联系电话');
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('联系电话', { exact: true }).fill('');
    await page.keyboard.press('Enter');
    await byId(page, 'saved').waitFor();
    expect(await value(page, 'person.work_unit')).toBe('退休合唱团');
    await byId(page, 'tab-history').click();
    const change = byId(page, 'change-person.work_unit').first();
    await change.getByText('页面修改 · 孙书记').waitFor();
    expect(await change.innerText()).toMatch(/朝阳金丝雀所[\s\S]*退休合唱团[\s\S]*入户核对/);
    await shot(page, 'ledger-history');
    await byId(page, 'history-total').getByText('1 次变更').waitFor();
    await choose(page, '按项目筛选', '工作单位（1）');
    await byId(page, 'history-total').getByText('1 次变更').waitFor();
    await byId(page, 'undo').click();
    await page.getByText('已撤销').waitFor();
    await byId(page, 'change-person.work_unit').nth(1).waitFor();
    expect(await byId(page, 'change-person.work_unit').first().innerText()).toMatch(/退休合唱团[\s\S]*朝阳金丝雀所[\s\S]*撤销/);
  });

  it('does not lose what two people wrote at once', async () => {
    const page = await open('secretary', '/ledger/people/2');
    await byId(page, 'edit').click();
    await page.getByLabel('工作单位', { exact: true }).fill('我写的单位');
    await page.getByLabel('特长', { exact: true }).fill('书法');
    await byId(page, 'edit-reason').fill('入户核对');
    await otherChanges(2, { 'person.work_unit': '对方写的单位', 'person.note': '怕狗' });
    suite.browser.allow(refusal(409, '/residents/2'));
    await byId(page, 'edit-save').click();
    const clash = byId(page, 'conflict-person.work_unit');
    await clash.getByText('对方写的单位').waitFor();
    await clash.getByText('我写的单位').waitFor();
    await page.getByText('怕狗').waitFor();
    expect(await axe(page)).toEqual([]);
    await clash.getByTestId('take-theirs').check();
    await byId(page, 'conflict-save').click();
    await byId(page, 'saved').waitFor();
    expect([await value(page, 'person.work_unit'), await value(page, 'person.skill'), await value(page, 'person.note')]).toEqual(['对方写的单位', '书法', '怕狗']);
    await shot(page, 'ledger-record');
  });

  it('gives a tag to everybody chosen, with its evidence', async () => {
    const page = await open('secretary', '/ledger/people');
    await total(page, 2);
    await byId(page, 'pick-all').check();
    await byId(page, 'tag-open').click();
    await choose(page, '标签', '独居');
    await byId(page, 'tag-evidence').fill('11 月走访名单');
    expect(await axe(page)).toEqual([]);
    await byId(page, 'tag-save').click();
    await page.getByText('已加标签 2 人').waitFor();
    for (const code of ['P1', 'P2']) await byId(page, `person-${code}`).getByText('独居').waitFor();
    await visit(page, '/ledger/people?tag=living_alone');
    await total(page, 2);
  });

  it('shows the leader masks and nothing to change', async () => {
    const page = await open('leader', '/ledger/people');
    await total(page, 3);
    await byId(page, 'scope').getByText('范围：全街道 2 个社区').waitFor();
    expect(await page.locator('tbody input').count()).toBe(0);
    await byId(page, 'person-P2').getByRole('link').click();
    await byId(page, 'field-person.name').waitFor();
    expect([await value(page, 'person.name'), await value(page, 'person.phone'), await value(page, 'person.live_address')]).toEqual(['欧**', '154****0002', '幸福社区 ****']);
    for (const id of ['edit', 'life', 'new-resident']) expect(await byId(page, id).count()).toBe(0);
    const text = await page.locator('body').innerText();
    for (const secret of ['淑琴', '15477650002', '对方写的单位']) expect(text).not.toContain(secret);
    await visit(page, '/ledger/people?asOf=2020-01-01');
    await byId(page, 'as-of-band').getByText('正在查看 2020-01-01 的底册，只读').waitFor();
    await total(page, 0);
  });

  it('registers who was missing, and who moved away', async () => {
    const page = await open('secretary', '/ledger/households/1');
    await byId(page, 'members').getByText('欧**').waitFor();
    await byId(page, 'add-member').click();
    const form = page.getByRole('dialog', { name: '新增居民' });
    await form.getByLabel('姓名', { exact: true }).fill('李新来');
    await form.getByTestId('edit-save').click();
    await byId(page, 'field-person.name').waitFor();
    await page.waitForURL(/\/ledger\/people\/\d+$/);
    await byId(page, 'life').click();
    await byId(page, 'life-save').click();
    await byId(page, 'side').getByText('已迁出').waitFor();
    expect(await byId(page, 'edit').count()).toBe(0);
    await visit(page, '/ledger/people?left=1');
    await total(page, 1);
  });

  it('shows households, buildings and places without a serious finding of axe', async () => {
    const page = await open('secretary', '/ledger/buildings/1');
    await byId(page, 'matrix').getByRole('link', { name: '302 室，2 人，60 岁以上 2 人，从未核实' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await byId(page, 'edit').click();
    await page.getByLabel('建成年代').fill('1988');
    await page.getByLabel('物业公司').fill('晨光物业');
    await byId(page, 'edit-reason').fill('物业交接');
    await byId(page, 'edit-save').click();
    await byId(page, 'field-building.year').getByText('1988').waitFor();
    await byId(page, 'history-open').click();
    await byId(page, 'change-building.property').getByText('晨光物业').waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'ledger-building');
    await byId(page, 'matrix').getByRole('link').click();
    await byId(page, 'members').waitFor();
    expect(await axe(page)).toEqual([]);
    await byId(page, 'edit').click();
    await choose(page, '用气方式', '瓶装');
    await byId(page, 'edit-reason').fill('入户所见');
    await byId(page, 'edit-save').click();
    await byId(page, 'field-house.gas').getByText('瓶装').waitFor();
    await visit(page, '/ledger/places/1');
    await byId(page, 'edit').click();
    await page.getByLabel('从业人数').fill('4');
    await byId(page, 'edit-reason').fill('自报');
    await byId(page, 'edit-save').click();
    await byId(page, 'field-org.staff').getByText('4 人').waitFor();
    expect(await axe(page)).toEqual([]);
    await visit(page, '/ledger/people/2');
    await byId(page, 'field-person.name').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('decides what waits, by keys', async () => {
    const token = await suite.server.signIn('grid');
    const before = (await suite.server.call('/api/v1/residents/1', { token })).body as unknown as ResidentDetail;
    await otherChanges(1, { 'person.work_unit': '甲单位', 'person.skill': '棋' });
    const changes = [{ field: 'person.work_unit', value: '乙单位', baseVersion: before.version }, { field: 'person.skill', value: '琴', baseVersion: before.version }];
    const visit = await suite.server.call('/api/v1/visits', { token, method: 'POST', body: { clientId: 'late-visit', household: '1', at: new Date().toISOString(), confirmed: [], people: [{ id: '1', changes }] } });
    expect(visit.status).toBe(200);
    const page = await open('secretary', '/ledger/reviews');
    const waiting = (count: number) => page.locator(`[data-testid="reviews-total"][data-total="${count}"]`).waitFor();
    await waiting(2);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('a');
    await waiting(1);
    await page.keyboard.press('r');
    await byId(page, 'reject-reason').fill('本人否认');
    await page.keyboard.press('Enter');
    await waiting(0);
    await byId(page, 'state-applied').click();
    await waiting(1);
    await byId(page, 'state-rejected').click();
    await waiting(1);
    await page.getByText('孙书记').first().waitFor();
  });
});
