import type { Page, SessionReply } from '#contracts';
import type { Item, RawLists } from './refs.js';

export interface Reply {
  status: number;
  body: unknown;
  /** Seconds the server asks to wait. */
  retryAfterS: number | null;
}

const PAGE = 200;
/** A district has far more homes than a simulator needs; this many pages, spread evenly, are a fair sample. */
const MAX_PAGES = { areas: 80, households: 25, places: 80, volunteers: 40, 'volunteer-tasks': 40, devices: 500, 'check-templates': 2 } as const;
type ListName = keyof typeof MAX_PAGES;

/**
 * Clock of the server as far as its answers show. The Date header is cut to the second and old by the time it
 * arrives, so every sample lies at or below the truth and the largest of the recent ones is the best.
 */
export class ServerClock {
  private samples: number[] = [];

  constructor(private readonly local: () => number = Date.now) {}

  observe(dateHeader: string | null): void {
    const at = dateHeader === null ? NaN : Date.parse(dateHeader);
    if (Number.isNaN(at)) return;
    this.samples.push(at - this.local());
    if (this.samples.length > 60) this.samples.shift();
  }

  now(): number {
    // Without a sample the own clock, a second behind.
    return Math.floor(this.local() + (this.samples.length === 0 ? -1000 : Math.max(...this.samples)));
  }
}

/** The server's public doors, one signed-in account. */
export class Api {
  private token: string | null = null;

  constructor(
    readonly url: string,
    private readonly username: string,
    private readonly password: string,
    readonly clock: ServerClock = new ServerClock(),
  ) {}

  /** One request; network errors throw. Does not sign in. */
  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const raw = await response.text();
    this.clock.observe(response.headers.get('date'));
    const wait = Number(response.headers.get('retry-after') ?? NaN);
    return { status: response.status, body: parseJson(raw), retryAfterS: Number.isFinite(wait) ? wait : null };
  }

  /** A request of the account; signs in when needed, once again when the session has ended. */
  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    for (let attempt = 0; ; attempt++) {
      this.token ??= await this.signIn();
      const reply = await this.request(method, path, body, { authorization: `Bearer ${this.token}` });
      if (reply.status !== 401 || attempt > 0) return reply;
      this.token = null;
    }
  }

  private async signIn(): Promise<string> {
    const reply = await this.request('POST', '/api/v1/session', { username: this.username, password: this.password });
    const token = (reply.body as Partial<SessionReply> | null)?.token;
    if (token === undefined) throw new Error(`sign-in of ${this.username} answered ${reply.status}`);
    return token;
  }

  /** A whole list, or an even sample of its pages. */
  async list(name: ListName): Promise<Item[]> {
    const first = await this.page(name, 1);
    const pages = Math.ceil(first.total / PAGE);
    const step = Math.max(1, pages / MAX_PAGES[name]);
    const out = [...first.items];
    for (let at = 1 + step; Math.floor(at) <= pages; at += step) out.push(...(await this.page(name, Math.floor(at))).items);
    return out;
  }

  private async page(name: ListName, page: number): Promise<Page<Item>> {
    for (let attempt = 0; ; attempt++) {
      const reply = await this.call('GET', `/api/v1/${name}?page=${page}&pageSize=${PAGE}`);
      if (reply.status === 200) return reply.body as Page<Item>;
      if (reply.status !== 429 || attempt > 5) throw new Error(`GET ${name} answered ${reply.status}`);
      await sleep((reply.retryAfterS ?? 1) * 1000);
    }
  }

  async lists(): Promise<RawLists> {
    const map = await this.call('GET', '/api/v1/map');
    const features = (map.body as { features?: RawLists['buildings'] } | null)?.features ?? [];
    return {
      areas: await this.list('areas'),
      households: await this.list('households'),
      places: await this.list('places'),
      volunteers: await this.list('volunteers'),
      tasks: await this.list('volunteer-tasks'),
      devices: await this.list('devices'),
      templates: await this.list('check-templates'),
      // Without a map (another right, another form) reports name grids instead of buildings.
      buildings: map.status === 200 && Array.isArray(features) ? features.filter((item) => item.properties?.['kind'] === 'building') : [],
    };
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return null;
  }
}
