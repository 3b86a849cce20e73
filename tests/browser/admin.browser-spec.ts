import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SetupService } from '../../apps/server/src/features/access/index.js';
import { axe, browserSuite, byId, refusal, shot, signIn } from './support.js';

jest.setTimeout(120_000);
const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium. */
describe('accounts in the browser', () => {
  const suite = browserSuite();

  const admin = async (path: string): Promise<Page> => {
    const page = await suite.open('admin', path, OFFICE);
    page.on('dialog', (dialog) => void dialog.accept());
    return page;
  };
  const change = async (page: Page, current: string, next: string) => {
    await byId(page, 'password-current').fill(current);
    await byId(page, 'password-next').fill(next);
    await byId(page, 'password-again').fill(next);
    await byId(page, 'password-submit').click();
  };

  it('makes one, whose first password must be changed, and closes it at once', async () => {
    const page = await admin('/admin/users');
    await byId(page, 'account-new').click();
    await byId(page, 'account-username').fill('new.worker');
    await byId(page, 'account-name').fill('新网格员');
    await byId(page, 'account-submit').click();
    await byId(page, 'account-error').getByText('请选择岗位').waitFor();
    await byId(page, 'assign-role').click();
    await page.getByRole('option', { name: '值守坐席' }).click();
    await byId(page, 'account-submit').click();
    const first = await byId(page, 'secret').inputValue();
    expect(first.length).toBeGreaterThanOrEqual(8);
    await byId(page, 'secret-done').click();
    await byId(page, 'account-new.worker').getByText('待改密码').waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, 'admin-users');

    suite.browser.allow(refusal(401, '/api/v1/home'), refusal(403, '/api/v1/home'), refusal(400, '/api/v1/session/password'));
    const own = await (await suite.fresh(OFFICE)).newPage();
    await own.goto('/desk');
    await own.waitForURL(/next=/);
    await signIn(own, 'new.worker', first);
    await own.getByRole('heading', { name: '请先修改初始密码' }).waitFor();
    expect(await axe(own)).toEqual([]);
    await change(own, first, 'aaaaaaaa');
    await byId(own, 'password-error').getByText('密码过于简单').waitFor();
    await change(own, first, 'a-better-word-7');
    await byId(own, 'desk').waitFor();

    await byId(page, 'disable-new.worker').click();
    await byId(page, 'enable-new.worker').waitFor();
    expect((await own.request.get('/api/v1/home')).status()).toBe(401);
    expect((await own.request.post('/api/v1/session', { data: { username: 'new.worker', password: 'a-better-word-7' } })).status()).toBe(401);
  });

  it('lets anybody change their own password from the frame', async () => {
    const context = await suite.fresh(OFFICE);
    await context.request.post('/api/v1/session', { data: { username: 'secretary', password: 'test-password' } });
    const page = await context.newPage();
    await page.goto('/ledger/imports');
    await byId(page, 'password-open').click();
    await change(page, 'test-password', 'another-word-8');
    await page.getByText('密码已修改').waitFor();
    await byId(page, 'scope').waitFor();
  });

  it('makes a source whose key is shown once, changes it and closes it', async () => {
    const page = await admin('/admin/sources');
    await byId(page, 'source-new').click();
    await byId(page, 'source-id').fill('gas-company');
    await byId(page, 'source-name').fill('燃气公司');
    await byId(page, 'source-submit').click();
    const key = await byId(page, 'secret').inputValue();
    await byId(page, 'secret-done').click();
    const send = async (with_: string) => (await suite.server.send([{ ...suite.server.events.report(), source: 'gas-company' }], with_)).status;
    expect(await send(key)).toBe(202);
    await byId(page, 'rotate-gas-company').click();
    const fresh = await byId(page, 'secret').inputValue();
    expect(fresh).not.toBe(key);
    await byId(page, 'secret-done').click();
    expect([await send(key), await send(fresh)]).toEqual([401, 202]);
    await byId(page, 'disable-gas-company').click();
    await byId(page, 'source-gas-company').getByText('已停用').waitFor();
    expect(await send(fresh)).toBe(401);
    expect(await axe(page)).toEqual([]);
    await shot(page, 'admin-sources');
  });
});

describe('a new installation', () => {
  const suite = browserSuite({ empty: true });

  it('has its first administrator by the one-time link', async () => {
    const token = await suite.server.running.app.get(SetupService).open();
    suite.browser.allow(refusal(403, '/api/v1/setup'), refusal(401, '/api/v1/home'));
    const page = await (await suite.fresh(OFFICE)).newPage();
    const fill = async () => {
      for (const [id, text] of [['setup-username', 'chief'], ['setup-name', '钱主任'], ['setup-password', 'a-first-word-9'], ['setup-again', 'a-first-word-9']] as const) await byId(page, id).fill(text);
      await byId(page, 'setup-submit').click();
    };
    await page.goto('/setup?token=wrong');
    await fill();
    await byId(page, 'setup-error').getByText('初始化链接无效或已使用').waitFor();
    await page.goto(`/setup?token=${String(token)}`);
    expect(await axe(page)).toEqual([]);
    await fill();
    await byId(page, 'page-/admin/users').waitFor();
  });
});
