import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../support/server.js';

describe('interface document and metrics', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('describes every route in Chinese, with its access rule', async () => {
    const { body } = await server.call('/api/v1/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { summary: string; 'x-access': string }>>;
    const operations = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })));
    expect(operations.length).toBeGreaterThan(30);
    expect(operations.filter((operation) => !/[\u4e00-\u9fff]/.test(operation.summary)).map((operation) => operation.name)).toEqual([]);
    expect(operations.filter((operation) => operation['x-access'] === '').map((operation) => operation.name)).toEqual([]);
    expect(Object.keys((body['components'] as { schemas: object }).schemas)).toEqual(expect.arrayContaining(['grid.report', 'alarm.sos', 'device.heartbeat']));
  });

  it('tells its health to a probe and its numbers to Prometheus', async () => {
    expect((await server.call('/readyz')).body).toMatchObject({ status: 'ready', database: { ok: true }, broker: { ok: true } });
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^cockpit_journal_pending 0$/m);
  });
});
