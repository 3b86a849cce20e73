import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#contracts';
import { TINY, TINY_PEOPLE, type TinyPerson, WallClient } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: every route of the running server, every role, rows inside and outside the scope. Nothing is faked. */
type Canary = 'name' | 'phone' | 'idNo' | 'birthDate' | 'workUnit' | 'room';
const CANARIES: readonly Canary[] = ['name', 'phone', 'idNo', 'birthDate', 'workUnit', 'room'];

/** Values of a person that occur nowhere else; a leak is found by looking for them. */
function canary(person: TinyPerson, kind: Canary): string {
  if (kind === 'room') return person.householdId === 1 ? '1单元302' : '1单元501';
  return person[kind];
}

/** What a role may see in clear of people inside its scope without any moment of its own (security.md §3.4). */
const CLEAR: Readonly<Record<string, readonly Canary[]>> = { leader: [], admin: [], secretary: ['workUnit'], grid: ['workUnit'], operator: [], auditor: [], wall: [], nobody: [] };
/** Roles whose scope holds the person outside the first community. */
const WHOLE_STREET = new Set(['leader', 'admin']);
/** The day's list is made to be read at the door: clear for the worker's own households, whoever records visits. */
const DOOR = /^get \/api\/v1\/visits\/today$|^post \/api\/v1\/visits/;

interface Call {
  method: string;
  path: string;
  route: string;
}

let server: TestServer;
const lines: string[] = [];
const tokens: Record<string, string | null> = { nobody: null };
let routes: Call[] = [];

const FILLINGS: Readonly<Record<string, readonly string[]>> = { id: ['1', '2', '3', '999999'], household: ['1', '2'], sourceId: ['test-source'], eventId: ['x'], token: ['no-such-token'], username: ['grid'], code: ['T1'] };

function fill(route: string): string[] {
  const name = /\{(\w+)\}/.exec(route)?.[1];
  if (name === undefined) return [route];
  return (FILLINGS[name] ?? ['1']).flatMap((value) => fill(route.replace(`{${name}}`, value)));
}

beforeAll(async () => {
  server = await startTestServer({ log: (line) => lines.push(line) });
  for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
  const wall = await server.call('/api/v1/walls', { method: 'POST', token: tokens['admin'] ?? '', body: { name: '墙', area: TINY.street, zone: 'public', profile: 'standard' } });
  tokens['wall'] = String(wall.body['token']);
  const document = await server.call('/api/v1/openapi.json', { token: tokens['admin'] ?? '' });
  for (const [path, operations] of Object.entries(document.body['paths'] as Record<string, object>)) for (const method of Object.keys(operations)) for (const filled of fill(path)) routes.push({ method: method.toUpperCase(), path: filled, route: `${method} ${path}` });
  // Signing out or disabling would only make the rest of the matrix easier.
  routes = routes.filter((call) => !/^delete |disable$|password$|openapi|metrics/.test(call.route));
  // The day's list opens its households to the worker (that is its purpose), so it comes after all else has been asked.
  routes.sort((a, b) => Number(DOOR.test(a.route)) - Number(DOOR.test(b.route)));
  for (const q of ['张', '买', 'oysq', '0003', '15488760003', TINY_PEOPLE[2]?.idNo ?? '', '和平里2号楼']) routes.unshift({ method: 'GET', path: `/api/v1/residents?q=${encodeURIComponent(q)}`, route: 'get /api/v1/residents' });
  for (const id of ['LED-01', 'LED-02', 'LED-03', 'VOL-06', 'ELD-02', 'CASE-02']) routes.unshift({ method: 'GET', path: `/api/v1/indicators/${id}/rows`, route: 'get /api/v1/indicators/{id}/rows' });
}, 60_000);
afterAll(() => server.stop());

async function body(call: Call, token: string | null): Promise<string> {
  const response = await fetch(`${server.url}${call.path}`, { method: call.method, headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' }, ...(call.method === 'GET' ? {} : { body: JSON.stringify({ probe: TINY_PEOPLE[0]?.phone }) }) });
  return `${response.status} ${await response.text()}`;
}

function leaks(text: string, who: string, route: string): string[] {
  const found: string[] = [];
  for (const person of TINY_PEOPLE) {
    const inside = person.householdId === 1 || WHOLE_STREET.has(who);
    for (const kind of CANARIES) {
      if (inside && (CLEAR[who] ?? []).includes(kind)) continue;
      if (DOOR.test(route) && person.householdId === 1 && kind !== 'idNo') continue;
      if (text.includes(canary(person, kind))) found.push(`${who} ${route}: ${kind} of ${person.code}`);
    }
  }
  return found;
}

describe('who may see what, on every route', () => {
  it('covers the whole interface', () => {
    expect(new Set(routes.map((call) => call.route)).size).toBeGreaterThan(60);
  });

  it.each([...Object.keys(CLEAR)] as (Role | 'grid' | 'wall' | 'nobody')[])('leaks nothing to %s in bodies and errors', async (who) => {
    const found: string[] = [];
    for (const call of routes) found.push(...leaks(await body(call, tokens[who] ?? null), who, call.route));
    expect(found).toEqual([]);
  }, 60_000);

  it('shows a masked row to those who may list, so that the test is not blind', async () => {
    const text = await body({ method: 'GET', path: '/api/v1/residents', route: 'get /api/v1/residents' }, tokens['secretary'] ?? null);
    expect(text).toContain('张**');
    expect(text).toContain('154****0001');
  });

  it('leaks nothing in socket frames, to walls or desks', async () => {
    const heard: string[] = [];
    const clients: WallClient[] = [];
    for (const [token, namespace] of [[tokens['wall'], '/wall'], [tokens['leader'], '/wall'], [tokens['operator'], '/desk']] as const) {
      const client = await WallClient.connect(server.url, token ?? null, namespace);
      client.socket.onAny((...args: unknown[]) => heard.push(JSON.stringify(args)));
      heard.push(JSON.stringify(await client.join(TINY.street)));
      clients.push(client);
    }
    const person = TINY_PEOPLE[0];
    const visit = server.events.of('grid.visit', { householdRef: TINY.household, visitor: 'W1', at: server.events.at(), findings: `${person?.name}电话${person?.phone}`, changes: [{ personRef: 'P2', field: 'person.phone', value: '15477650002' }] });
    const report = server.events.report({ title: `${person?.name}家漏水`, text: person?.phone, place: { areaCode: TINY.micro, address: '1单元302' } });
    await server.apply([visit, report, server.events.sos()]);
    await post('/api/v1/visits', { clientId: randomBytes(8).toString('hex'), household: '1', at: server.events.at(), confirmed: ['1'], note: `${person?.name}在家` });
    await new Promise((resolve) => setTimeout(resolve, 700));
    for (const client of clients) client.close();
    expect(heard.length).toBeGreaterThan(6);
    expect(heard.flatMap((text) => leaks(text, 'wall', 'socket'))).toEqual([]);
  });

  it('leaks nothing in the log', async () => {
    await server.call('/api/v1/residents/1', { method: 'PATCH', token: tokens['secretary'] ?? '', body: { version: 1, changes: { 'person.phone': TINY_PEOPLE[2]?.phone }, reason: 'x' } });
    await server.database.query('SELECT * FROM no_such_table WHERE name = ?', [TINY_PEOPLE[0]?.name]).catch(() => undefined);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.flatMap((text) => leaks(text, 'nobody', 'log'))).toEqual([]);
  });
});

function post(path: string, content: unknown): Promise<unknown> {
  return server.call(path, { method: 'POST', token: tokens['grid'] ?? '', body: content });
}
