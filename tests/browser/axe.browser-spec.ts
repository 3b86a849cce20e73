import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TINY } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';
import { axe, byId, mapReady, openWall, painted, refusal, TestBrowser } from './support.js';

jest.setTimeout(90_000);

/** Real: server, Chromium, axe. Nothing serious or critical on any page (WCAG 2 A and AA rules and axe's own best practice). */
describe('accessibility', () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), TestBrowser.launch()]);
    await server.apply([server.events.report(), server.events.report({ place: { areaCode: TINY.otherGrid } }), server.events.of('alarm.water_leak', { deviceKey: TINY.sos, phase: 'start' })]);
  });
  afterEach(() => browser.check());
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('home, before and after the sign-in', async () => {
    browser.allow(refusal(401, '/api/v1/home'));
    const stranger = await (await browser.context(server.url)).newPage();
    await stranger.goto('/');
    await stranger.getByLabel('密码').waitFor();
    expect(await axe(stranger)).toEqual([]);
    // The examiner is awake.
    await stranger.locator('main').evaluate((main) => (main.innerHTML = '<img src="/favicon.svg"><button></button>'));
    expect(await axe(stranger)).toHaveLength(2);
    const page = await (await browser.signedIn(server.url, 'admin')).newPage();
    await page.goto('/');
    await byId(page, 'sign-out').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('health and walls', async () => {
    const page = await (await browser.signedIn(server.url, 'admin')).newPage();
    await page.goto('/admin/health');
    await byId(page, 'recount').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.goto('/admin/walls');
    await byId(page, 'wall-name').fill('门厅');
    await page.getByRole('button', { name: '生成配对链接' }).click();
    await byId(page, 'pair-link').waitFor();
    await page.getByRole('cell', { name: '门厅', exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('wall and its drawer', async () => {
    const page = await openWall(await browser.signedIn(server.url, 'leader'));
    await mapReady(page);
    await painted(page);
    expect(await axe(page)).toEqual([]);
    await byId(page, 'count-PHY-01').click();
    await byId(page, 'drawer').locator('tbody tr').first().waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('takeover and desk', async () => {
    const fates = await server.apply([server.events.sos()]);
    const id = [...fates.values()][0]?.results.find((result) => result.kind === 'alarm')?.id ?? '';
    const wall = await openWall(await browser.signedIn(server.url, 'leader'));
    await byId(wall, 'takeover').waitFor();
    await mapReady(wall);
    expect(await axe(wall)).toEqual([]);
    const desk = await (await browser.signedIn(server.url, 'operator')).newPage();
    await desk.goto('/desk');
    await byId(desk, `claim-${id}`).waitFor();
    await byId(desk, 'claim-current').waitFor();
    expect(await axe(desk)).toEqual([]);
  });
});
