import { Injectable } from '@nestjs/common';
import { ALARM_KINDS, type AlarmKind, type AlarmSignal } from '#contracts';
import { businessDay, codeOf, type SqlValue, sqlTime } from '#platform';
import { type ApplyContext, type ApplyEvent, type Area, type EventRule, loadBy, type RuleRun, say, toWgs84 } from '../spine/index.js';
import { type AlarmReadRow, type AlarmDraft, SELECT_ALARM } from './alarm.row.js';
import { higher, JOIN_MS, LATE_MS, priorityOf, sourceKindOf } from './alarm.rules.js';
import { writeAlarms } from './alarm.repository.js';
import { toCard } from './alarm.view.js';
import type { TimelineDraft } from './timeline.js';

interface DeviceRow {
  id: number;
  device_key: string;
  class: string;
  area_id: number;
  building_id: number | null;
  building_code: string | null;
  subject_id: number | null;
  place: string;
  lon: string | null;
  lat: string | null;
}

const SYSTEM = '系统';

/** `alarm.*`: a signal becomes an alarm (RECEIVED, QUEUED) or joins the device's open one; never nothing, never silence. */
@Injectable()
export class AlarmEvents implements EventRule {
  handles(type: string): boolean {
    return type.startsWith('alarm.');
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const keys = events.map((event) => (event.envelope.data as AlarmSignal).deviceKey);
    const devices = await loadBy<DeviceRow>(
      context.tx,
      'SELECT d.id, d.device_key, d.class, d.area_id, d.building_id, b.code AS building_code, d.subject_id, d.place, d.lon, d.lat FROM device d LEFT JOIN building b ON b.id = d.building_id WHERE d.device_key IN (?)',
      'device_key',
      keys,
    );
    // Locked, so that an answer given at this very moment and a joining signal do not overwrite each other.
    const open = await context.tx.query<AlarmReadRow>(`${SELECT_ALARM} WHERE a.is_open = 1 AND a.device_key IN (?) ORDER BY a.id FOR UPDATE`, [[...new Set(keys)]]);
    return new AlarmRun(context, devices, open);
  }
}

class AlarmRun implements RuleRun {
  private readonly byDevice = new Map<string, AlarmDraft[]>();
  private readonly touched = new Set<AlarmDraft>();
  private readonly signals: SqlValue[][] = [];
  private readonly timeline: TimelineDraft[] = [];

  constructor(
    private readonly context: ApplyContext,
    private readonly devices: ReadonlyMap<string, DeviceRow>,
    open: readonly AlarmReadRow[],
  ) {
    for (const row of open) this.remember({ row, isNew: false, changed: false });
  }

  apply(event: ApplyEvent): void {
    const data = event.envelope.data as AlarmSignal;
    const kind = event.envelope.type.slice('alarm.'.length) as AlarmKind;
    const mode = data.mode ?? 'live';
    const own = (this.byDevice.get(data.deviceKey) ?? []).filter((state) => state.row.kind === kind && state.row.mode === mode);
    const latest = own.at(-1);
    const joins = latest !== undefined && (data.phase === 'end' || event.receivedAt - latest.row.last_signal_at.getTime() <= JOIN_MS);
    if (joins) this.join(event, data, latest);
    else if (data.phase === 'end') this.record(event, data, kind, null, 'ignored');
    else this.raise(event, data, kind);
  }

  async flush(): Promise<void> {
    await writeAlarms(this.context.tx, [...this.touched], this.signals, this.timeline);
  }

  private raise(event: ApplyEvent, data: AlarmSignal, kind: AlarmKind): void {
    const { context } = this;
    const device = this.devices.get(data.deviceKey);
    const area = this.areaOf(device, data);
    const id = context.ids.next();
    const isElder = device?.subject_id !== undefined && device.subject_id !== null;
    const point = device?.lon != null && device.lat != null ? { lon: device.lon, lat: device.lat } : this.pointOf(data);
    const row: AlarmReadRow = {
      id,
      code: codeOf('JQ', id),
      kind,
      family: ALARM_KINDS[kind].family,
      priority: priorityOf(kind, device !== undefined),
      state: 'QUEUED',
      mode: data.mode ?? 'live',
      condition_state: data.phase === 'pulse' ? 'UNKNOWN' : 'ACTIVE',
      device_key: data.deviceKey,
      device_id: device?.id ?? null,
      subject_id: device?.subject_id ?? null,
      subject_kind: isElder ? 'elder' : device === undefined ? 'unbound' : 'place',
      source_kind: sourceKindOf(device?.class ?? null, isElder),
      area_id: area.id,
      area_path: area.path,
      building_id: device?.building_id ?? null,
      building_code: device?.building_code ?? null,
      place: device?.place ?? '未绑定设备',
      lon: point?.lon ?? null,
      lat: point?.lat ?? null,
      occurred_at: new Date(event.at),
      received_at: new Date(event.receivedAt),
      claimed_at: null,
      holder_id: null,
      holder_name: null,
      seat: null,
      is_open: 1,
      is_late: event.receivedAt - event.at > LATE_MS ? 1 : 0,
      signals: 1,
      last_signal_at: new Date(event.receivedAt),
      version: 1,
    };
    const state: AlarmDraft = { row, isNew: true, changed: true };
    this.remember(state);
    this.touched.add(state);
    this.note(state, event.receivedAt, 'RECEIVED', { source: event.envelope.sourceId, event: event.envelope.eventId, late: row.is_late === 1 });
    this.note(state, event.receivedAt, 'QUEUED', { priority: row.priority });
    this.count(row, area);
    this.record(event, data, kind, id, 'raised');
    event.results.push({ kind: 'alarm', id: String(id), code: row.code });
    this.tell('alarm.raised', state, area, event.receivedAt);
  }

