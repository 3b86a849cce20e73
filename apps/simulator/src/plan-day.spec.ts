import { describe, expect, it } from '@jest/globals';
import { EVENT_SCHEMAS } from '#contracts';
import { Random } from '#catalogue';
import { Filler, gapMs } from './filler.js';
import { Heartbeats } from './heartbeats.js';
import { joinAt } from './join-plan.js';
import { closeCases, endPatrols, endService } from './leftovers.js';
import { LifeAlarms } from './life-alarms.js';
import { planDay, startOf } from './plan-day.js';
import { buildRefs } from './refs.js';
import { dueAt } from './seat.js';
import type { SimEvent } from './sim-event.js';
import { ServerClock } from './api.js';

const HOUR_MS = 3_600_000;
const DAY = '2026-11-24';
const START = startOf(DAY);

/** A street of six grids as the server would list it. */
const refs = buildRefs({
  areas: [
    { code: '000000001', name: '河滨街道', level: 'street', parent: null },
    { code: '000000001001', name: '幸福社区', level: 'community', parent: '000000001' },
    ...[1, 2, 3, 4, 5, 6].flatMap((grid) => [
      { code: `0000000010010${grid}`, name: `第${grid}网格`, level: 'grid', parent: '000000001001' },
      ...[1, 2, 3, 4, 5, 6].map((no) => ({ code: `0000000010010${grid}0${no}`, name: `第${no}微网格`, level: 'microgrid', parent: `0000000010010${grid}` })),
    ]),
  ],
  households: Array.from({ length: 300 }, (_, no) => ({ code: `H${no}`, areaCode: `0000000010010${1 + (no % 6)}01` })),
  places: Array.from({ length: 40 }, (_, no) => ({ code: `S${no}`, smallPlace: no % 2 === 0 ? 'dining' : 'shop' })),
  volunteers: Array.from({ length: 100 }, (_, no) => ({ code: `V${String(no).padStart(6, '0')}`, areaCode: '0000000010010101' })),
  tasks: [9, 13, 19].map((hour, no) => ({ code: `T00000${no}`, areaCode: '0000000010010201', seats: 8, startsAt: new Date(START + hour * HOUR_MS).toISOString(), endsAt: new Date(START + (hour + 2) * HOUR_MS).toISOString() })),
  devices: ['sos', 'fall', 'camera', 'lift', 'door', 'smoke', 'pump', 'gas'].flatMap((kind) => Array.from({ length: 10 }, (_, no) => ({ code: `demo:${kind}:X${no}`, class: kind }))),
  templates: [],
  buildings: [{ properties: { kind: 'building', grid: '00000000100101', estate: '幸福里小区', name: '1号楼' }, geometry: { coordinates: [[[118.6, 38.6], [118.602, 38.6], [118.602, 38.602], [118.6, 38.6]]] } }],
});
const plan = planDay(refs, DAY, 1);
const valid = (event: SimEvent) => EVENT_SCHEMAS.get(event.type)?.safeParse({ ...event.data, ...(event.caseOf === undefined ? {} : { caseRef: 'SJ1' }) });

describe('planDay', () => {
  it('is pure, in time order and has an id per event', () => {
    expect(planDay(refs, DAY, 1)).toEqual(plan);
    expect(planDay(refs, DAY, 2)).not.toEqual(plan);
    expect(plan.every((event, at) => at === 0 || (plan[at - 1]?.at ?? 0) <= event.at)).toBe(true);
    expect(new Set(plan.map((event) => event.id)).size).toBe(plan.length);
    expect(plan.length).toBeGreaterThan(80);
  });

  it('says only what the contracts allow, of every kind', () => {
    for (const event of plan) expect(valid(event)?.error?.issues ?? []).toEqual([]);
    for (const type of ['grid.patrol', 'grid.visit', 'grid.report', 'grid.caseResult', 'inspection.submitted', 'volunteer.claim', 'volunteer.service']) expect(plan.some((event) => event.type === type)).toBe(true);
  });

  it('can be joined at noon: nothing ends that was not begun, and nothing of the morning comes again', () => {
    const noon = START + 12 * HOUR_MS;
    const joined = joinAt(plan, noon);
    const reports = new Set(joined.map((event) => event.id));
    for (const event of joined) {
      if (event.caseOf !== undefined) expect(reports.has(event.caseOf)).toBe(true);
      if (event.at <= noon) expect(event.type).toBe('volunteer.claim');
    }
    const out = new Set<unknown>();
    for (const event of joined.filter((item) => item.type === 'grid.patrol')) {
      if (event.data['phase'] === 'start') out.add(event.data['worker']);
      else expect(out.delete(event.data['worker'])).toBe(true);
    }
  });
});

