import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataShareKey, SHARE_RATE, type TableDefinition } from '#contracts';
import { sqlTime } from '#platform';
import { TINY_PEOPLE } from '#testing';
import { code, people, ShareBench } from '../support/shares.js';

/** Real: server, MariaDB, HTTP. Moved by hand: the clock. */
const bench = new ShareBench();
beforeAll(() => bench.start(), 60_000);
afterAll(() => bench.server.stop());

describe('what is refused when a share is made', () => {
  it.each<[string, string, Partial<TableDefinition>, object, number, string]>([
    ['a condition on something sensitive', 'leader', { filters: [{ field: 'person.disability_type', op: 'eq', value: '4' }] }, {}, 403, 'SHARE_SENSITIVE'],
    ['a sensitive tag', 'leader', { filters: [{ any: [{ field: 'person.tags', op: 'has', value: 'dementia' }, { field: 'person.age', op: 'gte', value: 80 }] }] }, {}, 403, 'SHARE_SENSITIVE'],
    ['no column within the level', 'leader', { columns: ['person.name', 'person.phone'], filters: [] }, {}, 403, 'SHARE_NOTHING'],
    ['an order by something hidden', 'leader', { sort: [{ field: 'person.id_no', dir: 'asc' }] }, {}, 403, 'TABLE_HIDDEN'],
    ['no end', 'leader', {}, { until: undefined }, 400, 'BAD_REQUEST'],
    ['an end before today', 'leader', {}, { until: bench.day(-1) }, 400, 'SHARE_UNTIL'],
    ['an end beyond a year', 'leader', {}, { until: bench.day(366) }, 400, 'SHARE_UNTIL'],
    ['a day that is none', 'leader', {}, { until: `${bench.day().slice(0, 4)}-02-31` }, 400, 'SHARE_UNTIL'],
    ['no purpose', 'leader', {}, { purpose: '  ' }, 400, 'BAD_REQUEST'],
    ['no reader', 'leader', {}, { system: '' }, 400, 'BAD_REQUEST'],
    ['a version that is none', 'leader', {}, { tableVersion: 2 }, 404, 'NOT_FOUND'],
    ['something unknown', 'leader', {}, { owner: 'admin' }, 400, 'BAD_REQUEST'],
    ['a grid worker', 'grid', {}, {}, 403, 'FORBIDDEN'],
  ])('%s', async (_what, who, more, asked, status, expected) => {
    const reply = await bench.ask(who, people(more), asked);
    expect([reply.status, code(reply)]).toEqual([status, expected]);
  });

  it('somebody else\u2019s table, and every other role', async () => {
    const tableId = await bench.save('leader', people());
    const body = { tableId, tableVersion: 1, system: '民政系统', purpose: '核对', until: bench.day() };
    expect(code(await bench.call('data-shares', 'admin', body))).toBe('NOT_FOUND');
    for (const who of ['operator', 'auditor', 'grid']) expect([who, (await bench.call('data-shares', who)).status]).toEqual([who, 403]);
  });

  it('a password given too long ago', async () => {
    const made = await bench.share('leader', people());
    bench.clock.advance(10 * 60_000 + 1);
    expect(code(await bench.ask('leader', people()))).toBe('STEP_UP_REQUIRED');
    expect(code(await bench.call(`data-shares/${made.share.id}/key`, 'leader', {}))).toBe('STEP_UP_REQUIRED');
    await bench.signIn();
  });
});

