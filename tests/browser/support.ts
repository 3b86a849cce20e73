import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { systemClock } from '#platform';
import { PASSWORD, startTestServer, type TestServer, type TestServerOptions } from '../support/server.js';

export const WAIT_MS = 30_000;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SHOTS = join(ROOT, 'var/test/screenshots');
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Finds the element of a `data-testid`. */
export function byId(page: Page, id: string): Locator {
  return page.getByTestId(id);
}

/**
 * One Chromium per file. Every page it opens is watched: an exception, a line of error on the console
 * or a request to another host is a fault that `check` reports, unless the test said that it expects it.
 */
export class TestBrowser {
  private readonly contexts: BrowserContext[] = [];
  private readonly people = new Map<string, BrowserContext>();
  /** The page each of them keeps from test to test. */
  private readonly kept = new Map<BrowserContext, Page>();
  private faults: string[] = [];
  private expected: RegExp[] = [];

  private constructor(private readonly browser: Browser) {}

  /** @param args further switches, such as trust in a certificate of our own */
  static async launch(args: readonly string[] = []): Promise<TestBrowser> {
    const executablePath = process.env['CHROMIUM'];
    if (executablePath === undefined) throw new Error('CHROMIUM is not set: run the tests through npm test');
    return new TestBrowser(await chromium.launch({ executablePath, args: [...ARGS, ...args] }));
  }

  /** A fresh person at a fresh machine: no cookies, nothing remembered. */
  async context(url: string, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ baseURL: url, viewport: { width: 1920, height: 1080 }, locale: 'zh-CN', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(WAIT_MS);
    this.contexts.push(context);
    const host = new URL(url).host;
    const visit = (address: string) => {
      const { protocol, host: asked } = new URL(address);
      if (!['data:', 'blob:'].includes(protocol) && asked !== host) this.faults.push(`request to ${address}`);
    };
    context.on('request', (request) => visit(request.url()));
    context.on('weberror', (error) => this.faults.push(`exception: ${error.error().stack ?? error.error().message}`));
    context.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console: ${message.text()} @ ${message.location().url}`);
    });
    context.on('page', (page) => {
      page.on('websocket', (socket) => visit(socket.url()));
      page.on('crash', () => this.faults.push(`crash: ${page.url()}`));
    });
    return context;
  }

  /** The browser of somebody who has signed in; the same for the whole file, so that it knows the site already. */
  async signedIn(url: string, username: string, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const key = JSON.stringify([url, username, options]);
    const known = this.people.get(key);
    if (known !== undefined) return known;
    const context = await this.context(url, options);
    this.contexts.splice(this.contexts.indexOf(context), 1);
    this.people.set(key, context);
    const reply = await context.request.post('/api/v1/session', { data: { username, password: PASSWORD } });
    expect(reply.status()).toBe(200);
    return context;
  }

  /**
   * A page of this person. A new one costs more than the whole test often does, so the application is left running and
   * only led elsewhere, as by a link; what a fresh load must show is tested with `reload` and with pages of their own.
   */
  async open(context: BrowserContext, path: string): Promise<Page> {
    const known = this.kept.get(context);
    if (known !== undefined && !known.isClosed() && isLeft(known)) {
      await lead(known, path);
      return known;
    }
    const page = await context.newPage();
    await page.goto(path);
    this.kept.set(context, page);
    return page;
  }

  /** Faults of the running test that are meant to happen, such as the refusal it asks for. */
  allow(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  /** After each test: closes what it opened or leads it away, and fails on every unexpected fault. */
  async check(): Promise<void> {
    const pages = [...this.people.values()].flatMap((context) => context.pages());
    const kept = new Set(this.kept.values());
    await Promise.all([...this.contexts.splice(0).map((opened) => opened.close()), ...pages.map((page) => (kept.has(page) ? leave(page) : page.close()))]);
    const faults = this.faults.filter((fault) => !this.expected.some((pattern) => pattern.test(fault)));
    this.faults = [];
    this.expected = [];
    expect(faults).toEqual([]);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** What `browserSuite` gives to the tests of one describe block. */
export interface BrowserSuite {
  readonly server: TestServer;
  readonly browser: TestBrowser;
  /** The browser of somebody who has signed in. */
  signedIn(username: string, options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A page of somebody who has signed in. */
  open(username: string, path: string, options?: BrowserContextOptions): Promise<Page>;
  /** A browser that has never been here. */
  fresh(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/**
 * A server and a Chromium for one describe block, and `check` after each of its tests.
 * @param options of the server; as a function when they must be made first
 * @param args further switches of Chromium
 */
export function browserSuite(options: TestServerOptions | (() => Promise<TestServerOptions>) = {}, args: readonly string[] = []): BrowserSuite {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    // Pages live by the browser's clock, so the server keeps the same.
    const wanted = typeof options === 'function' ? await options() : options;
    [server, browser] = await Promise.all([startTestServer({ clock: systemClock, ...wanted }), TestBrowser.launch(args)]);
  });
  afterEach(() => browser.check());
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  const signedIn = (username: string, as: BrowserContextOptions = {}) => browser.signedIn(server.url, username, as);
  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    signedIn,
    open: async (username, path, as) => browser.open(await signedIn(username, as), path),
    fresh: (as) => browser.context(server.url, as),
  };
}

/** An address at which nothing of the application is shown, asked for or listened to. */
const NOWHERE = '/nowhere';
const LEAVE_MS = 3000;

const isLeft = (page: Page): boolean => new URL(page.url()).pathname === NOWHERE;

/** Leads the running application to another page; the router hears of it as of the browser's own back and forward. */
function lead(page: Page, path: string): Promise<void> {
  return page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate', { state: null }))`);
}

