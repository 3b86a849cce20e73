import { describe, expect, it, jest } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { TINY } from '#testing';
import { browserSuite, byId, liveWall, refusal, shot, shows, signIn } from './support.js';

jest.setTimeout(90_000);

/** A desk's screen, not a wall. */
const OFFICE = { viewport: { width: 1280, height: 720 } };
const LEDGER = ['/ledger/people', '/ledger/households', '/ledger/buildings', '/ledger/places'];
const FILES = [...LEDGER, '/tables', '/tables/templates', '/tables/issues', '/tables/exports'];
const READING = [...FILES, '/tables/reuse'];
const SHARING = [...FILES, '/tables/shares', '/tables/reuse'];
const ENTERING = ['/ledger/reviews', '/ledger/imports'];
const ADMIN_PAGES = ['/wall', ...SHARING, ...ENTERING, '/desk', '/admin/users', '/admin/sources', '/admin/health', '/admin/walls'];

/** What each role must be offered at home, and the area its wall shows. */
const ROLES: { username: string; pages: string[]; area: string }[] = [
  { username: 'leader', pages: ['/wall', ...SHARING, '/desk'], area: TINY.street },
  { username: 'admin', pages: ADMIN_PAGES, area: TINY.street },
  { username: 'secretary', pages: ['/wall', '/m', '/m/links', '/m/tasks', ...SHARING, ...ENTERING], area: TINY.community },
  { username: 'grid', pages: ['/wall', '/m', '/m/links', ...READING, ...ENTERING], area: TINY.grid },
  { username: 'operator', pages: ['/wall', '/desk'], area: TINY.street },
  { username: 'auditor', pages: ['/wall', '/admin/audit'], area: TINY.street },
];

