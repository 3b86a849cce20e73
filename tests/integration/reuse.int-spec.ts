import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExportJob, IndicatorReading, ReuseBaseline, ReuseReport, TableDefinition } from '#contracts';
import { TINY, waitFor } from '#testing';
import { ClockValues } from '../../apps/server/src/features/indicators/clock-values.js';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB, the files on disk. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'admin', 'secretary', 'grid', 'operator']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const call = (path: string, who: string, body?: object, method = 'POST') => server.call(`/api/v1/${path}`, { token: tokens[who] ?? '', ...(body === undefined ? {} : { method, body }) });
const report = async (who: string, month = ''): Promise<ReuseReport> => (await call(`reuse${month}`, who)).body as unknown as ReuseReport;
const LIST: TableDefinition = { entity: 'person', columns: ['person.name', 'person.phone', 'person.education'], filters: [{ field: 'person.age', op: 'gte', value: 1 }], groupBy: [], aggregates: [] };
const GROUPS: TableDefinition = { entity: 'person', columns: [], filters: [], groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }] };

async function exported(who: string, definition: TableDefinition, more: object = {}): Promise<void> {
  const reply = await call('tables/exports', who, { definition, format: 'csv', ...more });
  expect(reply.status).toBe(202);
  await waitFor('the export', async () => ((await call(`tables/exports/${String(reply.body['exportId'])}`, who)).body as unknown as ExportJob).state === 'done');
}
const now = async () => new Date(((await report('leader')).asOf));

describe('the reuse ledger', () => {
  it('is empty before anything was made, with a baseline that says it is a default', async () => {
    expect(await report('leader')).toMatchObject({ tables: 0, cellsAll: 0, autoShare: null, medianMinutes: null, savedShare: null, fields: [], runs: [], mayEditBaselines: true });
    expect((await report('grid')).baselines).toMatchObject([{ kind: 'list', minutes: 40, by: '系统', note: expect.stringContaining('默认值') }, { kind: 'grouped' }, { kind: 'form' }]);
    expect((await call('reuse', 'operator')).status).toBe(403);
  });

  it('counts each table by its cells, its fields and the time it took', async () => {
    const began = new Date((await now()).getTime() - 10 * 60_000).toISOString();
    await exported('grid', LIST, { startedAt: began });
    const first = await report('grid');
    expect(first).toMatchObject({ tables: 1, cellsAll: 8, cellsAuto: 6, autoShare: 0.75, baselineMinutes: 40 });
    expect([Math.round(first.medianMinutes ?? 0), Math.round((first.savedShare ?? 0) * 100)]).toEqual([10, 75]);
    expect(first.fields.map((field) => [field.field, field.runs, field.cells])).toEqual(expect.arrayContaining([['person.name', 1, 2], ['person.phone', 1, 2], ['person.age', 1, 2]]));
    expect(first.runs[0]).toMatchObject({ name: '居民名单', kind: 'list', runs: 1, rows: 2, cellsAuto: 6, cellsHand: 2 });
    await exported('secretary', GROUPS);
    expect((await report('secretary')).fields.find((field) => field.field === 'person.community')).toMatchObject({ runs: 1, tables: ['居民统计表'] });
  });

  it('is seen within one’s own area only', async () => {
    await exported('leader', GROUPS);
    // The rows of the secretary's table all lie in the grid; those of the leader's do not.
    const [grid, leader] = [await report('grid'), await report('leader')];
    expect([grid.tables, leader.tables]).toEqual([2, 3]);
  });

  it('believes a browser for some hours and never about the future', async () => {
    for (const startedAt of ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) await exported('grid', { ...LIST, columns: ['person.name'] }, { startedAt });
    const minutes = (await server.database.query<{ m: number }>('SELECT TIMESTAMPDIFF(SECOND, requested_at, finished_at) AS m FROM reuse_run ORDER BY id DESC LIMIT 2')).map((row) => Number(row.m));
    expect(minutes[1]).toBeGreaterThanOrEqual(4 * 3600);
    expect([minutes[1], minutes[0]].every((m) => (m ?? -1) >= 0 && (m ?? 0) < 4 * 3600 + 60)).toBe(true);
    expect((await call('tables/exports', 'grid', { definition: LIST, format: 'csv', startedAt: 'gestern' })).status).toBe(400);
  });

  it('takes a new baseline from its moment on, by who answers for it, with how it is known', async () => {
    expect((await call('reuse/baselines/list', 'secretary', { minutes: 20, note: '计时三次平均' }, 'PUT')).status).toBe(403);
    for (const [kind, body] of [['list', { minutes: 0, note: '计时三次平均' }], ['list', { minutes: 20, note: '' }], ['other', { minutes: 20, note: '计时三次平均' }]] as const) expect([kind, (await call(`reuse/baselines/${kind}`, 'admin', body, 'PUT')).status]).toEqual([kind, 400]);
    const before = await report('leader');
    const set = await call('reuse/baselines/list', 'admin', { minutes: 20, note: '11 月 20 日计时三次平均' }, 'PUT');
    expect((set.body as unknown as ReuseBaseline[])[0]).toMatchObject({ kind: 'list', minutes: 20, by: '赵管理' });
    expect((await report('leader')).baselineMinutes).toBe(before.baselineMinutes);
    await exported('grid', LIST);
    expect((await report('leader')).baselineMinutes).toBe(before.baselineMinutes + 20);
    expect(await server.database.query("SELECT actor FROM audit_entry WHERE action = 'baseline.changed'")).toEqual([{ actor: 'admin' }]);
  });

  it('keeps months apart and refuses those to come and those that are none', async () => {
    expect(await report('leader', '?month=2024-02')).toMatchObject({ month: '2024-02', tables: 0 });
    for (const month of ['2999-01', '2024-13', 'now']) expect([month, (await call(`reuse?month=${month}`, 'leader')).status]).toEqual([month, 400]);
  });

  it('feeds BUR-01 to BUR-04, the middle time for the street only', async () => {
    await server.running.app.get(ClockValues).countAll();
    const read = async (area: string) => (await call(`indicators?area=${area}`, 'leader')).body as unknown as IndicatorReading;
    const [street, community, page] = [await read(TINY.street), await read(TINY.community), await report('leader')];
    expect(street.values).toMatchObject({ 'BUR-01': page.tables, 'BUR-02': Math.floor((page.autoShare ?? 0) * 1000 + 0.5) / 10 });
    expect(street.values['BUR-04']).toBeCloseTo((page.savedShare ?? 0) * 100, 0);
    expect(street.values['BUR-03']).toBe(Math.round((page.medianMinutes ?? -1) * 10) / 10);
    expect([community.values['BUR-03'], community.states['BUR-03']]).toEqual([null, 'none']);
    expect(community.values['BUR-01']).toBeLessThan(page.tables);
  });
});
