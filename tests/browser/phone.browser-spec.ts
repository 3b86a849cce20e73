import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { Page as ListPage, ResidentDetail, ReviewItem, VisitDay } from '#contracts';
import { waitFor } from '#testing';
import { makeCertificates } from '../../apps/server/src/cli/cert-verb.js';
import type { TestServerOptions } from '../support/server.js';
import { axe, browserSuite, byId, refusal, shot, signIn } from './support.js';

jest.setTimeout(120_000);
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const OFFLINE = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/;

/** Real: server behind its own certificate, MariaDB, service worker, IndexedDB, Chromium. */
describe('the phone at the door', () => {
  let folder: string;
  const withCertificate = async (): Promise<TestServerOptions> => {
    folder = mkdtempSync(join(tmpdir(), 'cockpit-tls-'));
    const made = await makeCertificates(folder, ['127.0.0.1'], Date.now());
    return { settings: { TLS_CERT: made.certificateFile, TLS_KEY: made.keyFile } };
  };
  // A service worker is not loaded past a certificate that nobody trusts; the phone would have installed the authority.
  const suite = browserSuite(withCertificate, ['--ignore-certificate-errors']);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const worker = (): Promise<BrowserContext> => suite.signedIn('grid', { ...PHONE, ignoreHTTPSErrors: true });
  /** What the API tells somebody, outside any page. */
  async function ask<T>(who: string, path: string): Promise<T> {
    const context = await suite.signedIn(who, { ignoreHTTPSErrors: true });
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
    suite.browser.allow(OFFLINE);
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
    expect(await axe(again)).toEqual([]);
    expect((await ask<ResidentDetail>('secretary', '/residents/2')).confirmedAt).toBeNull();

    await context.setOffline(false);
    await again.locator('[data-state="sent"]').waitFor();
    expect(await byId(again, 'backlog-count').innerText()).toBe('待上传 0 条');
    const record = await ask<ResidentDetail>('secretary', '/residents/2');
    expect(record.fields['person.phone']?.source).toMatchObject({ kind: 'visit', by: '周网格' });
    expect(record.confirmedBy).toBe('周网格');
    expect(await suite.server.database.query('SELECT id FROM visit WHERE client_id IS NOT NULL')).toHaveLength(1);
  });

  it('does not overwrite with what a second phone had read before', async () => {
    suite.browser.allow(OFFLINE);
    const late = await suite.fresh({ ...PHONE, ignoreHTTPSErrors: true });
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
    await waitFor('the first phone', async () => (await suite.server.database.query("SELECT id FROM ledger_change WHERE field = 'person.phone' AND entity_id = 1")).length > 0 || null);

    await late.setOffline(false);
    await byId(page, 'done').waitFor();
    await page.goto('/m/queue');
    await byId(page, 'review-line').getByText('待审核').waitFor();
    const held = await ask<ListPage<ReviewItem>>('secretary', '/reviews');
    expect(held.items.map((item) => [item.label, item.state])).toEqual([['联系电话', 'waiting']]);
    expect((await ask<VisitDay>('grid', '/visits/today')).households[0]?.people[0]?.values['person.phone']).toBe('15411110001');
  });

  it('keeps everything when the session has ended, and asks to sign in', async () => {
    suite.browser.allow(OFFLINE, refusal(401, '/api/v1/'));
    const context = await suite.fresh({ ...PHONE, ignoreHTTPSErrors: true });
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
    await signIn(page, 'grid');
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

/** A picture of 2 × 2 pixels, enlarged in the page, so that its size can be seen to shrink. */
const PICTURE = `(() => { const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1200 }); canvas.getContext('2d').fillRect(0, 0, 1200, 600); return canvas.toDataURL('image/png').split(',')[1]; })()`;

/** Real: server, MariaDB, Chromium. Plain HTTP on the loopback, as a browser trusts it. */
describe('faces without an account', () => {
  const suite = browserSuite();

  const stranger = async (link: string): Promise<Page> => {
    const page = await (await suite.fresh(PHONE)).newPage();
    await page.goto(link);
    return page;
  };
  const makeLink = async (choose: (page: Page) => Promise<void>): Promise<string> => {
    const page = await suite.open('secretary', '/m/links', PHONE);
    await choose(page);
    await byId(page, 'self-create').click();
    await byId(page, 'self-qr').waitFor();
    await shot(page, 'self-link');
    expect(await axe(page)).toEqual([]);
    return byId(page, 'self-link').inputValue();
  };

  it('take a shop’s weekly check with a photo', async () => {
    const link = await makeLink((page) => byId(page, 'place-S1').click());
    expect(link).toMatch(new RegExp(`^${suite.server.url}/m/s/[\\w-]{40,}$`));
    const page = await stranger(link);
    await page.locator('[data-testid$="-OK"]').first().waitFor();
    for (const button of await page.locator('[data-testid$="-OK"]').all()) await button.click();
    await page.locator('[data-testid$="-BAD"]').first().click();
    const picture = Buffer.from(await page.evaluate<string>(PICTURE), 'base64');
    await page.locator('input[type=file]').first().setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer: picture });
    await byId(page, 'photo-preview').first().waitFor();
    expect(await byId(page, 'photo-preview').first().evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(1600);
    expect(await axe(page)).toEqual([]);
    await shot(page, 'self-check');
    // The camera may push the page out of memory: what was answered is still there.
    await page.reload();
    await byId(page, 'submit').getByText(/已填 (\d+) \/ \1 项/).waitFor();
    await byId(page, 'submit').click();
    await byId(page, 'submitted').waitFor();
    const [row] = await suite.server.database.query<{ n: number }>('SELECT COUNT(*) AS n FROM self_check WHERE org_id = 1');
    expect(Number(row?.n)).toBe(1);
    expect(await suite.server.database.query('SELECT id FROM attachment')).toHaveLength(1);
  });

  it('let a volunteer sign up, check in and out', async () => {
    const link = await makeLink(async (page) => {
      await byId(page, 'tab-volunteer').click();
      await byId(page, 'volunteer-code').fill('V1');
      await byId(page, 'volunteer-go').click();
    });
    const page = await stranger(link);
    const reaches = (state: string) => page.locator(`[data-testid="task-T1"][data-mine="${state}"]`).waitFor();
    await byId(page, 'take-T1').click();
    await reaches('claimed');
    await byId(page, 'in-T1').click();
    await reaches('on_duty');
    expect(await axe(page)).toEqual([]);
    await shot(page, 'volunteer');
    await byId(page, 'out-T1').click();
    await reaches('done');
    const claims = await suite.server.database.query<{ state: string }>('SELECT state FROM task_claim WHERE task_id = 1');
    expect(claims.map((claim) => claim.state)).toEqual(['DONE']);

    const tasks = await suite.open('secretary', '/m/tasks', PHONE);
    const list = await tasks.request.get((await byId(tasks, 'csv-T1').getAttribute('href')) ?? '');
    expect(await list.text()).toContain('"V1","李志愿"');
    expect(await axe(tasks)).toEqual([]);
  });

  it('say that a link is not valid', async () => {
    suite.browser.allow(refusal(404, '/api/v1/self/'));
    const page = await stranger('/m/s/not-a-link');
    await page.getByText('链接无效或已停用').waitFor();
  });
});

describe('plain HTTP on an address of the network', () => {
  const suite = browserSuite({}, ['--host-resolver-rules=MAP street.test 127.0.0.1']);

  it('works online and says that it does not work offline', async () => {
    suite.browser.allow(refusal(401, '/api/v1/home'));
    const page = await (await suite.browser.context(`http://street.test:${suite.server.running.port}`, PHONE)).newPage();
    await page.goto('/m');
    await signIn(page, 'grid');
    await byId(page, 'insecure').getByText('此地址不支持离线填写').waitFor();
    await byId(page, 'home-1').click();
    await byId(page, 'tick-1').click();
    await byId(page, 'save').click();
    await byId(page, 'done').getByText('今日 1 / 1 户').waitFor();
  });
});
