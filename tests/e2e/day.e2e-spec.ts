import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDay, Journal, systemClock } from '#platform';
import { waitFor, WallClient } from '#testing';
import { Api, buildRefs, planDay, sendAll, type SimEvent } from '../../apps/simulator/src/index.js';
import { checkPeople, DEMO_CHECKS, type PersonIdentity } from '../../apps/server/src/demo/index.js';
import { startTestServer, type TestServer } from '../support/server.js';

const PASSWORD = 'demo-password';
const KEY = 'demo-source-key-0123456789';
const SEED = 7;
/** A busy machine needs long for the demo's sixty days. */
const DEMO_MS = 100_000;

/** Real: the server with its own demo street (small), the simulator's plan through the public door, a wall's socket. */
describe('a day of the street', () => {
  let server: TestServer;
  let events: SimEvent[];

  beforeAll(async () => {
    // The checks ask the database what is in the future, so both go by the system's clock; the day told is yesterday, whole at any hour.
    server = await startTestServer({ clock: systemClock, empty: true, settings: { DEMO: '1', DEMO_SIZE: 'small', DEMO_PASSWORD: PASSWORD, DEMO_SOURCE_KEY: KEY } });
    await waitFor('the demo history', async () => {
      const rows = await server.database.query<{ value: { now: number; toldUntil: number } | string }>("SELECT value FROM setting WHERE name = 'demo.rows'");
      const mark = rows[0] === undefined ? null : typeof rows[0].value === 'string' ? (JSON.parse(rows[0].value) as { now: number; toldUntil: number }) : rows[0].value;
      return mark !== null && mark.toldUntil === mark.now;
    }, DEMO_MS);
    await waitFor('its alarms to be settled', async () => (await server.database.query("SELECT id FROM alarm WHERE state = 'QUEUED' LIMIT 1")).length === 0);
    const refs = buildRefs(await new Api(server.url, 'admin', PASSWORD).lists());
    events = planDay(refs, addDays(businessDay(server.clock.now()), -1), SEED);
  }, 120_000);
  afterAll(() => server.stop());

  const idle = () => waitFor('the journal to be applied', () => server.running.app.get(Journal).status().pending === 0);

  it('starts from a demo street without contradictions', async () => {
    for (const check of DEMO_CHECKS) expect([check.name, await server.database.query(check.sql)]).toEqual([check.name, []]);
    const people = await server.database.query<PersonIdentity & Record<string, unknown>>('SELECT code, id_no, phone, birth_date, sex FROM person');
    expect(people.length).toBeGreaterThan(3500);
    expect(checkPeople(people)).toEqual([]);
    expect(await server.differences()).toEqual([]);
  });

  it('arrives on the wall without a hole and leaves no counter wrong', async () => {
    const token = await server.signIn('leader', PASSWORD);
    const wall = await WallClient.connect(server.url, token);
    await wall.join('000000001');
    expect(events.length).toBeGreaterThan(200);
    const counts = await sendAll(server.url, KEY, events, { password: PASSWORD });
    expect(counts).toMatchObject({ rejected: 0, dropped: 0 });
    expect(counts.accepted).toBe(events.length);
    await idle();
    const head = await server.database.query<{ seq: number }>('SELECT seq FROM feed_head');
    await waitFor('the wall to be level', () => wall.lastSeq === Number(head[0]?.seq));
    expect(wall.holes).toBe(0);
    expect(await server.differences()).toEqual([]);
    wall.close();
  }, 120_000);

  it('changes nothing when the whole day is sent again', async () => {
    const count = async () => Number((await server.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM feed_entry'))[0]?.total);
    const before = await count();
    await sendAll(server.url, KEY, events, { password: PASSWORD });
    await idle();
    expect(await count()).toBe(before);
    expect(await server.differences()).toEqual([]);
  }, 120_000);
});
