import { Random } from '#catalogue';
import { signalData } from './plan-signals.js';
import type { DeviceRef, SimRefs } from './refs.js';
import type { SimEvent } from './sim-event.js';

const MINUTE_MS = 60_000;

/** Calls for help from elders' homes: the first within the first minute or so, then one every 20 to 40 minutes. */
export class LifeAlarms {
  private readonly random: Random;
  private readonly devices: readonly DeviceRef[];
  private nextAt: number;
  private no = 0;

  constructor(
    refs: SimRefs,
    seed: number,
    private readonly run: string,
    startedAt: number,
    private readonly speed: number,
  ) {
    this.random = Random.of(seed, `life/${run}`);
    this.devices = refs.devices.filter((device) => device.class === 'sos' || device.class === 'fall');
    // Counted from the start of the process: reading the lists has taken part of it.
    this.nextAt = startedAt + this.random.int(45, 72) * 1000;
  }

  /** Events due at `now`: the call, and for a fall sometimes the doubt before it. */
  due(now: number): SimEvent[] {
    if (now < this.nextAt || this.devices.length === 0) return [];
    this.nextAt = now + (this.random.int(20, 40) * MINUTE_MS) / this.speed;
    const device = this.random.pick(this.devices);
    const kind = device.class === 'fall' ? 'fall' : 'sos';
    const id = `p-${kind}-${this.run}-${this.no++}`;
    const out: SimEvent[] = [{ source: 'demo-elder', id, type: `alarm.${kind}`, at: now, data: signalData(this.random, device, kind, 'pulse') }];
    // In fear the button is pressed again: one alarm, several signals.
    if (kind === 'sos' && this.random.chance(0.35)) out.push({ source: 'demo-elder', id: `${id}-again`, type: 'alarm.sos', at: now + this.random.int(4, 15) * 1000, data: signalData(this.random, device, kind, 'pulse') });
    return out;
  }
}
