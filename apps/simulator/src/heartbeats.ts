import { DEVICE_CLASSES, type DeviceClass } from '#contracts';
import { deviceEvent, hashOf } from './plan-signals.js';
import type { DeviceRef } from './refs.js';
import type { SimEvent } from './sim-event.js';

interface Beat {
  device: DeviceRef;
  /** Offset within the interval, ms. */
  phase: number;
}

/** About one device in a hundred is broken on any day and says nothing. */
const BROKEN_PER_MILLE = 12;
const DAY_MS = 86_400_000;

/** Heartbeats of all devices, each at its own second of its interval, so that restarts neither double nor skip any. */
export class Heartbeats {
  private readonly groups: { intervalMs: number; beats: Beat[] }[];

  constructor(devices: readonly DeviceRef[]) {
    const groups = new Map<number, Beat[]>();
    for (const device of devices) {
      const info = DEVICE_CLASSES[device.class as DeviceClass];
      if (info === undefined) continue;
      const intervalMs = info.intervalS * 1000;
      const beats = groups.get(intervalMs) ?? [];
      groups.set(intervalMs, beats);
      beats.push({ device, phase: hashOf(device.key) % intervalMs });
    }
    this.groups = [...groups].map(([intervalMs, beats]) => ({ intervalMs, beats: beats.sort((a, b) => a.phase - b.phase) }));
  }

  /** Heartbeats due in (from, to], in time order. */
  between(from: number, to: number): SimEvent[] {
    const out: SimEvent[] = [];
    for (const { intervalMs, beats } of this.groups) {
      for (let cycle = Math.floor(from / intervalMs); cycle * intervalMs <= to; cycle++) {
        const base = cycle * intervalMs;
        for (let at = firstAbove(beats, from - base); at < beats.length; at++) {
          const beat = beats[at];
          if (beat === undefined || base + beat.phase > to) break;
          const when = base + beat.phase;
          if (isBroken(beat.device, when)) continue;
          out.push(deviceEvent(`s-hb-${beat.device.key}-${(when / 1000).toFixed(0)}`.slice(0, 128), 'device.heartbeat', when, beat.device));
        }
      }
    }
    return out.sort((a, b) => a.at - b.at);
  }
}

const isBroken = (device: DeviceRef, at: number) => hashOf(`${device.key}/${Math.floor(at / DAY_MS)}`) % 1000 < BROKEN_PER_MILLE;

/** Index of the first beat whose phase is greater than `phase`. */
function firstAbove(beats: readonly Beat[], phase: number): number {
  let low = 0;
  let high = beats.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((beats[middle]?.phase ?? 0) > phase) high = middle;
    else low = middle + 1;
  }
  return low;
}
