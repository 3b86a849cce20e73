import { chromium } from 'playwright-core';
import { findChromium } from '../../tools/lib/chromium.js';
import { KEY, openBench, percentile, round, WALL_TOKEN } from './setup.js';
import { Mix } from './mix.js';
import type { BenchResult } from './result.js';
import { Swarm } from './swarm.js';
import { Background } from './traffic.js';

const SIGNALS = 60;
const GAP_MS = 400;
const SOCKETS = 1000;
const BACKGROUND = 2000;

/** Noted in the page: after the paint that shows a new alarm, its id and the clock of this machine. */
const WATCH = `
  window.painted = {};
  const note = () => {
    const id = document.querySelector('[data-testid="takeover"]')?.getAttribute('data-alarm');
    if (id && !window.painted[id]) { window.painted[id] = 0; requestAnimationFrame(() => requestAnimationFrame(() => { window.painted[id] = Date.now(); })); }
  };
  new MutationObserver(note).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-alarm'] });
`;

async function measure(sockets: number, background: number): Promise<{ p50: number; p99: number; seen: number }> {
  const executablePath = await findChromium('var/test', () => undefined);
  if (executablePath === null) throw new Error('no browser');
  const bench = await openBench();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    await context.addCookies([{ name: 'cockpit_wall', value: WALL_TOKEN, url: bench.server.url }]);
    const page = await context.newPage();
    await page.goto(`${bench.server.url}/wall?area=000000001`);
    await page.waitForSelector('[data-map="ready"]', { timeout: 60_000 });
    await page.evaluate(WATCH);
    const swarm = await Swarm.connect(bench.server.url, '000000001', sockets);
    const traffic = background > 0 ? new Background(bench, background, 5) : null;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const mix = new Mix(bench.rows, 77);
    const devices = bench.rows.device.filter((device) => device.class === 'sos').slice(0, SIGNALS);
    const sent = new Map<string, number>();
    for (const device of devices) {
      const source = bench.sources[0] ?? '';
      const event = mix.of(source, 'alarm.sos', { deviceKey: device.device_key, phase: 'pulse' });
      const at = Date.now();
      await fetch(`${bench.server.url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(event) }).then((reply) => reply.arrayBuffer());
      sent.set(device.device_key, at);
      await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await traffic?.stop();
    const painted = await page.evaluate<Record<string, number>>('window.painted');
    const rows = await bench.server.database.query<{ id: number; device_key: string }>("SELECT id, device_key FROM alarm WHERE kind = 'sos'");
    const times = rows.flatMap((row) => {
      const at = painted[String(row.id)];
      const from = sent.get(row.device_key);
      return at === undefined || at === 0 || from === undefined ? [] : [at - from];
    });
    swarm.close();
    return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), seen: times.length };
  } finally {
    await browser.close();
    await bench.stop();
  }
}

/** T3: signal sent → painted in a real browser, alone and under load. */
export async function run(): Promise<BenchResult[]> {
  const alone = await measure(0, 0);
  const loaded = await measure(SOCKETS, BACKGROUND);
  const note = `${loaded.seen}/${SIGNALS} 起已画出;无负载时 p50 ${round(alone.p50)} ms、p99 ${round(alone.p99)} ms`;
  return [
    { id: 'T3', name: '特急信号到画面 p50', value: round(loaded.p50), unit: 'ms', limit: round(alone.p50), ratio: round(loaded.p50 / alone.p50, 2), target: '≤ 150 ms', met: loaded.p50 <= 150, note },
    { id: 'T3b', name: '特急信号到画面 p99', value: round(loaded.p99), unit: 'ms', limit: round(alone.p99), ratio: round(loaded.p99 / alone.p99, 2), target: '≤ 500 ms', met: loaded.p99 <= 500 },
  ];
}