describe('the key', () => {
  it('is told once, kept as a hash, and opens this one share by this one route', async () => {
    const [made, other] = [await bench.share('leader', people()), await bench.share('admin', people())];
    expect(made.key).toMatch(/^[\w-]{43}$/);
    const rows = await bench.server.database.query<{ key_hash: Buffer }>('SELECT key_hash FROM data_share WHERE id = ?', [made.share.id]);
    expect(rows[0]?.key_hash).toEqual(createHash('sha256').update(made.key).digest());
    expect(JSON.stringify([(await bench.call('data-shares', 'leader')).body, await bench.audits(made)])).not.toContain(made.key);
    const elsewhere = await bench.fetchShared(other.share.id, made.key);
    const nowhere = await bench.fetchShared('999999', made.key);
    expect([elsewhere.status, elsewhere.code, nowhere.code]).toEqual([404, 'NOT_FOUND', 'NOT_FOUND']);
    expect([await bench.outcomes(made), await bench.outcomes(other)]).toEqual([['NOT_FOUND', 'NOT_FOUND'], []]);
    for (const path of ['home', 'data-shares', 'residents', 'areas']) expect([path, (await bench.server.call(`/api/v1/${path}`, { token: made.key })).status]).toEqual([path, 401]);
  });

  it.each([['none', null], ['a wrong one', 'x'.repeat(43)], ['a session', 'leader']] as const)('%s opens nothing', async (_what, key) => {
    const made = await bench.share('leader', people());
    const reply = await bench.fetchShared(made.share.id, key === 'leader' ? (bench.tokens['leader'] ?? '') : key);
    expect([reply.status, reply.code]).toEqual([401, 'SHARE_KEY_INVALID']);
    expect(await bench.log(made)).toEqual([]);
  });

  it('ends with a new one, at once', async () => {
    const made = await bench.share('leader', people());
    const renewed = (await bench.call(`data-shares/${made.share.id}/key`, 'leader', {})).body as unknown as DataShareKey;
    expect([(await bench.read(made)).code, (await bench.read(renewed)).status]).toEqual(['SHARE_KEY_INVALID', 200]);
    // It reads as its owner, so nobody else is given one.
    expect((await bench.call(`data-shares/${made.share.id}/key`, 'admin', {})).status).toBe(404);
    expect((await bench.audits(made)).map((row) => [row.action, row.actor])).toEqual([['share.created', 'leader'], ['share.rekeyed', 'leader'], ['share.read', '民政系统']]);
  });

  it('ends when the share is stopped, by its owner or by who oversees the area, and is kept as refused', async () => {
    const [own, overseen] = [await bench.share('secretary', people()), await bench.share('secretary', people())];
    expect((await bench.call(`data-shares/${own.share.id}`, 'secretary', undefined, 'DELETE')).status).toBe(204);
    expect((await bench.call(`data-shares/${overseen.share.id}`, 'admin', undefined, 'DELETE')).status).toBe(204);
    for (const made of [own, overseen]) {
      const reply = await bench.read(made);
      expect([reply.status, reply.code, await bench.outcomes(made)]).toEqual([401, 'SHARE_REVOKED', ['SHARE_REVOKED']]);
      expect(code(await bench.call(`data-shares/${made.share.id}/key`, 'secretary', {}))).toBe('SHARE_ENDED');
      expect(code(await bench.call(`data-shares/${made.share.id}`, 'secretary', undefined, 'DELETE'))).toBe('SHARE_ENDED');
    }
    expect((await bench.audits(overseen)).map((row) => [row.action, row.actor])).toEqual([['share.created', 'secretary'], ['share.revoked', 'admin'], ['share.refused', '民政系统']]);
  });

  it('ends after its last day', async () => {
    const made = await bench.share('leader', people(), { until: bench.day() });
    expect((await bench.read(made)).status).toBe(200);
    bench.clock.advance(Date.parse(made.share.expiresAt) - bench.clock.now() - 1);
    expect((await bench.read(made)).status).toBe(200);
    bench.clock.advance(1);
    const reply = await bench.read(made);
    await bench.signIn();
    expect([reply.status, reply.code]).toEqual([401, 'SHARE_EXPIRED']);
    expect(await bench.outcomes(made)).toEqual(['SHARE_EXPIRED', 'ok', 'ok']);
    expect(await bench.listed(made, 'leader')).toMatchObject({ state: 'expired', allowedActions: [], reads: 2 });
  });

  it('is counted: so many reads a minute, then when to come again', async () => {
    const [made, other] = [await bench.share('leader', people({ columns: ['person.age'] })), await bench.share('leader', people())];
    const statuses = new Set<number>();
    for (let at = 0; at < SHARE_RATE; at += 1) statuses.add((await bench.read(made)).status);
    expect([...statuses]).toEqual([200]);
    bench.clock.advance(15_000);
    const refused = [await bench.read(made), await bench.read(made, '?format=csv')];
    expect(refused.map((reply) => [reply.status, reply.code, reply.headers.get('retry-after')])).toEqual([[429, 'RATE_LIMITED', '45'], [429, 'RATE_LIMITED', '45']]);
    expect((await bench.read(other)).status).toBe(200);
    bench.clock.advance(45_000);
    expect((await bench.read(made)).status).toBe(200);
    // One line for all that was too much.
    expect((await bench.outcomes(made)).slice(0, 3)).toEqual(['ok', 'RATE_LIMITED', 'ok']);
  });
});

