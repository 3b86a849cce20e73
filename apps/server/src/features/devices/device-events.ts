import { Injectable } from '@nestjs/common';
import { DEVICE_KINDS, type DeviceKind, type DeviceReport } from '#contracts';
import { bulkInsert, sqlTime, type SqlValue } from '#platform';
import { type ApplyContext, type ApplyEvent, type Area, type EventRule, hear, loadBy, type RuleRun, say } from '../spine/index.js';

interface DeviceRow {
  id: number;
  device_key: string;
  name: string;
  class: string;
  area_id: number;
  interval_s: number;
  battery: number | null;
}

interface FaultRow {
  id: number;
  device_id: number;
  kind: string;
  pair: string;
}

/** Kinds of report that open a fault, and the kinds of fault that a sign of life closes. */
const OPENS: Partial<Record<DeviceKind, string>> = { offline: 'offline', low_battery: 'low_battery', fault: 'fault' };
const SECOND_MS = 1000;
const ALIVE_CLOSES = ['silent', 'offline'];
const SIGNS_OF_LIFE = new Set<DeviceKind>(['heartbeat', 'online', 'test', 'low_battery']);

/**
 * `device.*`: last sign of life, battery, faults. Any event of a device is a sign of life except its own `offline`.
 * A device without an entry on the ledger is known by its events only; heartbeats of strangers change nothing.
 */
@Injectable()
export class DeviceEvents implements EventRule {
  handles(type: string): boolean {
    return type.startsWith('device.');
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const keys = events.map((event) => (event.envelope.data as DeviceReport).deviceKey);
    const devices = await loadBy<DeviceRow>(context.tx, 'SELECT id, device_key, name, class, area_id, interval_s, battery FROM device WHERE device_key IN (?)', 'device_key', keys);
    const faults = await loadBy<FaultRow>(context.tx, "SELECT id, device_id, kind, CONCAT(device_id, '|', kind) AS pair FROM device_fault WHERE closed_at IS NULL AND device_id IN (?)", 'pair', [...devices.values()].map((device) => device.id));
    return new DeviceRun(context, devices, faults);
  }
}

class DeviceRun implements RuleRun {
  /** Devices seen, by the second they were last heard: one statement a second. */
  private readonly seen = new Map<number, number>();
  private readonly batteries = new Map<number, number>();
  private readonly openFaults = new Map<string, number>();
  private readonly newFaults = new Map<string, SqlValue[]>();
  private readonly closed: { id: number; at: number }[] = [];

  constructor(
    private readonly context: ApplyContext,
    private readonly devices: ReadonlyMap<string, DeviceRow>,
    faults: ReadonlyMap<string, FaultRow>,
  ) {
    for (const [pair, fault] of faults) this.openFaults.set(pair, fault.id);
  }

  apply(event: ApplyEvent): void {
    const data = event.envelope.data as DeviceReport;
    const device = this.devices.get(data.deviceKey);
    if (device === undefined) return;
    const kind = event.envelope.type.slice('device.'.length) as DeviceKind;
    const area = this.context.areas.id(device.area_id) ?? this.context.home;
    hear(this.context, sourceOf(device.class), event.receivedAt);
    if (SIGNS_OF_LIFE.has(kind)) {
      this.seen.set(device.id, Math.max(this.seen.get(device.id) ?? 0, Math.floor(event.receivedAt / SECOND_MS) * SECOND_MS));
      for (const fault of ALIVE_CLOSES) this.close(device, fault, event.at);
      if (kind !== 'low_battery') this.readBattery(device, data, event.at);
    }
    const opens = OPENS[kind];
    if (opens !== undefined) this.openFault(event, device, opens, area, DEVICE_KINDS[kind]);
    event.results.push({ kind: 'device', id: String(device.id), code: device.device_key });
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    const byInstant = new Map<number, number[]>();
    for (const [id, at] of this.seen) byInstant.set(at, [...(byInstant.get(at) ?? []), id]);
    for (const [at, ids] of byInstant) {
      ids.sort((a, b) => a - b);
      await tx.write('UPDATE device SET last_seen_at = ?, silent_at = DATE_ADD(?, INTERVAL interval_s * 3 SECOND) WHERE id IN (?) AND (last_seen_at IS NULL OR last_seen_at < ?)', [sqlTime(at), sqlTime(at), ids, sqlTime(at)]);
    }
    for (const [id, level] of this.batteries) await tx.write('UPDATE device SET battery = ? WHERE id = ?', [level, id]);
    for (const fault of this.closed) await tx.write('UPDATE device_fault SET closed_at = ? WHERE id = ?', [sqlTime(fault.at), fault.id]);
    await bulkInsert(tx, 'device_fault', ['id', 'device_id', 'kind', 'area_id', 'area_path', 'opened_at'], [...this.newFaults.values()]);
  }

  private readBattery(device: DeviceRow, data: DeviceReport, at: number): void {
    const level = data.values?.['battery'];
    if (typeof level !== 'number' || level < 0 || level > 100) return;
    if (Math.round(level) !== device.battery) this.batteries.set(device.id, Math.round(level));
    if (level >= 30) this.close(device, 'low_battery', at);
  }

  private openFault(event: ApplyEvent, device: DeviceRow, kind: string, area: Area, text: string): void {
    const key = `${device.id}|${kind}`;
    if (this.openFaults.has(key)) return;
    const id = this.context.ids.next();
    this.openFaults.set(key, id);
    this.newFaults.set(key, [id, device.id, kind, area.id, area.path, sqlTime(event.at)]);
    this.context.touched.add('DEV-04');
    event.results.push({ kind: 'fault', id: String(id) });
    say(this.context, { type: 'device.fault', entityId: id, level: 'P4', area, at: event.at, title: device.name, state: text, source: sourceOf(device.class) });
  }

  private close(device: DeviceRow, kind: string, at: number): void {
    const key = `${device.id}|${kind}`;
    const id = this.openFaults.get(key);
    if (id === undefined) return;
    this.openFaults.delete(key);
    this.context.touched.add('DEV-04');
    // Opened and closed within this very transaction: the row is written once, already closed it would say nothing.
    if (this.newFaults.delete(key)) return;
    this.closed.push({ id, at });
  }
}

/** The wall's kind of source of a device class. */
export function sourceOf(deviceClass: string): 'elder' | 'video' {
  return ['camera', 'robot', 'lift'].includes(deviceClass) ? 'video' : 'elder';
}
