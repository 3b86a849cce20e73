import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { TableDefinition, TableResult } from '#contracts';
import { sqlTime } from '#platform';
import { TINY_PEOPLE } from '#testing';
import { code, column, people, sha256, ShareBench } from '../support/shares.js';

/** Real: server, MariaDB, HTTP. Moved by hand: the clock. */
const bench = new ShareBench();
beforeAll(() => bench.start(), 60_000);
afterAll(() => bench.server.stop());

describe('a list another system reads', () => {
  it('is the page of its owner, masked the same, with watermark and hash', async () => {
    const made = await bench.share('secretary', people(), { mostLevel: 'L3' });
    const { status, table, headers } = await bench.read(made);
    const page = (await bench.call('tables/run', 'secretary', { definition: people() })).body as unknown as TableResult;
    expect([status, table.total, table.withheld]).toEqual([200, 2, []]);
    expect(table.columns).toEqual(page.columns.map(({ id, label, type }) => ({ id, label, type })));
    expect(table.rows).toEqual(page.rows.map((row) => page.columns.map((item) => row.values[item.id] ?? null)));
    expect(column(table, '姓名').sort()).toEqual(['张**', '欧**']);
    expect(table.basis).toContain('在世且在住居民');
    expect(table.watermark).toMatch(new RegExp(`^水印 民政系统 .* 共享编号 ${made.share.id} 提供方 孙书记\\(secretary\\)$`));
    expect([headers.get('x-content-hash'), table.hash, decodeURIComponent(headers.get('x-watermark') ?? ''), headers.get('cache-control')]).toEqual([sha256(table.rows), sha256(table.rows), table.watermark, 'no-store']);
    for (const person of TINY_PEOPLE) for (const value of [person.name, person.phone, person.idNo]) expect(JSON.stringify(table).includes(value)).toBe(false);
  });

  it('is CSV that a spreadsheet takes for text, with the watermark last', async () => {
    await bench.server.database.query("UPDATE person SET name = '=1+1' WHERE id = 1");
    const made = await bench.share('secretary', people({ columns: ['person.name', 'person.age', 'person.phone'] }), { mostLevel: 'L3' });
    const [csv, json] = [await bench.read(made, '?format=csv'), await bench.read(made)];
    await bench.server.database.query('UPDATE person SET name = ? WHERE id = 1', [TINY_PEOPLE[0]?.name]);
    expect([csv.status, csv.headers.get('content-type'), csv.text.charCodeAt(0)]).toEqual([200, 'text/csv; charset=utf-8', 0xfeff]);
    const rows = parse(csv.text, { bom: true, relax_column_count: true, skip_empty_lines: true });
    expect(rows[0]).toEqual(['姓名', '年龄', '联系电话']);
    expect(rows.slice(1, 3).map((row) => row[0]).sort()).toEqual(["'=**", '欧**'].sort());
    expect(rows.at(-1)).toEqual([decodeURIComponent(csv.headers.get('x-watermark') ?? '')]);
    expect(csv.headers.get('x-content-hash')).toBe(json.table.hash);
  });

  it('leaves out and names what is above its level, by default what names somebody', async () => {
    const made = await bench.share('secretary', people({ columns: ['person.name', 'person.sex', 'person.age', 'person.phone', 'person.id_no', 'person.health'] }));
    const { table } = await bench.read(made);
    expect(made.share.mostLevel).toBe('L2');
    expect(made.withheld).toEqual(['姓名', '联系电话', '公民身份号码', '健康状况']);
    expect([table.withheld, table.columns.map((item) => item.label), table.rows.every((row) => row.length === 2)]).toEqual([made.withheld, ['性别', '年龄'], true]);
  });

  it('never gives class L4, nor in clear what a file would need a second person for', async () => {
    const tag = "INSERT INTO person_tag (person_id, tag, valid_from, source) VALUES (1, ?, '2020-01-01', 'manual')";
    for (const name of ['dementia', 'living_alone', 'no_such_tag']) await bench.server.database.query(tag, [name]);
    const made = await bench.share('secretary', people({ columns: ['person.age', 'person.tags', 'person.work_unit', 'person.id_no'] }), { mostLevel: 'L3' });
    const { table, text } = await bench.read(made);
    expect(table.withheld).toEqual(['工作单位', '公民身份号码']);
    expect(column(table, '人员标签').filter((value) => value !== null)).toEqual(['独居']);
    expect(text).not.toMatch(/敏感|失智|no_such_tag|金丝雀/);
    expect((await bench.ask('secretary', people(), { mostLevel: 'L4' })).status).toBe(400);
    await bench.server.database.query('DELETE FROM person_tag WHERE person_id = 1');
  });

  it('comes page by page and stands in one order', async () => {
    const made = await bench.share('leader', people({ columns: ['person.age'], sort: [{ field: 'person.age', dir: 'desc' }] }));
    const pages = [await bench.read(made, '?pageSize=2'), await bench.read(made, '?pageSize=2&page=2'), await bench.read(made, '?pageSize=2&page=3'), await bench.read(made, '?page=10000&pageSize=5000')];
    const whole = await bench.read(made);
    expect(pages.map(({ table }) => [table.rows.length, table.total])).toEqual([[2, 3], [1, 3], [0, 3], [0, 3]]);
    expect(pages.flatMap(({ table }) => table.rows)).toEqual(whole.table.rows);
    const limited = await bench.share('leader', people({ columns: ['person.age'], sort: [{ field: 'person.age', dir: 'desc' }], limit: 2 }));
    expect([(await bench.read(limited)).table.rows.length, (await bench.read(limited, '?pageSize=1&page=2')).table.rows, (await bench.read(limited, '?pageSize=1&page=3')).table.rows]).toEqual([2, whole.table.rows.slice(1, 2), []]);
  });

  it('holds nothing from outside its owner\u2019s area', async () => {
    const [inside, all] = [await bench.share('secretary', people({ columns: ['person.community'] })), await bench.share('leader', people({ columns: ['person.community'] }))];
    expect([column((await bench.read(inside)).table, '所属社区'), (await bench.read(all)).table.total]).toEqual([['幸福社区', '幸福社区'], 3]);
    // What a secretary may list elsewhere in another role does not travel with a share.
    const at = sqlTime(bench.clock.now());
    await bench.server.database.query("INSERT INTO assignment (id, account_id, role, area_id, valid_from, granted_at) SELECT 9101, id, 'grid_worker', 5, ?, ? FROM account WHERE username = 'secretary'", [at, at]);
    expect((await bench.call('tables/run', 'secretary', { definition: people() })).body['total']).toBe(3);
    expect((await bench.read(inside)).table.total).toBe(2);
    expect(code(await bench.ask('secretary', people()))).toBe('SHARE_AREA');
    await bench.server.database.query('DELETE FROM assignment WHERE id = 9101');
  });
});

