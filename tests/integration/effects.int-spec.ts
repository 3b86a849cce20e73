import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IndicatorReading } from '#contracts';
import { TINY, waitFor } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

const HOUR = 3_600_000;

/** Real: the whole server. Each event type must have its effect in rows, numbers and feed. */
describe('effects of events', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer();
    token = await server.signIn('operator');
  });
  afterAll(() => server.stop());

  const read = async (area: string = TINY.street) => (await server.call(`/api/v1/indicators?area=${area}`, { token })).body as unknown as IndicatorReading;
  const value = async (id: string, area?: string) => (await read(area)).values[id];
  const rows = <T>(sql: string, values: unknown[] = []) => server.database.query<T & Record<string, unknown>>(sql, values);

  it('counts the ledger and shows pending indicators as pending, never as 0', async () => {
    const reading = await read();
    expect(reading.values).toMatchObject({ 'LED-01': 3, 'LED-02': 2, 'LED-03': 2, 'LED-04': 1, 'ELD-01': 1, 'PHY-01': 2, 'VOL-03': 1 });
    expect(reading.groups['LED-11']).toEqual({ grid: 2, microgrid: 1 });
    expect([reading.values['LED-06'], reading.states['LED-06']]).toEqual([null, 'pending']);
    expect(reading.states['SAF-01']).toBe('ok');
  });

  it('reports, closes and reopens a case, with its due time by class', async () => {
    const report = server.events.report({ category: 'blocked_passage', place: { areaCode: TINY.micro } });
    const fates = await server.apply([report]);
    const code = fates.get(report.id)?.results[0]?.code ?? '';
    const [made] = await rows<{ due_at: Date; reported_at: Date; is_open: number }>('SELECT due_at, reported_at, is_open FROM case_item WHERE code = ?', [code]);
    expect((made?.due_at.getTime() ?? 0) - (made?.reported_at.getTime() ?? 0)).toBe(2 * HOUR);
    expect([await value('CASE-01'), await value('CASE-02'), await value('CASE-02', TINY.otherCommunity)]).toEqual([1, 1, 0]);
    const result = (name: 'closed' | 'reopened' | 'rejected') => server.events.of('grid.caseResult', { caseRef: code, result: name, by: 'W1', at: server.events.at() });
    await server.apply([result('closed')]);
    expect([await value('CASE-02'), await value('CASE-03')]).toEqual([0, 1]);
    const twice = result('closed');
    expect((await server.apply([twice])).get(twice.id)).toMatchObject({ state: 'quarantined' });
    await server.apply([result('reopened')]);
    await server.apply([result('rejected')]);
    expect([await value('CASE-01'), await value('CASE-02')]).toEqual([0, 0]);
  });

  it('places by area code, by point in another datum, or nowhere', async () => {
    const byPoint = server.events.report({ place: { location: { ...TINY.inside, datum: 'CGCS2000' } } });
    const nowhere = server.events.report({ place: { address: '某处' } });
    const unknown = server.events.report({ place: { areaCode: '999' } });
    const fates = await server.apply([byPoint, nowhere, unknown]);
    const area = async (id: string) => (await rows<{ code: string }>('SELECT a.code FROM case_item c JOIN area a ON a.id = c.area_id WHERE c.code = ?', [fates.get(id)?.results[0]?.code]))[0]?.code;
    expect(await area(byPoint.id)).toBe(TINY.grid);
    expect(await area(nowhere.id)).toBe(`${TINY.street}000`);
    expect(fates.get(unknown.id)).toMatchObject({ state: 'quarantined' });
  });

  it('follows a patrol and counts the reports made on it', async () => {
    await server.apply([server.events.of('grid.patrol', { gridCode: TINY.grid, worker: 'W7', phase: 'start', at: server.events.at() })]);
    await waitFor('PAT-01', async () => (await value('PAT-01')) === 1);
    await server.apply([server.events.report({ reporter: 'W7' })]);
    expect(await value('PAT-04')).toBe(1);
    // The end of an earlier round arrives late: it ends that one, not the one that began since.
    await server.apply([server.events.of('grid.patrol', { gridCode: TINY.grid, worker: 'W7', phase: 'end', at: server.events.at(3_600_000) })]);
    expect(await rows('SELECT id FROM patrol WHERE ended_at < started_at')).toEqual([]);
    await server.apply([server.events.of('grid.patrol', { gridCode: TINY.grid, worker: 'W7', phase: 'end', at: server.events.at() })]);
    expect(await value('PAT-02')).toBe(2);
  });

  it('records a visit and its need, and what was found different is in the ledger with its source', async () => {
    const visit = server.events.of('grid.visit', { householdRef: TINY.household, visitor: 'W7', at: server.events.at(), need: true, changes: [{ personRef: TINY.person, field: 'person.phone', value: '15400000009' }] });
    const before = await value('OPI-01');
    await server.apply([visit]);
    expect(await value('OPI-01')).toBe((before ?? 0) + 1);
    expect(await rows('SELECT field FROM ledger_proposal')).toEqual([]);
    expect(await rows("SELECT field, source_kind AS kind, actor FROM ledger_change WHERE entity = 'person'")).toEqual([{ field: 'person.phone', kind: 'event', actor: '网格员 W7' }]);
    expect((await rows<{ version: number }>('SELECT version FROM person WHERE code = ?', [TINY.person]))[0]?.version).toBe(2);
    expect((await rows<{ at: Date | null }>('SELECT last_verified_at AS at FROM household WHERE code = ?', [TINY.household]))[0]?.at).not.toBeNull();
  });

  it('takes a volunteer from claim over check-in to credited hours', async () => {
    const parties = { taskRef: TINY.task, volunteerRef: TINY.volunteer };
    await server.apply([server.events.of('volunteer.claim', { ...parties, action: 'take' })]);
    expect(await value('VOL-06')).toBe(1);
    await server.apply([server.events.of('volunteer.service', { ...parties, checkIn: server.events.at(90 * 60_000) })]);
    await waitFor('VOL-15', async () => (await value('VOL-15')) === 1);
    await server.apply([server.events.of('volunteer.service', { ...parties, checkIn: server.events.at(90 * 60_000), checkOut: server.events.at() })]);
    expect(await value('VOL-09')).toBe(1.5);
    await waitFor('VOL-15 to fall', async () => (await value('VOL-15')) === 0);
    await server.apply([server.events.of('volunteer.registration', { volunteerRef: 'V-NEW', community: TINY.community, skills: ['理发'] })]);
    expect(await value('VOL-03')).toBe(2);
  });

  it('takes a claim back, and credits who comes without one', async () => {
    const parties = { taskRef: TINY.task, volunteerRef: 'V-NEW' };
    await server.apply([server.events.of('volunteer.claim', { ...parties, action: 'take' })]);
    expect(await value('VOL-06')).toBe(2);
    await server.apply([server.events.of('volunteer.claim', { ...parties, action: 'withdraw' })]);
    await server.apply([server.events.of('volunteer.service', { ...parties, checkIn: server.events.at(3_600_000), checkOut: server.events.at() })]);
    expect([await value('VOL-06'), await value('VOL-09')]).toEqual([1, 2.5]);
  });

  it('counts a place once a week and opens a hazard once an item', async () => {
    const submitted = () => server.events.of('inspection.submitted', { placeRef: TINY.org, template: 'check-dining', items: [{ code: 'gas', result: 'BAD' }, { code: 'wiring', result: 'OK' }], by: '店主', at: server.events.at() });
    await server.apply([submitted()]);
    await server.apply([submitted()]);
    const reading = await read();
    expect([reading.values['SAF-01'], reading.values['SAF-02'], reading.values['SAF-03']]).toEqual([100, 2, 1]);
    await server.apply([server.events.of('inspection.hazard', { placeRef: TINY.org, level: 'MAJOR', text: '堵塞安全出口' })]);
    expect((await read()).groups['SAF-03']).toEqual({ GENERAL: 1, MAJOR: 1 });
    const stranger = server.events.of('inspection.submitted', { placeRef: TINY.org, template: 'check-dining', items: [{ code: 'no-such-item', result: 'OK' }], by: '店主', at: server.events.at() });
    expect((await server.apply([stranger])).get(stranger.id)).toMatchObject({ state: 'quarantined' });
  });

  it('makes an alarm, joins its repeats, notes its end, and keeps its chain', async () => {
    const first = server.events.sos();
    const repeat = server.events.sos();
    const end = server.events.sos({ phase: 'end' });
    const fates = await server.apply([first, repeat, end]);
    const ids = [first, repeat, end].map((event) => fates.get(event.id)?.results.find((item) => item.kind === 'alarm')?.id);
    expect(new Set(ids).size).toBe(1);
    const detail = (await server.call(`/api/v1/alarms/${ids[0]}`, { token })).body;
    expect(detail).toMatchObject({ priority: 'P1', state: 'QUEUED', signals: 2, place: '幸福里小区1号楼', sourceKind: 'elder', allowedActions: ['claim'] });
    expect((detail['timeline'] as { action: string }[]).map((entry) => entry.action)).toEqual(['RECEIVED', 'QUEUED', 'REPEATED', 'CLEARED']);
    const chain = await rows<{ prev_hash: Buffer; hash: Buffer }>('SELECT prev_hash, hash FROM alarm_timeline WHERE alarm_id = ? ORDER BY no', [ids[0]]);
    for (let i = 1; i < chain.length; i++) expect(chain[i]?.prev_hash.equals(chain[i - 1]?.hash ?? Buffer.alloc(0))).toBe(true);
    expect([await value('ELD-02'), await value('ELD-03')]).toEqual([1, 1]);
  });

  it('never drops the alarm of a stranger, nor of a device with a broken clock', async () => {
    const stranger = server.events.of('alarm.smoke', { deviceKey: 'nobody:knows:1', phase: 'start', location: { ...TINY.inside, datum: 'unknown' } });
    const broken = server.events.of('alarm.video_vehicle', { deviceKey: TINY.camera, phase: 'pulse' }, { time: '1970-01-01T00:00:00' });
    const fates = await server.apply([stranger, broken]);
    const alarm = async (id: string) => (await server.call(`/api/v1/alarms/${fates.get(id)?.results.find((item) => item.kind === 'alarm')?.id}`, { token })).body;
    expect(await alarm(stranger.id)).toMatchObject({ place: '未绑定设备', priority: 'P1', location: null });
    expect(await alarm(broken.id)).toMatchObject({ priority: 'P3', sourceKind: 'camera', late: false });
    expect(await value('DEV-01')).toBe(1);
  });

  it('keeps tests and drills out of every number', async () => {
    const before = await read();
    await server.apply([server.events.of('alarm.fall', { deviceKey: TINY.sos, phase: 'start', mode: 'drill' })]);
    const after = await read();
    expect([after.values['ELD-02'], after.values['ELD-03']]).toEqual([before.values['ELD-02'], before.values['ELD-03']]);
  });

  it('opens and closes faults of devices', async () => {
    await server.apply([server.events.of('device.offline', { deviceKey: TINY.camera })]);
    expect(await rows('SELECT id FROM device_fault WHERE closed_at IS NULL')).toHaveLength(1);
    await server.apply([server.events.heartbeat(), server.events.of('device.low_battery', { deviceKey: TINY.sos, values: { battery: 9 } }), server.events.heartbeat('nobody:knows:2')]);
    const open = await rows<{ kind: string }>('SELECT kind FROM device_fault WHERE closed_at IS NULL');
    expect(open.map((row) => row.kind)).toEqual(['low_battery']);
    await waitFor('DEV-04', async () => (await value('DEV-04')) === 100);
  });

  it('agrees with a recount of everything', async () => {
    expect(await server.differences()).toEqual([]);
  });
});
