import { TINY } from './tiny-street.js';

export interface TestEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  time: string;
  data: Record<string, unknown>;
}

/** Builder of CloudEvents of one source: gives ids of its own, keeps the rest to what a test says. */
export class Events {
  private no = 0;

  constructor(
    private readonly source: string,
    private readonly now: () => number = Date.now,
  ) {}

  of(type: string, data: Record<string, unknown>, more: Partial<TestEvent> = {}): TestEvent {
    return { specversion: '1.0', id: `${type}-${++this.no}`, source: this.source, type, time: this.at(), data, ...more };
  }

  /** Now, or `ms` earlier, as the wire says it. */
  at(ms = 0): string {
    return new Date(this.now() - ms).toISOString();
  }

  report(data: Record<string, unknown> = {}, more: Partial<TestEvent> = {}): TestEvent {
    return this.of('grid.report', { category: 'street_light', title: '路灯不亮', place: { areaCode: TINY.micro }, ...data }, more);
  }

  sos(data: Record<string, unknown> = {}, more: Partial<TestEvent> = {}): TestEvent {
    return this.of('alarm.sos', { deviceKey: TINY.sos, phase: 'pulse', ...data }, more);
  }

  heartbeat(deviceKey: string = TINY.camera): TestEvent {
    return this.of('device.heartbeat', { deviceKey });
  }
}
