import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayStart, businessDay, Journal } from '#platform';
import { type TestEvent, TINY, waitFor } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** What a drawn step becomes; `late` minutes put it before or after midnight. */
interface Step {
  kind: 'report' | 'close' | 'reject' | 'reopen' | 'visit' | 'patrolStart' | 'patrolEnd' | 'check' | 'hazard' | 'claim' | 'withdraw' | 'serve' | 'sos' | 'video' | 'offline' | 'beat';
  late: number;
  pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('report', 'close', 'reject', 'reopen', 'visit', 'patrolStart', 'patrolEnd', 'check', 'hazard', 'claim', 'withdraw', 'serve', 'sos', 'video', 'offline', 'beat'),
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 24 * 60 })),
  pick: fc.nat(50),
});

/** Real: the whole server. Laws: counters = recount, whatever is repeated, disordered, late or refused. */
describe('laws of counting', () => {
  let server: TestServer;
  let cases: string[] = [];
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  const eventOf = ({ kind, late, pick }: Step): TestEvent => {
    const { events } = server;
    // Half of the late ones lie in the minutes around midnight, where days change.
    const midnight = dayStart(businessDay(server.clock.now())) + (pick % 3 - 1) * 60_000;
    const ms = late === 0 ? server.clock.now() : pick % 2 === 0 && midnight < server.clock.now() ? midnight : server.clock.now() - late * 60_000;
    const time = new Date(ms).toISOString();
    const at = { at: time };
    const caseRef = cases.length === 0 ? 'SJ-NONE' : (cases[pick % cases.length] ?? 'SJ-NONE');
    const result = (name: string) => events.of('grid.caseResult', { caseRef, result: name, by: 'W1', ...at }, { time });
    const parties = { taskRef: TINY.task, volunteerRef: TINY.volunteer };
    switch (kind) {
      case 'report':
        return events.report({ category: ['help', 'noise', 'opinion', 'gas'][pick % 4], reporter: `W${pick % 3}`, place: pick % 5 === 0 ? { address: '某处' } : { areaCode: [TINY.micro, TINY.otherGrid][pick % 2] } }, { time });
      case 'close':
        return result('closed');
      case 'reject':
        return result('rejected');
      case 'reopen':
        return result('reopened');
      case 'visit':
        return events.of('grid.visit', { householdRef: pick % 7 === 0 ? 'H-NONE' : TINY.household, visitor: 'W1', need: pick % 2 === 0, ...at }, { time });
      case 'patrolStart':
        return events.of('grid.patrol', { gridCode: TINY.grid, worker: `W${pick % 3}`, phase: 'start', ...at }, { time });
      case 'patrolEnd':
        return events.of('grid.patrol', { gridCode: [TINY.grid, TINY.otherGrid][pick % 2], worker: `W${pick % 3}`, phase: 'end', ...at }, { time });
      case 'check':
        return events.of('inspection.submitted', { placeRef: TINY.org, template: 'check-dining', items: [{ code: 'gas', result: pick % 2 === 0 ? 'BAD' : 'OK' }], by: '店主', ...at }, { time });
      case 'hazard':
        return events.of('inspection.hazard', { placeRef: TINY.org, level: pick % 2 === 0 ? 'GENERAL' : 'SERIOUS', text: '隐患' }, { time });
      case 'claim':
        return events.of('volunteer.claim', { ...parties, action: 'take' }, { time });
      case 'withdraw':
        return events.of('volunteer.claim', { ...parties, action: 'withdraw' }, { time });
      case 'serve':
        return events.of('volunteer.service', { ...parties, checkIn: new Date(ms - 3_600_000).toISOString(), ...(pick % 2 === 0 ? { checkOut: time } : {}) }, { time });
      case 'sos':
        return events.sos({ phase: ['pulse', 'start', 'end'][pick % 3] }, { time });
      case 'video':
        return events.of('alarm.video_vehicle', { deviceKey: pick % 4 === 0 ? 'nobody:1' : TINY.camera, phase: 'pulse', mode: pick % 5 === 0 ? 'test' : 'live' }, { time });
      case 'offline':
        return events.of('device.offline', { deviceKey: TINY.camera }, { time });
      case 'beat':
        return events.heartbeat();
    }
  };

  it('agrees with a recount after any sequence, its repeats and its disorder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.array(fc.nat(59), { maxLength: 20 }), async (steps, again) => {
        const events = steps.map(eventOf);
        const repeats = again.flatMap((i) => events[i % events.length] ?? []);
        await server.send([...events, ...repeats]);
        await waitFor('the journal to be applied', () => server.running.app.get(Journal).status().pending === 0);
        cases = (await server.database.query<{ code: string }>('SELECT code FROM case_item ORDER BY id DESC LIMIT 20')).map((row) => row.code);
        expect(await server.differences()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('keeps the feed contiguous all the while', async () => {
    const rows = await server.database.query<{ seq: number }>('SELECT seq FROM feed_entry ORDER BY seq');
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.every((row, i) => Number(row.seq) === i + 1)).toBe(true);
  });

  it('shows the image what the table holds', async () => {
    const token = await server.signIn('admin');
    const { values } = (await server.call(`/api/v1/indicators?area=${TINY.street}`, { token })).body as { values: Record<string, number> };
    const rows = await server.database.query<{ indicator: string; value: number }>("SELECT indicator, SUM(value) AS value FROM counter WHERE day IN ('2000-01-01', ?) AND indicator IN ('CASE-01', 'CASE-02', 'CASE-03', 'ELD-02', 'SAF-02', 'SAF-03', 'OPI-01') GROUP BY indicator", [businessDay(server.clock.now())]);
    for (const row of rows) expect([row.indicator, values[row.indicator]]).toEqual([row.indicator, Number(row.value)]);
  });
});
