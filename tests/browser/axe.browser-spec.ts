import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TINY } from '#testing';
import { axe, browserSuite, byId, mapReady, openWall, painted, refusal, visit } from './support.js';

jest.setTimeout(90_000);

/** Real: server, Chromium, axe. Nothing serious or critical on any page (WCAG 2 A and AA rules and axe's own best practice). */
describe('accessibility', () => {
  const suite = browserSuite();
  beforeAll(async () => {
    await suite.server.apply([suite.server.events.report(), suite.server.events.report({ place: { areaCode: TINY.otherGrid } }), suite.server.events.of('alarm.water_leak', { deviceKey: TINY.sos, phase: 'start' })]);
  });

  it('home, before and after the sign-in', async () => {
    suite.browser.allow(refusal(401, '/api/v1/home'));
    const stranger = await (await suite.fresh()).newPage();
    await stranger.goto('/');
    await stranger.getByLabel('密码').waitFor();
    expect(await axe(stranger)).toEqual([]);
    // The examiner is awake.
    await stranger.locator('main').evaluate((main) => (main.innerHTML = '<img src="/favicon.svg"><button></button>'));
    expect(await axe(stranger)).toHaveLength(2);
    const page = await suite.open('admin', '/');
    await byId(page, 'sign-out').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('health and walls', async () => {
    const page = await suite.open('admin', '/admin/health');
    await byId(page, 'recount').waitFor();
    expect(await axe(page)).toEqual([]);
    await visit(page, '/admin/walls');
    await byId(page, 'wall-name').fill('门厅');
    await page.getByRole('button', { name: '生成配对链接' }).click();
    await byId(page, 'pair-link').waitFor();
    await page.getByRole('cell', { name: '门厅', exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('wall and its drawer', async () => {
    const page = await openWall(await suite.signedIn('leader'));
    await mapReady(page);
    await painted(page);
    expect(await axe(page)).toEqual([]);
    await byId(page, 'count-PHY-01').click();
    await byId(page, 'drawer').locator('tbody tr').first().waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('takeover and desk', async () => {
    const fates = await suite.server.apply([suite.server.events.sos()]);
    const id = [...fates.values()][0]?.results.find((result) => result.kind === 'alarm')?.id ?? '';
    const wall = await openWall(await suite.signedIn('leader'));
    await byId(wall, 'takeover').waitFor();
    await mapReady(wall);
    expect(await axe(wall)).toEqual([]);
    const desk = await suite.open('operator', '/desk');
    await byId(desk, `claim-${id}`).waitFor();
    await byId(desk, 'claim-current').waitFor();
    expect(await axe(desk)).toEqual([]);
  });
});