describe('the running street', () => {
  it('fills pauses with valid events that begin now, a few seconds apart by day and at most a dozen at night', () => {
    const filler = new Filler(refs, 1, 'run');
    for (const hour of [3, 10]) {
      const now = START + hour * HOUR_MS;
      for (let i = 0; i < 200; i++)
        for (const event of filler.next(now + i * 60_000)) {
          expect(valid(event)?.error?.issues ?? []).toEqual([]);
          expect(event.at).toBeGreaterThanOrEqual(now + i * 60_000);
        }
    }
    expect(gapMs(START + 10 * HOUR_MS, 1)).toBeLessThanOrEqual(4000);
    expect(gapMs(START + 3 * HOUR_MS, 1) * 1.3).toBeLessThanOrEqual(16_000);
  });

  it('calls for help 45 to 75 s after the start and again after 20 to 40 minutes', () => {
    for (let seed = 0; seed < 50; seed++) {
      const life = new LifeAlarms(refs, seed, 'run', START, 1);
      const at: number[] = [];
      for (let now = START; now < START + HOUR_MS; now += 500) if (life.due(now).length > 0) at.push(now - START);
      expect(at[0]).toBeGreaterThanOrEqual(45_000);
      expect(at[0]).toBeLessThanOrEqual(75_000);
      const pause = (at[1] ?? 0) - (at[0] ?? 0);
      expect(pause >= 20 * 60_000 && pause <= 40 * 60_000).toBe(true);
    }
  });

  it('lets each device beat once per interval, however the time is cut', () => {
    const beats = new Heartbeats(refs.devices);
    const whole = beats.between(START, START + HOUR_MS);
    const cut = [0, 1, 2, 3].flatMap((quarter) => beats.between(START + (quarter * HOUR_MS) / 4, START + ((quarter + 1) * HOUR_MS) / 4));
    expect(cut).toEqual(whole);
    const camera = whole.filter((event) => event.data['deviceKey'] === 'demo:camera:X1');
    expect(camera.length === 12 || camera.length === 0).toBe(true);
    for (const event of whole) expect(event.at > START && event.at <= START + HOUR_MS).toBe(true);
    expect(whole.filter((event) => String(event.data['deviceKey']).includes('sos')).length).toBeLessThan(5);
  });

  it('finishes what was under way, as far as the rows name it', () => {
    const random = new Random(1);
    const patrols = endPatrols([['W00100101-1', '幸福社区'], ['someone']], refs, random, 'run', START);
    const service = endService([['V000001', 'T000001'], ['V000002']], refs, random, 'run', START);
    const cases = closeCases(Array.from({ length: 50 }, (_, no) => [`SJ${'A'.repeat(10)}${no}`]), refs, random, 'run', START);
    expect(patrols).toHaveLength(1);
    expect(service).toHaveLength(1);
    expect(cases.length).toBeGreaterThan(40);
    for (const event of [...patrols, ...service, ...cases]) {
      expect(event.at).toBeGreaterThan(START);
      expect(valid(event)?.error?.issues ?? []).toEqual([]);
    }
  });

  it('answers a call for help after 40 s at its seat, other alarms later', () => {
    const receivedAt = new Date(START).toISOString();
    expect(dueAt({ id: '1', priority: 'P1', receivedAt }) - START).toBe(40_000);
    expect(dueAt({ id: '1', priority: 'P3', receivedAt }) - START).toBeGreaterThanOrEqual(70_000);
  });

  it('never runs ahead of the server’s clock', () => {
    const local = START;
    const clock = new ServerClock(() => local);
    expect(clock.now()).toBeLessThan(local);
    clock.observe(new Date(local - 7500).toUTCString());
    expect(clock.now()).toBeLessThanOrEqual(local - 7500);
    clock.observe('nonsense');
    expect(clock.now()).toBe(Math.floor((local - 7500) / 1000) * 1000);
  });
});
