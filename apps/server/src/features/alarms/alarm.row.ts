import type { AlarmKind, AlarmState, Priority } from '#contracts';

/** A row of table `alarm` as the driver gives it. */
export interface AlarmRow {
  id: number;
  code: string;
  kind: AlarmKind;
  family: string;
  priority: Priority;
  state: AlarmState;
  mode: 'live' | 'test' | 'drill';
  condition_state: 'ACTIVE' | 'CLEARED' | 'UNKNOWN';
  device_key: string;
  device_id: number | null;
  subject_id: number | null;
  subject_kind: string;
  source_kind: 'elder' | 'camera' | 'robot' | 'lift' | 'sensor' | 'unknown';
  area_id: number;
  area_path: string;
  building_id: number | null;
  place: string;
  lon: string | number | null;
  lat: string | number | null;
  occurred_at: Date;
  received_at: Date;
  claimed_at: Date | null;
  holder_id: number | null;
  holder_name: string | null;
  seat: string | null;
  is_open: number;
  is_late: number;
  signals: number;
  last_signal_at: Date;
  version: number;
}

export const ALARM_COLUMNS = [
  'id', 'code', 'kind', 'family', 'priority', 'state', 'mode', 'condition_state', 'device_key', 'device_id', 'subject_id', 'subject_kind', 'source_kind', 'area_id', 'area_path',
  'building_id', 'place', 'lon', 'lat', 'occurred_at', 'received_at', 'claimed_at', 'holder_id', 'holder_name', 'seat', 'is_open', 'is_late', 'signals', 'last_signal_at', 'version',
] as const;

export const SELECT_ALARM = `SELECT ${ALARM_COLUMNS.map((column) => `a.${column}`).join(', ')}, b.code AS building_code FROM alarm a LEFT JOIN building b ON b.id = a.building_id`;

export interface AlarmReadRow extends AlarmRow {
  building_code: string | null;
}

/** An alarm while the transaction runs: its row, and what happened to it here. */
export interface AlarmDraft {
  row: AlarmReadRow;
  isNew: boolean;
  changed: boolean;
}
