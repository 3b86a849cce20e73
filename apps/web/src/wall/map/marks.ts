import type { AlarmCard, Priority } from '#contracts';
import type { LonLat, MapData } from './mapData.js';

/** One sign on the map: all open alarms of one place, worst first. */
export interface Mark {
  key: string;
  place: LonLat;
  heightM: number;
  priority: Priority;
  alarm: AlarmCard;
  count: number;
}

interface Spot {
  key: string;
  place: LonLat;
  heightM: number;
}

function spotOf(alarm: AlarmCard, map: MapData): Spot | null {
  const building = alarm.buildingCode === null ? undefined : map.buildings.get(alarm.buildingCode);
  if (building) return { key: building.code, place: building.centre, heightM: building.height };
  if (alarm.location) {
    const { lon, lat } = alarm.location;
    return { key: `${lon.toFixed(4)},${lat.toFixed(4)}`, place: [lon, lat], heightM: 0 };
  }
  // Only the area is known: its centre, except for the whole street, which would be a lie.
  const area = map.areas.get(alarm.area);
  return area ? { key: area.code, place: area.centre, heightM: 0 } : null;
}

function worse(a: AlarmCard, b: AlarmCard): number {
  return a.priority.localeCompare(b.priority) || b.receivedAt.localeCompare(a.receivedAt);
}

/** P1 last, so that it is drawn above the others. */
export function placeAlarms(alarms: Iterable<AlarmCard>, map: MapData): Mark[] {
  const marks = new Map<string, Mark>();
  for (const alarm of alarms) {
    const spot = spotOf(alarm, map);
    if (!spot) continue;
    const held = marks.get(spot.key);
    const first = held && worse(held.alarm, alarm) <= 0 ? held.alarm : alarm;
    marks.set(spot.key, { ...spot, alarm: first, priority: first.priority, count: (held?.count ?? 0) + 1 });
  }
  return [...marks.values()].sort((a, b) => worse(b.alarm, a.alarm));
}

/** P1 and P2 get a label; more than this would hide the map. */
export const CALLOUTS_MAX = 5;

export function calloutMarks(marks: readonly Mark[]): Mark[] {
  return marks.filter((mark) => mark.priority === 'P1' || mark.priority === 'P2').slice(-CALLOUTS_MAX).reverse();
}
