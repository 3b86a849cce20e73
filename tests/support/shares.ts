import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DataShare, DataShareKey, DataShareRead, SharedTable, TableDefinition } from '#contracts';
import { addDays, businessDay, ManualClock } from '#platform';
import { startTestServer, type TestServer } from './server.js';

type Reply = { status: number; body: Record<string, unknown> };

/** People of any age with the columns most lists have. */
export const people = (more: Partial<TableDefinition> = {}): TableDefinition => ({ entity: 'person', columns: ['person.name', 'person.sex', 'person.age', 'person.phone'], filters: [{ field: 'person.age', op: 'gte', value: 1 }], groupBy: [], aggregates: [], ...more });
export const code = (reply: { body: Record<string, unknown> }): string | null => (reply.body['error'] as { code: string } | undefined)?.code ?? null;
export const sha256 = (rows: unknown): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex');
/** The cells of one column of a shared table. */
export const column = (table: SharedTable, label: string) => table.rows.map((row) => row[table.columns.findIndex((item) => item.label === label)]);

/** A server with a clock moved by hand, the people who share, and the other system that reads. */
export class ShareBench {
  readonly clock = new ManualClock(Date.now());
  readonly tokens: Record<string, string> = {};
  private started: TestServer | null = null;
  private names = 0;

  get server(): TestServer {
    if (this.started === null) throw new Error('not started');
    return this.started;
  }

  async start(): Promise<void> {
    this.started = await startTestServer({ clock: this.clock });
    await this.signIn();
  }

  async signIn(): Promise<void> {
    for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator', 'auditor']) this.tokens[name] = await this.server.signIn(name);
  }

  day(days = 0): string {
    return addDays(businessDay(this.clock.now()), days);
  }

  call(path: string, who: string, body?: object, method = body === undefined ? 'GET' : 'POST'): Promise<Reply> {
    return this.server.call(`/api/v1/${path}`, { token: this.tokens[who] ?? '', method, ...(body === undefined ? {} : { body }) });
  }

  async save(who: string, definition: TableDefinition): Promise<string> {
    const reply = await this.call('saved-tables', who, { name: `表${(this.names += 1)}`, text: '', definition });
    expect([reply.status, code(reply)]).toEqual([201, null]);
    return String(reply.body['id']);
  }

  async ask(who: string, definition: TableDefinition, more: object = {}): Promise<Reply> {
    return this.call('data-shares', who, { tableId: await this.save(who, definition), tableVersion: 1, system: '民政系统', purpose: '高龄津贴核对', until: this.day(30), ...more });
  }

  async share(who: string, definition: TableDefinition, more: object = {}): Promise<DataShareKey> {
    const reply = await this.ask(who, definition, more);
    expect([reply.status, code(reply)]).toEqual([201, null]);
    return reply.body as unknown as DataShareKey;
  }

  /** As the other system does it: an address, a key, nothing else. */
  async fetchShared(id: string, key: string | null, query = '') {
    const response = await fetch(`${this.server.url}/api/v1/shared-tables/${id}${query}`, { headers: key === null ? {} : { authorization: `Bearer ${key}` } });
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    const body = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, body, code: code({ body }), table: body as unknown as SharedTable };
  }

  read(made: DataShareKey, query = '') {
    return this.fetchShared(made.share.id, made.key, query);
  }

  async log(made: DataShareKey, who = 'admin'): Promise<DataShareRead[]> {
    return (await this.call(`data-shares/${made.share.id}/reads`, who)).body as unknown as DataShareRead[];
  }

  async outcomes(made: DataShareKey): Promise<string[]> {
    return (await this.log(made)).map((row) => row.outcome);
  }

  async shares(who: string): Promise<DataShare[]> {
    return (await this.call('data-shares', who)).body as unknown as DataShare[];
  }

  async listed(made: DataShareKey, who: string): Promise<DataShare | undefined> {
    return (await this.shares(who)).find((item) => item.id === made.share.id);
  }

  async audits(made: DataShareKey): Promise<{ action: string; actor: string; detail: string }[]> {
    const rows = await this.server.database.query<{ action: string; actor: string; detail: unknown }>('SELECT action, actor, detail FROM audit_entry WHERE subject = ? ORDER BY id', [`share:${made.share.id}`]);
    return rows.map((row) => ({ ...row, detail: typeof row.detail === 'string' ? row.detail : JSON.stringify(row.detail) }));
  }
}
