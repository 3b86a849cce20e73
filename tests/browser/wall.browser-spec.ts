import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IndicatorReading } from '#contracts';
import { TINY } from '#testing';
import { Cable } from './cable.js';
import { browserSuite, byId, liveWall, mapReady, markLife, openWall, painted, refusal, sameLife, shot, shows } from './support.js';

jest.setTimeout(90_000);

const COUNTS = ['LED-01', 'LED-03', 'PHY-01', 'CASE-02', 'OPI-01'];

/** Runs in the page. */
const WITHOUT_WEBGL = `const known = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return kind.startsWith('webgl') ? null : known.call(this, kind, ...more); };`;

/** Real: server, MySQL, sockets, Chromium. */
describe('wall in the browser', () => {
  let leader: string;
  const suite = browserSuite();
  beforeAll(async () => {
    leader = await suite.server.signIn('leader');
  });

  const reading = async (area: string = TINY.street) => (await suite.server.call(`/api/v1/indicators?area=${area}`, { token: leader })).body as unknown as IndicatorReading;
  const value = async (id: string, area?: string) => (await reading(area)).values[id] ?? Number.NaN;

  it("shows the street's exact numbers, its communities and an honest link", async () => {
    const page = await openWall(await suite.signedIn('leader'));
    const { values } = await reading();
    expect(values).toMatchObject({ 'LED-01': 3, 'LED-03': 2, 'PHY-01': 2 });
    for (const id of COUNTS) await shows(page, `count-${id}`, 'data-value', values[id] ?? '');
    await shows(page, 'wall', 'data-area', TINY.street);
    await shows(page, 'alarms-total', 'data-value', 0);
    await mapReady(page);
    await byId(page, `map-${TINY.community}`).waitFor();
    expect(await byId(page, 'map').locator('canvas').count()).toBe(1);
    expect(await byId(page, 'link-banner').count()).toBe(0);
    expect(await byId(page, 'crumb').innerText()).toBe('测试街道');
    await shot(page, 'wall');
  });

  it('shows a published event without a reload', async () => {
    const page = await openWall(await suite.signedIn('leader'));
    const before = await value('CASE-02');
    await markLife(page);
    await suite.server.apply([suite.server.events.report({ category: 'manhole' })]);
    const row = byId(page, 'ticker-row').filter({ hasText: '井盖缺损' });
    await row.waitFor();
    expect(await row.innerText()).toContain('幸福');
    await shows(page, 'count-CASE-02', 'data-value', before + 1);
    await shows(page, 'wall', 'data-seq', (await row.getAttribute('data-seq')) ?? '');
    await shows(page, `rank-${TINY.community}`, 'data-value', await value('CASE-02', TINY.community));
    expect(await sameLife(page)).toBe(true);
  });

  it('goes into a community by ranking, map and address, and back by Esc', async () => {
    const page = await openWall(await suite.signedIn('leader'));
    await mapReady(page);
    const enters = async (code: string, id: string) => {
      await byId(page, id).click();
      await shows(page, 'wall', 'data-area', code);
      expect(new URL(page.url()).searchParams.get('area')).toBe(code);
      await shows(page, 'count-LED-01', 'data-value', await value('LED-01', code));
      await page.keyboard.press('Escape');
      await shows(page, 'wall', 'data-area', TINY.street);
      expect(new URL(page.url()).searchParams.has('area')).toBe(false);
    };
    await enters(TINY.community, `rank-${TINY.community}`);
    await enters(TINY.otherCommunity, `map-${TINY.otherCommunity}`);
    await page.goto(`/wall/s0?area=${TINY.otherCommunity}`);
    await shows(page, 'wall', 'data-area', TINY.otherCommunity);
    expect(await byId(page, 'crumb').innerText()).toMatch(/测试街道\s*›\s*和平社区/);
    await shows(page, 'count-LED-01', 'data-value', 1);
    expect(await byId(page, 'ticker-row').count()).toBe(0);
    await byId(page, 'crumb').getByRole('button', { name: '测试街道' }).click();
    await shows(page, 'wall', 'data-area', TINY.street);
  });

  it('opens the rows of a number, and closes them by Esc', async () => {
    const page = await openWall(await suite.signedIn('leader'));
    await byId(page, 'count-PHY-01').click();
    const drawer = byId(page, 'drawer');
    await drawer.locator('tbody tr').nth(1).waitFor();
    expect(await drawer.locator('tbody tr').count()).toBe(2);
    expect(await drawer.innerText()).toContain('东门摄像机');
    await shot(page, 'wall-drawer');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('area')).toBe(false);
  });

  it('is opened on a screen by its pairing link, without a person and without rows', async () => {
    const admin = await suite.server.signIn('admin');
    const made = await suite.server.call('/api/v1/walls', { method: 'POST', token: admin, body: { name: '一楼大厅', area: TINY.street, zone: 'public', profile: 'standard' } });
    const context = await suite.fresh();
    const page = await openWall(context, `/wall/pair?token=${encodeURIComponent(String(made.body['token']))}`);
    expect(page.url()).not.toContain('token');
    expect((await context.cookies()).map((cookie) => cookie.httpOnly)).toEqual([true]);
    suite.browser.allow(refusal(403, '/rows'), refusal(401, '/rows'));
    await byId(page, 'count-LED-01').click();
    await byId(page, 'drawer').getByText('登录后可查看明细').waitFor();
  });

  it('says that its link is lost, and catches up by itself', async () => {
    const cable = await Cable.to(suite.server.url);
    try {
      const page = await openWall(await suite.browser.signedIn(cable.url, 'leader'));
      const before = await value('CASE-02');
      await markLife(page);
      suite.browser.allow(/WebSocket connection to .* failed/);
      // Everything is loaded before the cable is pulled; what appears then must need nothing more.
      await mapReady(page);
      await page.waitForLoadState('networkidle');
      await painted(page);
      cable.silence();
      await shows(page, 'wall', 'data-link', 'stale');
      await byId(page, 'link-banner').getByText('链路没有心跳').waitFor();
      cable.cut();
      await shows(page, 'wall', 'data-link', 'lost');
      await byId(page, 'link-banner').getByText('链路中断').waitFor();
      await shot(page, 'wall-link-lost');
      await suite.server.apply([suite.server.events.report({ category: 'blocked_passage' }), suite.server.events.report({ place: { areaCode: TINY.otherGrid } })]);
      cable.mend();
      await liveWall(page);
      await byId(page, 'ticker-row').filter({ hasText: '通道占用' }).waitFor();
      await shows(page, 'count-CASE-02', 'data-value', before + 2);
      expect(await byId(page, 'link-banner').count()).toBe(0);
      expect(await sameLife(page)).toBe(true);
    } finally {
      await cable.remove();
    }
  });

  it('draws the same map flat where there is no WebGL2, and says so', async () => {
    const page = await openWall(await suite.signedIn('leader'), '/wall/s0', WITHOUT_WEBGL);
    await mapReady(page);
    const map = byId(page, 'map');
    await map.getByText('2D 平面图').waitFor();
    expect(await map.locator('canvas').count()).toBe(0);
    // Two communities, two grids, two buildings.
    expect(await map.locator('svg[aria-label="街道平面地图"] polygon').count()).toBe(6);
    await byId(page, `map-${TINY.otherCommunity}`).click();
    await shows(page, 'wall', 'data-area', TINY.otherCommunity);
    await shot(page, 'wall-2d');
  });
});
