import { ALARM_KINDS, ALARM_STATES, type AlarmCard, PRIORITIES } from '#contracts';
import { isoTime } from '#platform';
import type { AreaIndex } from '../spine/index.js';
import type { AlarmReadRow } from './alarm.row.js';

/** The only mapper of alarms to the wire. The card is safe for walls: the place ends at the building, no person. */
export function toCard(row: AlarmReadRow, areas: AreaIndex): AlarmCard {
  const area = areas.id(row.area_id);
  const at = (level: 'community' | 'grid') => (area === undefined ? null : (areas.at(area, level)?.name ?? null));
  return {
    id: String(row.id),
    code: row.code,
    kind: row.kind,
    kindText: ALARM_KINDS[row.kind].text,
    priority: row.priority,
    state: row.state,
    stateText: ALARM_STATES[row.state],
    version: row.version,
    area: area?.code ?? '',
    communityName: at('community'),
    gridName: at('grid'),
    place: row.place,
    buildingCode: row.building_code,
    location: row.lon === null || row.lat === null ? null : { lon: Number(row.lon), lat: Number(row.lat), datum: 'WGS84' },
    occurredAt: isoTime(row.occurred_at),
    receivedAt: isoTime(row.received_at),
    claimedAt: row.claimed_at === null ? null : isoTime(row.claimed_at),
    holder: row.holder_name === null ? null : { name: row.holder_name, seat: row.seat },
    limitS: PRIORITIES[row.priority].limitS,
    signals: row.signals,
    lastSignalAt: isoTime(row.last_signal_at),
    sourceKind: row.source_kind,
    late: row.is_late === 1,
  };
}