/** Leads away from everything a test has shown, messages too; a page that would not go, such as one with a form half filled in, is closed. */
async function leave(page: Page): Promise<void> {
  page.removeAllListeners('dialog');
  try {
    await lead(page, NOWHERE);
    await page.getByText('该页面将在后续版本提供').waitFor({ timeout: LEAVE_MS });
    await page.locator('.el-message').evaluateAll((messages) => messages.forEach((message) => message.remove()));
  } catch {
    await page.close();
  }
}

/** Goes to a page of the application from the one shown, which is left first so that nothing of it remains. */
export async function visit(page: Page, path: string): Promise<void> {
  await leave(page);
  await lead(page, path);
}

/** Fills the sign-in form as a person does. */
export async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** A refusal as Chromium writes it to the console. */
export function refusal(status: number, path: string): RegExp {
  return new RegExp(`status of ${status} .*@ .*${path.replaceAll('/', '\\/')}`);
}

/** Opens a wall and waits until it is live and has numbers; `before` runs in the page before anything of ours. */
export async function openWall(context: BrowserContext, path = '/wall/s0', before = ''): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ content: before });
  await page.goto(path);
  await liveWall(page);
  return page;
}

export async function liveWall(page: Page): Promise<void> {
  await page.locator('[data-testid="wall"][data-link="live"]:not([data-area=""])').waitFor();
  await page.locator('[data-testid="count-LED-01"]:not([data-value=""])').waitFor({ state: 'attached' });
}

export function mapReady(page: Page): Promise<void> {
  return page.locator('[data-testid="map"][data-map="ready"]').waitFor();
}

/** No font slice is under way any more, and what was changed has been painted. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))');
}

/** Waits until an element carries an attribute value. */
export function shows(page: Page, id: string, attribute: string, value: string | number): Promise<void> {
  return page.locator(`[data-testid="${id}"][${attribute}="${value}"]`).waitFor({ state: 'attached' });
}

/** Marks the running page, so that `sameLife` later tells whether it was loaded anew. */
export async function markLife(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { testMark: true }));
}

export function sameLife(page: Page): Promise<boolean> {
  return page.evaluate(() => 'testMark' in globalThis);
}

/** A picture for the people who read the report; an empty one is a fault. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  const path = join(SHOTS, `${name}.png`);
  const picture = await page.screenshot({ path, scale: 'css' });
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeGreaterThan(10_000);
}

interface Finding {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

let axeText: string | null = null;

/** Serious and critical findings of axe, as lines. Evaluated through the debugger, so the page's own policy stays in force. */
export async function axe(page: Page): Promise<string[]> {
  axeText ??= readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeText);
  const findings = await page.evaluate<Finding[]>("axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)");
  return findings
    .filter((finding) => finding.impact === 'serious' || finding.impact === 'critical')
    .flatMap((finding) => finding.nodes.map((node) => `${finding.id} ${node.target.join(' ')}: ${node.failureSummary.replaceAll(/\s+/g, ' ')}`));
}
