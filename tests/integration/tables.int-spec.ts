import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import cases from '#data/keyword-cases.json' with { type: 'json' };
import { FIELDS } from '#catalogue';
import { type CellSource, type ParseResult, TABLE_ENTITIES, type TableDefinition, type TableEntity, type TableResult } from '#contracts';
import { addDays, businessDay } from '#platform';
import { canShow } from '../../apps/server/src/features/tables/query/fields.js';
import { TINY_PEOPLE } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MariaDB. */
let server: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['leader', 'secretary', 'grid', 'operator', 'auditor']) tokens[name] = await server.signIn(name);
}, 60_000);
afterAll(() => server.stop());

const post = (path: string, body: object, who = 'leader') => server.call(`/api/v1/tables/${path}`, { method: 'POST', token: tokens[who] ?? '', body });
const error = (reply: { body: Record<string, unknown> }) => (reply.body['error'] as { code: string; message: string } | undefined) ?? null;
const full = (definition: Partial<TableDefinition> & { entity: TableEntity }): TableDefinition => ({ columns: [], filters: [], groupBy: [], aggregates: [], ...definition });
const run = async (definition: Partial<TableDefinition> & { entity: TableEntity }, who = 'leader') => {
  const reply = await post('run', { definition: full(definition) }, who);
  expect([reply.status, error(reply)]).toEqual([200, null]);
  return reply.body as unknown as TableResult;
};
const cells = (result: TableResult, id: string) => result.rows.map((row) => row.values[id]);
const adults = { entity: 'person', columns: ['person.name', 'person.age', 'person.phone'], filters: [{ field: 'person.age', op: 'gte', value: 1 }] } as const satisfies Partial<TableDefinition>;
const definitionOf = (definition: { entity: TableEntity; columns?: readonly string[]; filters?: TableDefinition['filters'] | readonly TableDefinition['filters'][number][] }) => ({ ...definition, columns: [...(definition.columns ?? [])], filters: [...(definition.filters ?? [])] });

describe('every kind of table', () => {
  it.each(TABLE_ENTITIES.map((entity) => [entity]))('%s: reads with its default columns and with each field that reaches it', async (entity) => {
    const first = await run({ entity });
    expect(first.columns.length).toBeGreaterThan(1);
    const reaching = FIELDS.filter((field) => canShow(entity, field.id)).map((field) => field.id);
    for (let start = 0; start < reaching.length; start += 30) {
      const part = await run({ entity, columns: reaching.slice(start, start + 30) });
      expect(part.total).toBe(first.total);
    }
    const past = await run({ entity, columns: reaching.slice(0, 30), asOf: '2026-02-01' });
    expect(past.total).toBeLessThanOrEqual(first.total);
  });

  it.each(cases.filter((example) => example.expect === 'run').map((example) => [example.id, example.request, example]))('%s %s runs as understood', async (_id, text) => {
    const parsed = (await post('parse', { text })).body as unknown as ParseResult;
    if (parsed.status !== 'run' || parsed.definition === undefined) return expect(parsed.message).toMatch(/没有看懂/);
    const result = await run(parsed.definition);
    expect(result.basis).toContain('截至');
    if (result.withheld === null && parsed.definition.aggregates.length === 0) expect(result.rows.length).toBe(Math.min(50, result.total));
  });
});

