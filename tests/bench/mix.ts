import { Random } from '#catalogue';
import type { StreetRows } from '../../apps/server/src/demo/index.js';

export interface BenchEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  time: string;
  data: Record<string, unknown>;
}

/** The mix of targets.md: 60 % heartbeats, 15 % visits, 10 % reports, 10 % self-checks, 5 % alarms. */
export class Mix {
  private no = 0;
  private readonly random: Random;
  private readonly run = Date.now().toString(36);

  constructor(
    private readonly rows: StreetRows,
    seed: number,
  ) {
    this.random = Random.of(seed, 'bench');
  }

  batch(source: string, size: number): BenchEvent[] {
    return Array.from({ length: size }, () => this.next(source));
  }

  next(source: string): BenchEvent {
    const share = this.no % 20;
    const { rows, random } = this;
    const at = new Date().toISOString();
    if (share < 12) return this.of(source, 'device.heartbeat', { deviceKey: random.pick(rows.device).device_key });
    if (share < 15) return this.of(source, 'grid.visit', { householdRef: random.pick(rows.household).code, visitor: 'W1', at });
    if (share < 17) return this.of(source, 'grid.report', { category: random.pick(['noise', 'street_light', 'garbage', 'help']), title: '基准测试', place: { areaCode: random.pick(rows.area.filter((row) => row.is_leaf === 1)).code } });
    if (share < 19) return this.of(source, 'inspection.submitted', { placeRef: random.pick(rows.org).code, template: 'check-shop', items: [{ code: 'wiring', result: 'OK' }], by: '店主', at });
    return this.of(source, 'alarm.door_open', { deviceKey: random.pick(rows.device).device_key, phase: 'pulse' });
  }

  of(source: string, type: string, data: Record<string, unknown>): BenchEvent {
    return { specversion: '1.0', id: `${this.run}-${++this.no}`, source, type, time: new Date().toISOString(), data };
  }
}
