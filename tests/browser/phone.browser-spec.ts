import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { Page as ListPage, ResidentDetail, ReviewItem, VisitDay } from '#contracts';
import { waitFor } from '#testing';
import { makeCertificates } from '../../apps/server/src/cli/cert-verb.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { axe, byId, refusal, shot, TestBrowser } from './support.js';

jest.setTimeout(120_000);
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const OFFLINE = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/;

/** Real: server behind its own certificate, MariaDB, service worker, IndexedDB, Chromium. */
describe('the phone at the door', () => {
  let server: TestServer;
  let browser: TestBrowser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cockpit-tls-'));
    const made = await makeCertificates(folder, ['127.0.0.1'], Date.now());
    // A service worker is not loaded past a certificate that nobody trusts; the phone would have installed the authority.
    [server, browser] = await Promise.all([startTestServer({ settings: { TLS_CERT: made.certificateFile, TLS_KEY: made.keyFile } }), TestBrowser.launch(['--ignore-certificate-errors'])]);
  });
  afterEach(() => browser.check());
  afterAll(async () => {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const worker = (): Promise<BrowserContext> => browser.signedIn(server.url, 'grid', { ...PHONE, ignoreHTTPSErrors: true });
  /** What the API tells somebody, outside any page. */
  async function ask<T>(who: string, path: string): Promise<T> {
    const context = await browser.signedIn(server.url, who, { ignoreHTTPSErrors: true });
    return (await (await context.request.get(`/api/v1${path}`)).json()) as T;
  }
  const openDay = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto('/m');
    await byId(page, 'home-1').waitFor();
    return page;
  };
  const changePhone = async (page: Page, person: number, phone: string) => {
    await byId(page, `edit-${person}`).click();
    await byId(page, 'in-person.phone').fill(phone);
    await byId(page, 'sheet-done').click();
  };

  it('fills a household without a network, keeps it over a closed page, and uploads it once', async () => {
    browser.allow(OFFLINE);
    const context = await worker();
    const first = await openDay(context);
    await first.locator('html[data-offline-ready="true"]').waitFor();
    expect(await byId(first, 'insecure').count()).toBe(0);
    expect(await axe(first)).toEqual([]);
    await context.setOffline(true);
    await byId(first, 'home-1').click();
    await byId(first, 'tick-1').click();
    await first.close();

    // Closed in the middle: what was ticked is still there, from the service worker and the phone's own store.
    const page = await openDay(context);
    await byId(page, 'home-1').click();
    await byId(page, 'tick-1').and(page.locator('[aria-pressed="true"]')).waitFor();
    await byId(page, 'tick-2').click();
    await changePhone(page, 2, '154 7777 0001');
    await byId(page, 'change-person.phone').getByText('154 7777 0001').waitFor();
    expect(await byId(page, 'save').innerText()).toContain('已确认 2 / 2 人');
    expect(await axe(page)).toEqual([]);
    await shot(page, 'phone-card');
    await byId(page, 'save').click();
    await byId(page, 'band').getByText('待上传 1 条').waitFor();
    await page.close();

    const again = await openDay(context);
    await byId(again, 'band').getByText('离线').waitFor();
    await byId(again, 'band').getByText('待上传 1 条').waitFor();
    await byId(again, 'band').click();
    await again.locator('[data-state="waiting"]').waitFor();
    await shot(again, 'phone-backlog');
    expect(await axe(again)).toEqual([]);
    expect((await ask<ResidentDetail>('secretary', '/residents/2')).confirmedAt).toBeNull();

    await context.setOffline(false);
    await again.locator('[data-state="sent"]').waitFor();
    expect(await byId(again, 'backlog-count').innerText()).toBe('待上传 0 条');
    const record = await ask<ResidentDetail>('secretary', '/residents/2');
    expect(record.fields['person.phone']?.source).toMatchObject({ kind: 'visit', by: '周网格' });
    expect(record.confirmedBy).toBe('周网格');
    expect(await server.database.query('SELECT id FROM visit WHERE client_id IS NOT NULL')).toHaveLength(1);
  });

  it('does not overwrite with what a second phone had read before', async () => {
    browser.allow(OFFLINE);
    const late = await browser.context(server.url, { ...PHONE, ignoreHTTPSErrors: true });
    await late.request.post('/api/v1/session', { data: { username: 'grid', password: 'test-password' } });
    const page = await openDay(late);
    await page.locator('html[data-offline-ready="true"]').waitFor();
    await late.setOffline(true);
    await byId(page, 'home-1').click();
    await changePhone(page, 1, '15411110002');
    await byId(page, 'save').click();

    const other = await openDay(await worker());
    await byId(other, 'home-1').click();
    await changePhone(other, 1, '15411110001');
    await byId(other, 'save').click();
    await waitFor('the first phone', async () => (await server.database.query("SELECT id FROM ledger_change WHERE field = 'person.phone' AND entity_id = 1")).length > 0 || null);

    await late.setOffline(false);
    await byId(page, 'done').waitFor();
    await page.goto('/m/queue');
    await byId(page, 'review-line').getByText('待审核').waitFor();
    const held = await ask<ListPage<ReviewItem>>('secretary', '/reviews');
    expect(held.items.map((item) => [item.label, item.state])).toEqual([['联系电话', 'waiting']]);
    expect((await ask<VisitDay>('grid', '/visits/today')).households[0]?.people[0]?.values['person.phone']).toBe('15411110001');
  });

  it('keeps everything when the session has ended, and asks to sign in', async () => {
    browser.allow(OFFLINE, refusal(401, '/api/v1/'));
    const context = await browser.context(server.url, { ...PHONE, ignoreHTTPSErrors: true });
    await context.request.post('/api/v1/session', { data: { username: 'grid', password: 'test-password' } });
    const page = await openDay(context);
    await context.clearCookies();
    await byId(page, 'home-1').click();
    await byId(page, 'need').click();
    await byId(page, 'need-category').selectOption({ index: 1 });
    await byId(page, 'need-title').fill('楼道灯不亮');
    await byId(page, 'sheet-done').click();
    await byId(page, 'save').click();
    await byId(page, 'sign-in-again').getByRole('link').click();
    await page.getByLabel('用户名').fill('grid');
    await page.getByLabel('密码').fill('test-password');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await byId(page, 'done').waitFor();
    await page.goto('/m/queue');
    await page.locator('[data-state="sent"]').getByText('诉求已转为事件').waitFor();
    await page.goto('/m');
    await byId(page, 'sign-out').click();
    await page.getByLabel('用户名').waitFor();
    const left = await page.evaluate(`new Promise((done) => { const asked = indexedDB.open('cockpit-phone'); asked.onsuccess = () => { const tx = asked.result.transaction(['day', 'draft', 'queue']); Promise.all(['day', 'draft', 'queue'].map((name) => new Promise((ok) => { tx.objectStore(name).count().onsuccess = (event) => ok(event.target.result); }))).then(done); }; })`);
    expect(left).toEqual([0, 0, 0]);
  });
});
