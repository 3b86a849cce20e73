import type { StreetRows } from '../rows.js';

export interface PlaceRef {
  /** Estate and building, as people say it. */
  label: string;
  leaf: string;
  lon: number;
  lat: number;
}
export interface WorkerRef {
  code: string;
  leaves: string[];
  households: HouseholdRef[];
}
export interface HouseholdRef {
  code: string;
  headRef: string;
}
export interface OrgRef {
  code: string;
  smallPlace: string;
}
export interface TaskRef {
  code: string;
  startsAt: number;
  endsAt: number;
  seats: number;
  /** Where the task is, for volunteers of the same community. */
  communityId: number;
}
export interface DeviceRef {
  key: string;
  class: string;
  atElder: boolean;
}

/** What history needs to know of a street: public codes, places, rosters; no personal column. */
export interface HistoryRefs {
  street: string;
  /** 1 for a full street; a small one has proportionally fewer events. */
  factor: number;
  places: PlaceRef[];
  workers: WorkerRef[];
  orgs: OrgRef[];
  volunteers: Map<number, string[]>;
  communityCodes: Map<number, string>;
  tasks: TaskRef[];
  devices: DeviceRef[];
}

const FULL_STREET_HOUSEHOLDS = 24_000;

export function historyRefsOf(rows: StreetRows): HistoryRefs {
  const areas = new Map(rows.area.map((row) => [row.id, row]));
  const estates = new Map(rows.estate.map((row) => [row.id, row.name]));
  const idsOf = (path: string) => path.split('/').filter(Boolean).map(Number);
  const heads = new Map<number, string>();
  for (const person of rows.person) if (!heads.has(person.household_id)) heads.set(person.household_id, person.code);

  const byGrid = new Map<number, { leaves: Set<string>; households: HouseholdRef[] }>();
  const gridOf = (path: string) => {
    const id = idsOf(path)[2] ?? 0;
    const grid = byGrid.get(id) ?? { leaves: new Set<string>(), households: [] };
    byGrid.set(id, grid);
    return grid;
  };
  for (const household of rows.household) {
    const grid = gridOf(household.area_path);
    grid.leaves.add(areas.get(household.area_id)?.code ?? '');
    grid.households.push({ code: household.code, headRef: heads.get(household.id) ?? '' });
  }
  const volunteers = new Map<number, string[]>();
  for (const volunteer of rows.volunteer) {
    const community = idsOf(volunteer.area_path)[1] ?? 0;
    volunteers.set(community, [...(volunteers.get(community) ?? []), volunteer.code]);
  }
  return {
    street: rows.area[0]?.code ?? '',
    factor: rows.household.length / FULL_STREET_HOUSEHOLDS,
    places: rows.building.map((row) => ({ label: `${estates.get(row.estate_id) ?? ''}${row.name}`, leaf: areas.get(row.area_id)?.code ?? '', lon: row.lon, lat: row.lat })),
    workers: rows.grid_staff.map((row) => {
      const grid = byGrid.get(row.area_id);
      return { code: row.code, leaves: [...(grid?.leaves ?? [])], households: grid?.households ?? [] };
    }),
    orgs: rows.org.flatMap((row) => (row.small_place === null || row.self_check_required === 0 ? [] : [{ code: row.code, smallPlace: row.small_place }])),
    volunteers,
    communityCodes: new Map(rows.area.filter((row) => row.level === 'community').map((row) => [row.id, row.code])),
    tasks: rows.volunteer_task.map((row) => ({ code: row.code, startsAt: parseSql(row.starts_at), endsAt: parseSql(row.ends_at), seats: row.seats, communityId: idsOf(row.area_path)[1] ?? 0 })),
    devices: rows.device.map((row) => ({ key: row.device_key, class: row.class, atElder: row.subject_id !== null })),
  };
}

const parseSql = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);