/** Real: server, MySQL, sockets, Chromium. */
describe('roles in the browser', () => {
  const suite = browserSuite();

  /** Before the sign-in the page asks who is there and hears: nobody. */
  const stranger = async (): Promise<BrowserContext> => {
    suite.browser.allow(refusal(401, '/api/v1/home'));
    return suite.fresh(OFFICE);
  };

  const listed = (page: Page) => page.locator('[data-testid="list-total"][data-total]').waitFor();
  /** What stands on each page when it has its data. */
  const content: Record<string, (page: Page, area: string) => Promise<unknown>> = {
    '/wall': async (page, area) => {
      await liveWall(page);
      await shows(page, 'wall', 'data-area', area);
      expect(await byId(page, 'link-banner').count()).toBe(0);
    },
    '/desk': async (page) => {
      await page.locator('[data-testid="desk"][data-link="live"]').waitFor();
      await byId(page, 'desk-empty').waitFor();
    },
    '/admin/health': (page) => byId(page, 'recount').waitFor(),
    '/admin/walls': (page) => byId(page, 'wall-name').waitFor(),
    '/ledger/people': (page) => page.locator('[data-testid="people-total"][data-total]').waitFor(),
    '/ledger/households': listed,
    '/ledger/buildings': listed,
    '/ledger/places': listed,
    '/tables': (page) => byId(page, 'table-start').waitFor(),
    '/tables/issues': (page) => byId(page, 'list-empty').waitFor(),
    '/tables/reuse': (page) => byId(page, 'reuse-cards').waitFor(),
    '/tables/exports': (page) => byId(page, 'list-empty').waitFor(),
    '/tables/shares': (page) => byId(page, 'share-new').waitFor(),
    '/tables/templates': (page) => byId(page, 'template-file').waitFor({ state: 'attached' }),
    '/ledger/imports': (page) => byId(page, 'import-file').waitFor({ state: 'attached' }),
    '/admin/audit': (page) => byId(page, 'audit-verify').waitFor(),
    '/admin/users': (page) => byId(page, 'account-new').waitFor(),
    '/admin/sources': (page) => byId(page, 'source-new').waitFor(),
  };

  it.each(ROLES)('lets $username in and leads to each page in one click', async ({ username, pages, area }) => {
    const page = await (await stranger()).newPage();
    await page.goto('/');
    await signIn(page, username);
    await byId(page, 'sign-out').waitFor();
    const offered = await page.locator('[data-testid^="page-"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(offered).toEqual(pages);
    await shot(page, `home-${username}`);
    for (const path of pages) {
      await byId(page, `page-${path}`).click();
      await page.waitForURL((url) => url.pathname === path);
      await content[path]?.(page, area);
      await page.goBack();
      await byId(page, `page-${path}`).waitFor();
    }
    await byId(page, 'sign-out').click();
    await page.getByLabel('用户名').waitFor();
    suite.browser.allow(refusal(401, '/api/v1/home'));
    await page.reload();
    await page.getByLabel('用户名').waitFor();
  });

  it('says in Chinese that the password is wrong, and what is open to nobody stays closed', async () => {
    const page = await (await stranger()).newPage();
    await page.goto('/');
    suite.browser.allow(refusal(401, '/api/v1/session'));
    await signIn(page, 'leader', 'not-this-one');
    expect(await byId(page, 'sign-in-error').innerText()).toMatch(/[\u4e00-\u9fff]{4,}/);
    expect(await page.getByLabel('密码').inputValue()).toBe('');
    await page.context().request.get('/api/v1/admin/health').then((reply) => expect(reply.status()).toBe(401));
  });

  it('leads a stranger from a deep link to the sign-in and back', async () => {
    const page = await (await stranger()).newPage();
    suite.browser.allow(refusal(401, '/api/v1/'));
    await page.goto('/admin/walls');
    await page.getByLabel('用户名').waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/admin/walls');
    await signIn(page, 'admin');
    await byId(page, 'wall-name').waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/walls');
  });

  it('lets the administrator pair a wall and see its link once', async () => {
    const page = await suite.open('admin', '/admin/walls', OFFICE);
    await byId(page, 'wall-name').fill('二楼会议室');
    await page.getByLabel('显示区域').selectOption({ label: '幸福社区（社区）' });
    await page.getByRole('button', { name: '生成配对链接' }).click();
    const link = await byId(page, 'pair-link').inputValue();
    expect(link).toMatch(new RegExp(`^${suite.server.url}/wall/pair\\?token=`));
    await page.getByRole('cell', { name: '二楼会议室', exact: true }).waitFor();
    await shot(page, 'admin-walls');
    await page.reload();
    await page.getByRole('cell', { name: '二楼会议室', exact: true }).waitFor();
    expect(await byId(page, 'pair-link').count()).toBe(0);

    const screen = await (await suite.fresh(OFFICE)).newPage();
    await screen.goto(link);
    await liveWall(screen);
    await shows(screen, 'wall', 'data-area', TINY.community);
    // Esc leads to the top of what this screen may show, not to an area it is refused.
    suite.browser.allow(refusal(401, '/api/v1/home'));
    await screen.keyboard.press('Escape');
    await shows(screen, 'wall', 'data-area', TINY.community);
    await byId(screen, `rank-${TINY.grid}`).click();
    await shows(screen, 'wall', 'data-area', TINY.grid);
    await screen.keyboard.press('Escape');
    await shows(screen, 'wall', 'data-area', TINY.community);
    expect(await byId(screen, 'link-banner').count()).toBe(0);
  });

  it('shows the administrator the state of the system and counts again', async () => {
    await suite.server.apply([suite.server.events.report()]);
    const page = await suite.open('admin', '/admin/health', OFFICE);
    for (const name of ['数据库', '接收缓冲', '消息服务 MQTT', '实时']) await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.getByText('MariaDB').first().waitFor();
    await page.getByRole('meter').waitFor();
    await page.getByRole('cell', { name: 'test-source' }).waitFor();
    await byId(page, 'recount').click();
    await byId(page, 'recount-differences').getByText('全部一致').waitFor();
    await shot(page, 'admin-health');
  });
});