describe('whose eyes it is read with', () => {
  it('are closed with the account, and open again with it', async () => {
    const made = await bench.share('leader', people());
    const disable = (value: string | null) => bench.server.database.query("UPDATE account SET disabled_at = ? WHERE username = 'leader'", [value]);
    await disable(sqlTime(bench.clock.now()));
    const reply = await bench.read(made);
    await disable(null);
    expect([reply.status, reply.code, (await bench.read(made)).status, await bench.outcomes(made)]).toEqual([403, 'SHARE_OWNER', 200, ['ok', 'SHARE_OWNER']]);
  });

  it('no longer see an area they lost, nor what a lower role may not share', async () => {
    const made = await bench.share('secretary', people());
    const role = async (change: string) => bench.server.database.query(`UPDATE assignment SET ${change} WHERE account_id = (SELECT id FROM account WHERE username = 'secretary')`);
    const codes: (string | null)[] = [];
    for (const change of ['area_id = 5', "area_id = 2, role = 'grid_worker'", "role = 'secretary'", 'area_id = 3', 'area_id = 2']) {
      await role(change);
      codes.push((await bench.read(made)).code);
    }
    // Its rows lie in one grid: who still holds that holds all that was agreed.
    expect(codes).toEqual(['SHARE_OWNER', 'SHARE_OWNER', null, null, null]);
  });

  it('read the version that was agreed, which stays as long as somebody reads it', async () => {
    const made = await bench.share('leader', people({ columns: ['person.age'] }));
    const { tableId } = made.share;
    expect((await bench.call(`saved-tables/${tableId}`, 'leader', { version: 1, text: '', definition: people({ columns: ['person.age', 'person.sex'] }) }, 'PUT')).status).toBe(200);
    expect((await bench.read(made)).table.columns.map((item) => item.label)).toEqual(['年龄']);
    expect(await bench.listed(made, 'leader')).toMatchObject({ tableVersion: 1, newestVersion: 2 });
    const remove = () => bench.call(`saved-tables/${tableId}`, 'leader', undefined, 'DELETE');
    expect(code(await remove())).toBe('TABLE_SHARED');
    await bench.call(`data-shares/${made.share.id}`, 'leader', undefined, 'DELETE');
    expect((await remove()).status).toBe(204);
    expect(await bench.listed(made, 'leader')).toMatchObject({ state: 'revoked', newestVersion: null });
  });
});

describe('the list and the log', () => {
  it('show each their own, and who oversees an area all that lie in it', async () => {
    const [mine, street] = [await bench.share('secretary', people()), await bench.share('leader', people())];
    const ids = async (who: string) => (await bench.shares(who)).map((item) => item.id);
    expect(await ids('secretary')).toContain(mine.share.id);
    expect(await ids('secretary')).not.toContain(street.share.id);
    for (const who of ['leader', 'admin']) expect(await ids(who)).toEqual(expect.arrayContaining([mine.share.id, street.share.id]));
    expect((await bench.call(`data-shares/${street.share.id}/reads`, 'secretary')).status).toBe(404);
    expect((await bench.call(`data-shares/${street.share.id}`, 'secretary', undefined, 'DELETE')).status).toBe(404);
    expect(await bench.listed(mine, 'admin')).toMatchObject({ mine: false, owner: { name: '孙书记', username: 'secretary' }, allowedActions: ['revoke'] });
  });

  it('tell of every read by what, how much and from where, never a value', async () => {
    const made = await bench.share('secretary', people(), { mostLevel: 'L3' });
    const { table } = await bench.read(made, '?format=csv&pageSize=1&page=2').then(() => bench.read(made));
    await bench.read(made, '?format=exe');
    expect((await bench.log(made, 'secretary')).map(({ format, page, rows, outcome, hash }) => ({ format, page, rows, outcome, hash }))).toEqual([
      { format: null, page: null, rows: 0, outcome: 'BAD_REQUEST', hash: null },
      { format: 'json', page: 1, rows: 2, outcome: 'ok', hash: table.hash },
      { format: 'csv', page: 2, rows: 1, outcome: 'ok', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect((await bench.log(made)).every((row) => row.client.includes('127.0.0.1'))).toBe(true);
    const entries = await bench.audits(made);
    expect(entries.map((row) => row.action)).toEqual(['share.created', 'share.read', 'share.read', 'share.refused']);
    for (const person of TINY_PEOPLE) expect(JSON.stringify(entries)).not.toContain(person.name);
    expect(await bench.listed(made, 'secretary')).toMatchObject({ reads: 2, lastReadAt: new Date(bench.clock.now()).toISOString() });
  });
});