describe('a grouped table', () => {
  const grouped: TableDefinition = { entity: 'person', columns: [], filters: [], groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }, { fn: 'share', as: '占比' }] };

  it('gives groups, sums and shares', async () => {
    const { table } = await bench.read(await bench.share('leader', grouped));
    expect([table.rows.map((row) => row.slice(0, 2)), table.totals?.slice(1), table.total]).toEqual([[['幸福社区', 2], ['和平社区', 1]], [3, 1], 2]);
    expect(table.columns.map((item) => item.type)).toEqual(['text', 'int', 'share']);
    expect(table.hash).toBe(sha256(table.rows));
  });

  it('hides small numbers of something sensitive as the page does', async () => {
    const { table } = await bench.read(await bench.share('leader', { ...grouped, aggregates: [{ fn: 'count', where: [{ field: 'person.disability_type', op: 'not_null' }], as: '残疾人数' }] }));
    expect([table.rows, table.totals]).toEqual([[['幸福社区', '少于 5'], ['和平社区', '少于 5']], [null, '少于 5']]);
  });

  it.each<[string, TableDefinition['groupBy'][number], string]>([
    ['disability', 'person.disability_type', 'L3'],
    ['relief, at a level below it', 'household.low_income_type', 'L2'],
  ])('has no groups by %s', async (_what, group, mostLevel) => {
    const reply = await bench.ask('leader', { ...grouped, groupBy: [group], aggregates: [{ fn: 'count' }] }, { mostLevel });
    expect([reply.status, code(reply)]).toEqual([403, 'SHARE_GROUP']);
  });
});

describe('hostile questions', () => {
  it.each(['?page=0', '?page=-1', '?page=1e9', '?page=99999999999999999999', '?page=1.5', '?page=a', '?pageSize=5001', '?pageSize=0', '?format=xlsx', '?format=json&format=csv', '?page[]=1', '?table=2', '?page=1%27%20OR%201=1'])('%s is refused in words', async (query) => {
    const reply = await bench.read(await bench.share('leader', people()), query);
    expect([reply.status, reply.code]).toEqual([400, 'BAD_REQUEST']);
    expect(reply.text).toMatch(/[\u4e00-\u9fff]/);
  });

  it('ids that are none, and other methods', async () => {
    const made = await bench.share('leader', people());
    expect((await bench.fetchShared('0', made.key)).code).toBe('INVALID_ID');
    expect((await bench.fetchShared('1%27', made.key)).code).toBe('INVALID_ID');
    expect((await bench.server.call(`/api/v1/shared-tables/${made.share.id}`, { method: 'POST', token: made.key, body: {} })).status).toBe(404);
  });
});

describe('a long list', () => {
  const MOST = 5000;
  const grow = async (count: number) => {
    const same = ['household_id', 'area_id', 'area_path', 'name', 'name_pinyin', 'name_initials', 'name_given', 'phone', 'phone_index', 'phone_tail', 'sex', 'birth_date', 'relation', 'ethnic', 'residence_type', 'residence_status', 'recorded_at'].join(', ');
    await bench.server.database.query(`INSERT INTO person (id, code, ${same}) WITH RECURSIVE k (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < 99) SELECT 100000 + a.n * 100 + b.n, CONCAT('L', a.n * 100 + b.n), ${same.split(', ').map((item) => `p.${item}`).join(', ')} FROM person p, k a, k b WHERE p.id = 2 AND a.n * 100 + b.n < ${count}`);
  };

  it('is read whole up to its limit, and refused beyond, when made and when read', async () => {
    await grow(MOST - 2);
    const definition = people({ columns: ['person.age', 'person.community'] });
    const made = await bench.share('secretary', definition);
    const whole = await bench.read(made, `?pageSize=${MOST}`);
    expect([whole.status, whole.table.rows.length, whole.table.total, whole.table.hash]).toEqual([200, MOST, MOST, sha256(whole.table.rows)]);
    const parts = [await bench.read(made, '?pageSize=2500'), await bench.read(made, '?pageSize=2500&page=2')];
    expect(parts.flatMap(({ table }) => table.rows)).toEqual(whole.table.rows);
    await bench.server.database.query("UPDATE person SET household_id = 1, area_id = 4, area_path = '/1/2/3/4/' WHERE id = 3");
    expect([(await bench.read(made)).code, code(await bench.ask('secretary', definition))]).toEqual(['SHARE_TOO_MANY', 'SHARE_TOO_MANY']);
    // Statistics over as many people are no list of them.
    expect((await bench.read(await bench.share('secretary', { entity: 'person', columns: [], filters: [], groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }] }))).table.rows).toEqual([['幸福社区', MOST + 1]]);
  });
});