  /** A repeat is shown and sounds again; it is never absorbed silently. */
  private join(event: ApplyEvent, data: AlarmSignal, state: AlarmDraft): void {
    const { row } = state;
    const at = event.receivedAt;
    if (data.phase === 'end') {
      row.condition_state = 'CLEARED';
      this.note(state, at, 'CLEARED', { event: event.envelope.eventId });
    } else {
      row.signals += 1;
      row.last_signal_at = new Date(Math.max(row.last_signal_at.getTime(), at));
      row.condition_state = data.phase === 'pulse' ? row.condition_state : 'ACTIVE';
      row.priority = higher(row.priority, priorityOf(row.kind, row.device_id !== null));
      this.note(state, at, 'REPEATED', { times: row.signals, event: event.envelope.eventId });
    }
    row.version += 1;
    state.changed = true;
    this.touched.add(state);
    this.record(event, data, row.kind, row.id, 'joined');
    event.results.push({ kind: 'alarm', id: String(row.id), code: row.code });
    this.tell('alarm.changed', state, this.context.areas.id(row.area_id) ?? this.context.home, at);
  }

  private areaOf(device: DeviceRow | undefined, data: AlarmSignal): Area {
    const { areas, home } = this.context;
    if (device !== undefined) return areas.id(device.area_id) ?? areas.unplaced(home);
    const point = this.pointOf(data);
    return (point === null ? undefined : areas.locate(point.lon, point.lat)) ?? areas.unplaced(home);
  }

  /** A point of unknown datum is kept in the event as said; it is never converted and never drawn. */
  private pointOf(data: AlarmSignal): { lon: number; lat: number } | null {
    if (data.location === undefined || data.location.datum === 'unknown') return null;
    return toWgs84({ ...data.location, datum: data.location.datum });
  }

  /** Tests and drills use the same way but never enter a number. */
  private count(row: AlarmReadRow, area: Area): void {
    if (row.mode !== 'live') return;
    const { counters } = this.context;
    const day = businessDay(row.received_at.getTime());
    counters.day('ALM@d', day, area.id, 1);
    if (row.subject_kind === 'elder') {
      counters.standing('ELD-02', area.id, 1);
      counters.day('ELD-03', day, area.id, 1, row.kind);
    }
    if (['camera', 'robot', 'lift', 'sensor'].includes(row.source_kind)) counters.day('DEV-01', day, area.id, 1, row.kind);
  }

  private record(event: ApplyEvent, data: AlarmSignal, kind: AlarmKind, alarmId: number | null, decision: string): void {
    const id = this.context.ids.next();
    this.signals.push([id, alarmId, event.rowId, data.deviceKey, kind, data.phase, data.mode ?? 'live', sqlTime(event.at), sqlTime(event.receivedAt), decision]);
    event.results.push({ kind: 'signal', id: String(id) });
  }

  private note(state: AlarmDraft, at: number, action: string, detail: Record<string, unknown>): void {
    this.timeline.push({ alarmId: state.row.id, at, actor: SYSTEM, action, detail });
  }

  private tell(type: string, state: AlarmDraft, area: Area, at: number): void {
    const card = toCard(state.row, this.context.areas);
    const level = state.row.mode === 'live' ? state.row.priority : 'info';
    const title = state.row.mode === 'live' ? card.kindText : `${card.kindText}(${state.row.mode === 'test' ? '测试' : '演练'})`;
    say(this.context, { type, entityId: state.row.id, level, area, at, title, state: card.stateText, source: state.row.source_kind === 'camera' || state.row.source_kind === 'robot' || state.row.source_kind === 'lift' ? 'video' : 'elder', ...(state.row.mode === 'live' ? { alarm: card } : {}) });
  }

  private remember(state: AlarmDraft): void {
    const list = this.byDevice.get(state.row.device_key) ?? [];
    list.push(state);
    this.byDevice.set(state.row.device_key, list);
  }
}