describe('a detail table', () => {
  it('shows each caller what he may see, in the rows he may see', async () => {
    const leader = await run(definitionOf(adults));
    expect([leader.total, cells(leader, 'person.name').sort()]).toEqual([3, ['买**', '张**', '欧**']]);
    expect(leader.rows.every((row) => row.masked.includes('person.phone'))).toBe(true);
    expect(leader.columns.map((column) => [column.id, column.added])).toEqual([['person.name', false], ['person.age', false], ['person.phone', false]]);
    const grid = await run(definitionOf(adults), 'grid');
    expect(grid.total).toBe(2);
    expect((await post('run', { definition: full(definitionOf(adults)) }, 'operator')).status).toBe(403);
    expect(JSON.stringify([leader, grid])).not.toContain(TINY_PEOPLE[0]?.phone ?? '-');
  });

  it('adds whom a row is about and what its conditions speak of', async () => {
    const result = await run({ entity: 'person', columns: ['person.phone'], filters: [{ field: 'person.age', op: 'gte', value: 60 }] });
    expect(result.columns.map(({ id, added }) => [id, added])).toEqual([['person.name', true], ['person.phone', false], ['person.age', true]]);
  });

  it('orders by age with the oldest first, and limits', async () => {
    const oldest = await run({ ...definitionOf(adults), sort: [{ field: 'person.age', dir: 'desc' }], limit: 2 });
    const ages = cells(oldest, 'person.age') as number[];
    expect([oldest.total, ages.length, (ages[0] ?? 0) > (ages[1] ?? 0)]).toEqual([2, 2, true]);
  });

  it('counts people by something sensitive but does not list them', async () => {
    const result = await run({ entity: 'person', filters: [{ field: 'person.disability_type', op: 'eq', value: '4' }] });
    expect([result.rows, typeof result.total, result.withheld]).toEqual([[], 'number', expect.stringContaining('敏感')]);
  });

  it('tells nobody by a count of one: below five it is the same whether anybody fits or not', async () => {
    await server.database.transaction((tx) => tx.write("UPDATE person SET disability_type = '4' WHERE id = 1"));
    const asked = (name: string) => ({ entity: 'person' as const, filters: [{ field: 'person.name', op: 'eq' as const, value: name }, { field: 'person.disability_type', op: 'eq' as const, value: '4' }] });
    const seen = async (name: string) => {
      const list = await run(asked(name), 'secretary');
      const counted = await run({ ...asked(name), groupBy: ['person.grid'], aggregates: [{ fn: 'count', as: '人数' }, { fn: 'ratio', where: [{ field: 'person.sex', op: 'eq', value: '1' }], as: '男' }] }, 'secretary');
      const text = (await post('parse', { text: `${name} 肢体残疾` }, 'secretary')).body as unknown as ParseResult;
      return [list.total, list.withheld, counted.rows, counted.totals, counted.counted, counted.total, text.readings?.map((reading) => reading.count)];
    };
    expect(await seen('张测试')).toEqual(await seen('欧阳淑琴'));
    expect((await seen('张测试'))[1]).toContain('不足 5');
    for (const name of ['张测试', '欧阳淑琴']) {
      const asking = await server.call('/api/v1/tables/exports', { method: 'POST', token: tokens['secretary'] ?? '', body: { definition: full(asked(name)), format: 'csv' } });
      const id = String(asking.body['exportId']);
      const job = (await server.call(`/api/v1/tables/exports/${id}`, { token: tokens['secretary'] ?? '' })).body;
      expect([asking.status < 300, job['state'], job['total']]).toEqual([true, 'waiting_approval', null]);
      await server.call(`/api/v1/tables/exports/${id}/cancel`, { method: 'POST', token: tokens['secretary'] ?? '' });
    }
    await server.database.transaction((tx) => tx.write('UPDATE person SET disability_type = NULL WHERE id = 1'));
  });

  it('does not group a list by what its columns must not show', async () => {
    const reply = await post('run', { definition: full({ entity: 'person', groupBy: ['person.health'] }) });
    expect(error(reply)?.code).toBe('TABLE_HIDDEN');
  });

  it('gives the same hash for the same content, another after a change, and the old one as of its day', async () => {
    const before = await run(definitionOf(adults));
    expect((await run(definitionOf(adults), 'leader')).hash).toBe(before.hash);
    const person = (await server.call('/api/v1/residents/1', { token: tokens['secretary'] ?? '' })).body;
    const patched = await server.call('/api/v1/residents/1', { method: 'PATCH', token: tokens['secretary'] ?? '', body: { version: person['version'], changes: { 'person.phone': '15400009999' }, reason: '核实' } });
    expect(patched.status).toBe(200);
    expect((await run(definitionOf(adults))).hash).not.toBe(before.hash);
    const yesterday = addDays(businessDay(server.clock.now()), -1);
    const then = await run({ ...definitionOf(adults), asOf: yesterday });
    expect(then.hash).toBe((await run({ ...definitionOf(adults), asOf: yesterday })).hash);
  });
});

