import { arrivals, Random, type Rhythm } from '#catalogue';
import { DAY_MS, idOf, randomOf, type Day } from './day.js';

interface Signal {
  kind: string;
  /** Mean number a day in a full street. */
  perDay: number;
  rhythm: Rhythm;
  /** Class of device that sends it; only those at elders' homes when `elder`. */
  from: string;
  elder?: boolean;
  /** Minutes until the matching `end`; absent = an instant. */
  ends?: readonly [number, number];
  values?: (random: Random) => Record<string, number>;
  confidence?: boolean;
}

/** What devices raise in an ordinary day: about forty, nearly all harmless. */
const SIGNALS: readonly Signal[] = [
  { kind: 'door_open', perDay: 9, rhythm: 'alarm', from: 'door', elder: true, ends: [4, 30] },
  { kind: 'water_leak', perDay: 1.5, rhythm: 'alarm', from: 'pump', ends: [20, 120] },
  { kind: 'video_vehicle', perDay: 9, rhythm: 'camera', from: 'camera', confidence: true },
  { kind: 'video_occupy', perDay: 5, rhythm: 'camera', from: 'camera', confidence: true },
  { kind: 'video_crowd', perDay: 2, rhythm: 'camera', from: 'camera', confidence: true },
  { kind: 'ebike_in_lift', perDay: 8, rhythm: 'camera', from: 'lift', confidence: true },
  { kind: 'robot_event', perDay: 1, rhythm: 'patrol', from: 'robot' },
  { kind: 'video_smoke', perDay: 0.3, rhythm: 'camera', from: 'camera', confidence: true },
  { kind: 'no_activity', perDay: 1, rhythm: 'alarm', from: 'fall', elder: true },
  { kind: 'fall_pending', perDay: 0.8, rhythm: 'alarm', from: 'fall', elder: true },
  { kind: 'smoke', perDay: 0.4, rhythm: 'alarm', from: 'smoke', ends: [1, 4] },
  { kind: 'sos', perDay: 1.2, rhythm: 'alarm', from: 'sos', elder: true, values: (random) => ({ battery: random.int(40, 100) }) },
  { kind: 'fall', perDay: 0.6, rhythm: 'alarm', from: 'fall', elder: true, values: (random) => ({ battery: random.int(40, 100) }) },
];

export function tellSignals(day: Day): void {
  const random = randomOf(day, 'alarm');
  for (const signal of SIGNALS) {
    const devices = day.refs.devices.filter((device) => device.class === signal.from && (signal.elder !== true || device.atElder));
    if (devices.length === 0) continue;
    arrivals(random, signal.rhythm, signal.perDay * day.refs.factor, day.start, day.start + DAY_MS).forEach((at, no) => {
      const deviceKey = random.pick(devices).key;
      const id = idOf(day, signal.kind, no);
      const extra = { ...(signal.values === undefined ? {} : { values: signal.values(random) }), ...(signal.confidence === true ? { confidence: Number(random.between(0.7, 0.99).toFixed(2)) } : {}) };
      day.emit({ source: 'demo-elder', id, type: `alarm.${signal.kind}`, at, data: { deviceKey, phase: signal.ends === undefined ? 'pulse' : 'start', ...extra } });
      if (signal.ends !== undefined) {
        const endAt = at + random.int(signal.ends[0] * 60, signal.ends[1] * 60) * 1000;
        day.emit({ source: 'demo-elder', id: `${id}-end`, type: `alarm.${signal.kind}`, at: endAt, data: { deviceKey, phase: 'end' } });
      }
    });
  }
}
