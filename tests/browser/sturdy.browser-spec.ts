import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import { TINY, waitFor } from '#testing';
import { browserSuite, byId, mapReady, openWall, painted, shot, shows } from './support.js';

jest.setTimeout(90_000);

const SCRIPT_LIMIT = 600_000;
/** Runs in the page: notes the instant at which the wall has its first number. */
const MARK_FIRST_NUMBER = `new MutationObserver((_, observer) => {
  if (!document.querySelector('[data-testid="count-LED-01"]:not([data-value=""])')) return;
  performance.mark('first number');
  observer.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true })`;
const SCRIPTS_BEFORE_FIRST_NUMBER = `performance.getEntriesByType('resource')
  .filter((entry) => /\\.m?js$/.test(entry.name) && entry.startTime <= performance.getEntriesByName('first number')[0].startTime)
  .map((entry) => entry.name)`;

const ROUNDS = 30;
const EVENTS = 2000;

/** Texts in the wall that are cut off, and texts smaller than `minPx`. Words for readers of screens only are not seen. */
function flaws(page: Page, minPx: number): Promise<string[]> {
  return byId(page, 'wall').evaluate((wall, limit) => {
    const found: string[] = [];
    for (const element of wall.querySelectorAll('*')) {
      const text = (element.textContent ?? '').trim();
      if (text === '' || element.closest('.sr-only') !== null || !element.checkVisibility()) continue;
      const style = element.ownerDocument.defaultView?.getComputedStyle(element);
      if (style === undefined) continue;
      const own = [...element.childNodes].some((node) => node.nodeType === node.TEXT_NODE && node.textContent?.trim() !== '');
      const name = `${element.tagName}.${element.getAttribute('class') ?? ''} ${text.slice(0, 24)}`;
      if (own && Number.parseFloat(style.fontSize) < limit) found.push(`${style.fontSize}: ${name}`);
      // The map is a window on something larger; only its texts count.
      if (!own && element.closest('[data-testid="map"]') !== null) continue;
      if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) found.push(`${element.scrollWidth} in ${element.clientWidth} px: ${name}`);
    }
    return found;
  }, minPx);
}

/** Short form of the targets T19 to T22; their full measure is `npm run bench`. Real: server, MySQL, sockets, Chromium. */
describe('a wall that stays on', () => {
  const suite = browserSuite();

  let sent = 0;
  const send = async (count: number) => {
    sent += count;
    const events = Array.from({ length: count }, (_, i) => suite.server.events.report({ place: { areaCode: i % 2 === 0 ? TINY.micro : TINY.otherGrid } }));
    expect((await suite.server.send(events)).status).toBe(202);
  };
  /** The feed's last number, once every event sent so far is in it. */
  const applied = () =>
    waitFor('the feed', async () => {
      const [head] = await suite.server.database.query<{ seq: number }>('SELECT seq FROM feed_head');
      return head?.seq === sent && head.seq;
    });

  it('asks for little script before its first number, and for nothing from elsewhere', async () => {
    const page = await openWall(await suite.signedIn('leader'), '/wall/s0', MARK_FIRST_NUMBER);
    const scripts = await page.evaluate<string[]>(SCRIPTS_BEFORE_FIRST_NUMBER);
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = await Promise.all(scripts.map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(SCRIPT_LIMIT);
    // What comes later, map and chart, is from here too: `check` sees every request of the context.
    await mapReady(page);
    await painted(page);
  });

  it('keeps its size over sixty scope changes and two thousand events', async () => {
    await send(100);
    await applied();
    const page = await openWall(await suite.signedIn('leader', { viewport: { width: 1280, height: 720 } }));
    await mapReady(page);
    const debuggerSession = await page.context().newCDPSession(page);
    const round = async () => {
      // Without waiting for the map's flight to end, as an impatient person would.
      await byId(page, `rank-${TINY.community}`).dispatchEvent('click');
      await shows(page, 'wall', 'data-area', TINY.community);
      await page.keyboard.press('Escape');
      await shows(page, 'wall', 'data-area', TINY.street);
    };
    for (let i = 0; i < 3; i++) await round();
    const before = await size(page, debuggerSession);
    for (let i = 0; i < ROUNDS; i++) {
      if (i % 3 === 0) await send(EVENTS / (ROUNDS / 3));
      await round();
    }
    await shows(page, 'wall', 'data-seq', await applied());
    const after = await size(page, debuggerSession);
    expect(Math.abs(after.nodes - before.nodes) / before.nodes).toBeLessThanOrEqual(0.05);
    expect(Math.abs(after.elements - before.elements) / before.elements).toBeLessThanOrEqual(0.05);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners * 1.05);
    expect(after.mapCanvases).toBe(1);
    expect(await byId(page, 'ticker-row').count()).toBe(8);
  });

  it('cuts no text and keeps every letter readable at 1080p and 4K', async () => {
    await suite.server.database.transaction((tx) => tx.write('UPDATE device SET place = ?', ['翡翠湾花园二期12号楼']));
    const page = await openWall(await suite.signedIn('leader'));
    await mapReady(page);
    const check = async () => {
      for (const [width, height, minPx] of [[1920, 1080, 20], [3840, 2160, 40]] as const) {
        await page.setViewportSize({ width, height });
        await page.locator(`html[style*="--u: ${height / 135}px"]`).waitFor();
        await painted(page);
        expect(await flaws(page, minPx)).toEqual([]);
      }
    };
    await check();
    const fates = await suite.server.apply([suite.server.events.sos()]);
    const id = [...fates.values()][0]?.results.find((result) => result.kind === 'alarm')?.id ?? '';
    await shows(page, 'takeover', 'data-alarm', id);
    await check();
    await shot(page, 'takeover-4k');
    await page.keyboard.press('Escape');
    await byId(page, 'takeover').waitFor({ state: 'detached' });
    await byId(page, `rank-${TINY.community}`).click();
    await shows(page, 'wall', 'data-area', TINY.community);
    await check();
  });
});

async function size(page: Page, session: CDPSession): Promise<{ nodes: number; listeners: number; elements: number; mapCanvases: number }> {
  await session.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const elements = await page.locator('*').count();
  const mapCanvases = await byId(page, 'map').locator('canvas').count();
  return { nodes, listeners: jsEventListeners, elements, mapCanvases };
}
