import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDataKey, agreeOnKeys, createLogger, open, openKeyring, readConfig, seal, useKeyring } from '#platform';
import { TINY } from '#testing';
import { startServer } from '../../apps/server/src/boot/start-server.js';
import { startTestServer, type TestServer } from '../support/server.js';

const ID_NO = '000000194801010012';
const PHONE = '15400000001';

/** Real: MySQL, journal. What is sealed fits, opens, and is nowhere in clear. */
describe('sealed columns', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('hold the longest texts the contracts allow', async () => {
    const { events } = server;
    const long = [
      events.report({ title: '长', text: '街'.repeat(2000), place: { areaCode: TINY.micro, address: '道'.repeat(200) } }),
      events.of('grid.visit', { householdRef: TINY.household, visitor: 'w1', at: events.at(), findings: '访'.repeat(1000), changes: [{ personRef: TINY.person, field: 'note', value: '\u0001'.repeat(500) }] }),
      events.of('inspection.hazard', { placeRef: TINY.org, level: 'GENERAL', text: '患'.repeat(1000) }),
      events.sos({ values: Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}`, '值'.repeat(256)])) }),
    ];
    const fates = await server.apply(long);
    expect([...fates.values()].map((fate) => [fate.state, fate.reason])).toEqual(long.map(() => ['applied', undefined]));
    const rows = await server.database.query<{ text: Buffer; value: Buffer }>('SELECT c.text, p.value FROM case_item c JOIN ledger_proposal p');
    expect(open(rows[0]?.text ?? null)).toBe('街'.repeat(2000));
    expect(open(rows[0]?.value ?? null)).toBe(JSON.stringify('\u0001'.repeat(500)));
  });

  it('show no number in clear, in no table and not in the journal', async () => {
    const visit = server.events.of('grid.visit', { householdRef: TINY.household, visitor: 'w1', at: server.events.at(), findings: `电话 ${PHONE}`, changes: [{ personRef: TINY.person, field: 'idNo', value: ID_NO }] });
    const refused = server.events.of('grid.visit', { householdRef: 'H-NOWHERE', visitor: 'w1', at: server.events.at(), findings: `证件 ${ID_NO}` });
    const fates = await server.apply([visit, refused]);
    expect([...fates.values()].map((fate) => fate.state)).toEqual(['applied', 'quarantined']);
    const tables = await server.database.query<{ name: string }>('SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()');
    for (const { name } of tables) {
      for (const row of await server.database.query(`SELECT * FROM ${name}`)) {
        const bytes = Buffer.concat(Object.values(row).map((cell) => (Buffer.isBuffer(cell) ? cell : Buffer.from(JSON.stringify(cell)))));
        expect([name, bytes.includes(ID_NO), bytes.includes(PHONE)]).toEqual([name, false, false]);
      }
    }
    const journal = join(server.dataDir, 'journal');
    for (const name of readdirSync(journal)) expect(readFileSync(join(journal, name)).includes(ID_NO)).toBe(false);
  });

  it('stay readable when a new key seals; without the new key the database is refused from then on', async () => {
    const old = openKeyring(server.dataDir);
    const before = seal('旧密钥所封');
    const ring = addDataKey(server.dataDir);
    useKeyring(ring);
    await agreeOnKeys(server.database, ring, server.clock.now());
    const after = seal('新密钥所封');
    expect([open(before), open(after)]).toEqual(['旧密钥所封', '新密钥所封']);
    expect([before.subarray(1, 5).toString('hex'), after.subarray(1, 5).toString('hex')]).toEqual([old.current.id, ring.current.id]);
    await expect(agreeOnKeys(server.database, old, server.clock.now())).rejects.toThrow(ring.current.id);
    const token = await server.signIn('secretary');
    expect((await server.call('/api/v1/residents?q=0002', { token })).body['total']).toBe(1);
  });

  it('keep a server out whose keys are others', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cockpit-other-'));
    const rows = await server.database.query<{ name: string }>('SELECT DATABASE() AS name');
    const database = new URL(process.env['TEST_DATABASE_URL'] ?? '');
    database.pathname = `/${rows[0]?.name ?? ''}`;
    const config = readConfig({ DATABASE_URL: database.href, DATA_DIR: dataDir, PORT: '0', MQTT_PORT: '0', LOG_LEVEL: 'silent' });
    await expect(startServer(config, createLogger('silent'))).rejects.toThrow('另一套密钥');
    rmSync(dataDir, { recursive: true, force: true });
  });
});