describe('a grouped table', () => {
  it('adds up to the table it is made of, by place, by class, by age and by time', async () => {
    const count = [{ fn: 'count', as: '人数' } as const];
    for (const groupBy of [['person.community'], ['person.grid', 'person.sex'], [{ field: 'person.age', bands: [[0, 59], [60, 79], [80, null]] as [number, number | null][] }], ['person.education'], [{ field: 'person.birth_date', by: 'year' as const }]]) {
      const result = await run({ entity: 'person', groupBy, aggregates: count });
      expect(result.rows.reduce((sum, row) => sum + Number(row.values['a0']), 0)).toBe(3);
      expect([result.counted, result.totals?.['a0']]).toEqual([3, 3]);
    }
  });

  it('adds up while events come in', async () => {
    const counting = { entity: 'event' as const, groupBy: ['event.type'], aggregates: [{ fn: 'count' as const, as: '件数' }] };
    const sending = Array.from({ length: 10 }, (_, batch) => server.apply(Array.from({ length: 20 }, (_item, at) => server.events.report({ title: `${batch}-${at}` }))));
    for (let reads = 0; reads < 40; reads += 1) {
      const result = await run(counting);
      expect(result.rows.reduce((sum, row) => sum + Number(row.values['a0']), 0)).toBe(result.counted);
    }
    await Promise.all(sending);
    expect((await run(counting)).counted).toBeGreaterThanOrEqual(200);
  });

  it('counts conditions apart, and shares of a group', async () => {
    const result = await run({ entity: 'person', groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }, { fn: 'count', where: [{ field: 'person.sex', op: 'eq', value: '2' }], as: '女' }, { fn: 'ratio', where: [{ field: 'person.age', op: 'gte', value: 60 }], as: '老龄化率' }, { fn: 'avg', field: 'person.age', as: '平均年龄' }] });
    expect(result.rows.map((row) => [row.values['a0'], row.values['a1'], row.values['a2']])).toEqual([[2, 1, 1], [1, 0, 0]]);
    expect([result.totals?.['a0'], result.totals?.['a1'], Number(result.totals?.['a2']).toFixed(2)]).toEqual([3, 1, '0.67']);
  });

  it('says how it was a month ago', async () => {
    const result = await run({ entity: 'person', groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }], compare: 'last_month' });
    expect(result.columns.map((column) => column.label)).toEqual(['所属社区', '人数', '人数(上期)', '人数增减']);
  });
});

describe('the source of a cell', () => {
  it('names who brought the value, when, and what it was before, under the same masks', async () => {
    const definition = full(definitionOf(adults));
    const result = await run(definition, 'secretary');
    const row = result.rows.find((item) => item.rowKey === 'person:1');
    const reply = (await post('source', { definition, rowKey: row?.rowKey ?? '', field: 'person.phone' }, 'secretary')).body as unknown as CellSource;
    expect(reply.source).toMatchObject({ kind: 'correction', by: '孙书记', ageDays: 0, freshDays: 90 });
    expect(reply.history[0]).toMatchObject({ value: '154****9999', reason: '核实' });
    expect((await post('source', { definition, rowKey: 'person:3', field: 'person.phone' }, 'grid')).status).toBe(404);
  });
});

describe('a saved table', () => {
  const saved = (path: string, method: string, body?: object, who = 'secretary') => server.call(`/api/v1/saved-tables${path}`, { method, token: tokens[who] ?? '', ...(body === undefined ? {} : { body }) });
  const definition = full(definitionOf(adults));

  it('has an owner and versions; a change from an old one is refused', async () => {
    const made = (await saved('', 'POST', { name: '春节灯会', text: '1岁以上', definition })).body;
    expect(made).toMatchObject({ name: '春节灯会', version: 1, definition });
    expect(error(await saved('', 'POST', { name: '春节灯会', text: '', definition }))?.code).toBe('NAME_TAKEN');
    const changed = await saved(`/${String(made['id'])}`, 'PUT', { version: 1, text: '60岁以上', definition: { ...definition, limit: 5 } });
    expect(changed.body).toMatchObject({ version: 2, text: '60岁以上', definition: { limit: 5 } });
    expect(error(await saved(`/${String(made['id'])}`, 'PUT', { version: 1, text: '', definition }))?.code).toBe('VERSION_CONFLICT');
    const versions = (await saved(`/${String(made['id'])}/versions`, 'GET')).body as unknown as { version: number }[];
    expect(versions.map((item) => item.version)).toEqual([2, 1]);
    expect((await saved(`/${String(made['id'])}/versions`, 'GET', undefined, 'grid')).status).toBe(404);
    expect((await saved(`/${String(made['id'])}`, 'DELETE', undefined, 'grid')).status).toBe(404);
    expect((await saved('', 'POST', { name: 'x', text: '', definition: { ...definition, columns: [], filters: [{ field: 'person.age', op: 'contains', value: 'x' }] } })).status).toBe(400);
    const refused = (await post('parse', { text: '春节灯会天气' }, 'secretary')).body as unknown as ParseResult;
    expect([refused.status, refused.near?.[0]?.name]).toEqual(['refuse', '春节灯会']);
    expect((await saved(`/${String(made['id'])}`, 'DELETE')).status).toBe(204);
  });
});

