import { arrivals, type Random, type Rhythm } from '#catalogue';
import type { DayPlanner } from './day-planner.js';
import type { DeviceRef } from './refs.js';
import type { SimEvent } from './sim-event.js';

interface SignalKind {
  kind: string;
  from: string;
  /** Mean number a day in a full street. */
  perDay: number;
  rhythm: Rhythm;
  /** Minutes until the matching `end`; absent = an instant. */
  ends?: readonly [number, number];
}

/** An ordinary day of devices: about forty signals, nearly all harmless. */
const SIGNALS: readonly SignalKind[] = [
  { kind: 'door_open', from: 'door', perDay: 9, rhythm: 'alarm', ends: [4, 30] },
  { kind: 'water_leak', from: 'pump', perDay: 1.5, rhythm: 'alarm', ends: [20, 120] },
  { kind: 'video_vehicle', from: 'camera', perDay: 9, rhythm: 'camera' },
  { kind: 'video_occupy', from: 'camera', perDay: 5, rhythm: 'camera' },
  { kind: 'video_crowd', from: 'camera', perDay: 2, rhythm: 'camera' },
  { kind: 'ebike_in_lift', from: 'lift', perDay: 8, rhythm: 'camera' },
  { kind: 'robot_event', from: 'robot', perDay: 1, rhythm: 'patrol' },
  { kind: 'no_activity', from: 'fall', perDay: 1, rhythm: 'alarm' },
  { kind: 'fall_pending', from: 'fall', perDay: 0.8, rhythm: 'alarm' },
  { kind: 'smoke', from: 'smoke', perDay: 0.4, rhythm: 'alarm', ends: [1, 4] },
  { kind: 'sos', from: 'sos', perDay: 1.2, rhythm: 'alarm' },
  { kind: 'fall', from: 'fall', perDay: 0.6, rhythm: 'alarm' },
];

/** Signals that may cost a life; the running simulator times these itself. */
export const LIFE_SIGNALS: ReadonlySet<string> = new Set(['alarm.sos', 'alarm.fall', 'alarm.smoke', 'alarm.gas', 'alarm.co']);

export function signalData(random: Random, device: DeviceRef, kind: string, phase: 'pulse' | 'start'): Record<string, unknown> {
  const video = kind.startsWith('video_') || kind === 'ebike_in_lift';
  const life = kind === 'sos' || kind.startsWith('fall');
  return { deviceKey: device.key, phase, ...(video ? { confidence: Number(random.between(0.7, 0.99).toFixed(2)) } : {}), ...(life ? { values: { battery: random.int(40, 100) } } : {}) };
}

export function planSignals(plan: DayPlanner): void {
  for (const signal of SIGNALS) {
    const random = plan.random(signal.kind);
    const devices = plan.refs.devices.filter((device) => device.class === signal.from);
    if (devices.length === 0) continue;
    for (const at of arrivals(random, signal.rhythm, signal.perDay * plan.factor, plan.start, plan.start + 24 * 3_600_000)) {
      const device = random.pick(devices);
      const type = `alarm.${signal.kind}`;
      plan.add('demo-elder', signal.kind, type, at, signalData(random, device, signal.kind, signal.ends === undefined ? 'pulse' : 'start'));
      if (signal.ends !== undefined) plan.add('demo-elder', `${signal.kind}-end`, type, at + random.int(signal.ends[0] * 60, signal.ends[1] * 60) * 1000, { deviceKey: device.key, phase: 'end' });
    }
  }
}

/** Spreads devices over their interval and picks the few that are silent: stable between runs. */
export function hashOf(textToHash: string): number {
  let hash = 2166136261;
  for (let i = 0; i < textToHash.length; i++) hash = Math.imul(hash ^ textToHash.charCodeAt(i), 16777619);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A device event of this id. */
export function deviceEvent(id: string, type: string, at: number, device: DeviceRef, values?: Record<string, number>): SimEvent {
  return { source: 'demo-elder', id, type, at, data: { deviceKey: device.key, ...(values === undefined ? {} : { values }) } };
}
