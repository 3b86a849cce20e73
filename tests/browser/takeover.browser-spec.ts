import { describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { AlarmCard } from '#contracts';
import { TINY, type TestEvent, waitFor } from '#testing';
import { browserSuite, byId, liveWall, mapReady, markLife, openWall, refusal, sameLife, shot, shows } from './support.js';

jest.setTimeout(90_000);

const RESIDENT = '张测试';

/** Real: server, MySQL, sockets, Chromium with a wall and a desk. */
describe('takeover', () => {
  /** The server's clock goes before ours by so much: a wall lives by the server's time. */
  let aheadMs = 0;
  const suite = browserSuite({ clock: { now: () => Date.now() + aheadMs } });

  const raise = async (event: TestEvent) => (await suite.server.apply([event])).get(event.id)?.results.find((result) => result.kind === 'alarm')?.id ?? '';
  const card = async (id: string) => (await suite.server.call(`/api/v1/alarms/${id}`, { token: await suite.server.signIn('operator2') })).body as unknown as AlarmCard;
  const openDesk = async () => {
    const page = await suite.open('operator', '/desk');
    await page.locator('[data-testid="desk"][data-link="live"]').waitFor();
    await byId(page, 'seat').selectOption('02');
    return page;
  };
  const text = (page: Page, id: string) => byId(page, id).innerText();

  it('takes the wall for a P1, without a name, and gives it back exactly after the claim', async () => {
    const path = `/wall/s0?area=${TINY.community}`;
    const [wall, desk] = await Promise.all([openWall(await suite.signedIn('leader'), path), openDesk()]);
    await byId(desk, 'desk-empty').waitFor();
    await mapReady(wall);
    await markLife(wall);

    const id = await raise(suite.server.events.sos());
    await shows(wall, 'takeover', 'data-alarm', id);
    const alarm = await card(id);
    const shown = await text(wall, 'takeover');
    for (const part of ['特急', '一键求助', '幸福社区', '第一网格', '幸福里小区1号楼', '坐席响铃中', '时限 15 秒', alarm.code]) expect(shown).toContain(part);
    expect(shown).toMatch(/自 \d\d:\d\d:\d\d 起/);
    expect(await wall.content()).not.toContain(RESIDENT);
    await shot(wall, 'takeover');
    await waitFor('the receipt', async () => (await suite.server.database.query('SELECT 1 FROM alarm_rendered WHERE alarm_id = ? AND screen LIKE ?', [id, 'wall:%'])).length > 0);

    await byId(desk, `alarm-${id}`).getByText('幸福里小区1号楼').waitFor();
    await shot(desk, 'desk');
    await byId(desk, `claim-${id}`).click();
    await byId(wall, 'takeover').getByText('李坐席 已受理').waitFor();
    expect(await text(wall, 'takeover')).toContain('值守席 02');
    await shot(wall, 'takeover-claimed');
    expect(await card(id)).toMatchObject({ state: 'CLAIMED', holder: { name: '李坐席', seat: '02' } });
    await byId(desk, `claim-${id}`).waitFor({ state: 'detached' });

    await byId(wall, 'takeover').getByText('后回到值守总览').waitFor();
    aheadMs += 10_000;
    await byId(wall, 'takeover').waitFor({ state: 'detached' });
    await liveWall(wall);
    expect(new URL(wall.url()).pathname + new URL(wall.url()).search).toBe(path);
    await shows(wall, 'wall', 'data-area', TINY.community);
    await shows(wall, 'alarms-P1', 'data-value', 1);
    await byId(wall, 'count-LED-01').waitFor();
    expect(await sameLife(wall)).toBe(true);
  });

  it('shows the newest of two P1, counts the other, and can be put aside and brought back', async () => {
    const wall = await openWall(await suite.signedIn('leader'));
    const first = await raise(suite.server.events.of('alarm.smoke', { deviceKey: TINY.sos, phase: 'start' }));
    await shows(wall, 'takeover', 'data-alarm', first);
    const second = await raise(suite.server.events.of('alarm.fall', { deviceKey: TINY.sos, phase: 'start' }));
    await shows(wall, 'takeover', 'data-alarm', second);
    expect(await text(wall, 'takeover')).toContain('另有 1 起特急');
    await shot(wall, 'takeover-two');
    await byId(wall, 'takeover-pause').click();
    await byId(wall, 'takeover').waitFor({ state: 'detached' });
    await byId(wall, 'alarms-P1').click();
    await shows(wall, 'takeover', 'data-alarm', second);

    const claim = async (id: string) => {
      const token = await suite.server.signIn('operator2');
      const { version } = await card(id);
      return suite.server.call(`/api/v1/alarms/${id}/actions`, { method: 'POST', token, body: { action: 'claim', version, seat: '05' } });
    };
    expect((await claim(second)).status).toBe(200);
    await shows(wall, 'takeover', 'data-alarm', first);
    expect(await text(wall, 'takeover')).not.toContain('另有');
    expect((await claim(first)).status).toBe(200);
    await byId(wall, 'takeover').getByText('王坐席 已受理').waitFor();
  });

  it('tells the seat that was too late who has the alarm', async () => {
    const desk = await openDesk();
    const id = await raise(suite.server.events.of('alarm.gas', { deviceKey: TINY.sos, phase: 'start' }));
    await byId(desk, `claim-${id}`).waitFor();
    // The other seat wins while this one's request is on its way.
    await desk.route(`**/alarms/${id}/actions`, async (route) => {
      const token = await suite.server.signIn('operator2');
      const { version } = await card(id);
      await suite.server.call(`/api/v1/alarms/${id}/actions`, { method: 'POST', token, body: { action: 'claim', version, seat: '05' } });
      await route.continue();
    });
    suite.browser.allow(refusal(409, '/actions'));
    await byId(desk, `alarm-${id}`).getByRole('button').first().click();
    await byId(desk, 'claim-current').click();
    await desk.getByText('未受理成功：王坐席 已先受理').first().waitFor();
    await shot(desk, 'desk-too-late');
    await byId(desk, `claim-${id}`).waitFor({ state: 'detached' });
  });
});