describe('bad definitions and requests', () => {
  it.each([
    ['an unknown field', { entity: 'person', columns: ['person.password'] }, 'TABLE_FIELD'],
    ['a field of nothing near', { entity: 'org', columns: ['person.name'] }, 'TABLE_FIELD'],
    ['SQL as a field', { entity: 'person', columns: ['person.name;drop table person'] }, 'BAD_REQUEST'],
    ['an operator the field does not have', { entity: 'person', filters: [{ field: 'person.name', op: 'gte', value: '张' }] }, 'TABLE_OP'],
    ['a value of the wrong kind', { entity: 'person', filters: [{ field: 'person.age', op: 'gte', value: 'eighty' }] }, 'TABLE_VALUE'],
    ['a day that is none', { entity: 'person', filters: [{ field: 'person.birth_date', op: 'gte', value: '2026-02-30' }] }, 'TABLE_VALUE'],
    ['an unknown tag', { entity: 'person', filters: [{ field: 'person.tags', op: 'has', value: 'x' }] }, 'TABLE_VALUE'],
    ['a hidden field in the order', { entity: 'person', sort: [{ field: 'person.health', dir: 'asc' }] }, 'TABLE_HIDDEN'],
    ['names as groups', { entity: 'person', groupBy: ['person.name'], aggregates: [{ fn: 'count' }] }, 'TABLE_HIDDEN'],
    ['names as headings', { entity: 'person', groupBy: ['person.name'] }, 'TABLE_HIDDEN'],
    ['birthdays as groups', { entity: 'person', groupBy: [{ field: 'person.birth_date', by: 'day' }], aggregates: [{ fn: 'count' }] }, 'TABLE_HIDDEN'],
    ['a sum of words', { entity: 'person', groupBy: ['person.sex'], aggregates: [{ fn: 'sum', field: 'person.name' }] }, 'TABLE_OP'],
    ['a day to come', { entity: 'person', asOf: '2999-01-01' }, 'BAD_REQUEST'],
    ['an unknown key', { entity: 'person', where: '1=1' }, 'BAD_REQUEST'],
    ['a comparison of a list', { entity: 'person', compare: 'last_month' }, 'TABLE_SHAPE'],
  ])('%s is refused by name', async (_what, definition, code) => {
    const reply = await post('run', { definition });
    expect([reply.status >= 400 && reply.status < 500, error(reply)?.code]).toEqual([true, code]);
    expect(error(reply)?.message).toMatch(/[\u4e00-\u9fff]/);
  });

  it('a request of 10,000 characters is refused, one of SQL, HTML, emoji or another language finds nothing', async () => {
    expect(error(await post('parse', { text: '老'.repeat(10_000) }))?.code).toBe('BAD_REQUEST');
    for (const text of ["'; DROP TABLE person; --", '<img src=x onerror=alert(1)>', '😀😀😀', 'show me all the people', '的了吧']) {
      const parsed = (await post('parse', { text })).body as unknown as ParseResult;
      expect([text, parsed.status]).toEqual([text, 'refuse']);
    }
  });

  it('a foreign place is empty, not everybody', async () => {
    const result = await run({ entity: 'person', filters: [{ field: 'person.community', op: 'eq', value: '别处社区' }] });
    expect(result.total).toBe(0);
  });

  it('asks with the live count of each reading', async () => {
    const parsed = (await post('parse', { text: '老党员' })).body as unknown as ParseResult;
    expect(parsed.status).toBe('ask');
    expect(parsed.readings?.map((reading) => typeof reading.count)).toEqual(['number', 'number', 'number']);
  });
});
