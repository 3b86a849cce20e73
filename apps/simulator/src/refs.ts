import { CHECK_TEMPLATES } from '#catalogue';

export interface GridRef {
  code: string;
  /** Community and grid, as people say it. */
  label: string;
  community: string;
  leaves: string[];
  /** Public codes of households of the grid (a sample in a large district). */
  households: string[];
  buildings: { label: string; lon: number; lat: number }[];
}
export interface OrgRef {
  code: string;
  template: string;
  items: { code: string }[];
}
export interface TaskRef {
  code: string;
  startsAt: number;
  endsAt: number;
  seats: number;
  community: string;
}
export interface DeviceRef {
  key: string;
  class: string;
}

/** Everything the simulator may name in an event: public codes only. */
export interface SimRefs {
  grids: GridRef[];
  /** Codes of grid workers: W + the last eight digits of the grid + number (convention of the demo street). */
  workers: { code: string; grid: GridRef }[];
  orgs: OrgRef[];
  /** By code of the community. */
  volunteers: Map<string, string[]>;
  tasks: TaskRef[];
  devices: DeviceRef[];
}

export type Item = Record<string, unknown>;
export interface RawLists {
  areas: Item[];
  households: Item[];
  places: Item[];
  volunteers: Item[];
  tasks: Item[];
  devices: Item[];
  templates: Item[];
  buildings: { properties: Item; geometry: { coordinates?: unknown } }[];
}

const text = (item: Item, ...keys: string[]): string => {
  for (const key of keys) {
    const value = item[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
};

const COMMUNITY_DIGITS = 12;
const GRID_DIGITS = 14;

/** Puts the server's lists into the form the planners use. */
export function buildRefs(lists: RawLists): SimRefs {
  const grids = gridsOf(lists);
  const templates = templatesOf(lists.templates);
  const volunteers = new Map<string, string[]>();
  for (const item of lists.volunteers) {
    const community = text(item, 'areaCode', 'area').slice(0, COMMUNITY_DIGITS);
    const list = volunteers.get(community) ?? [];
    list.push(text(item, 'code'));
    volunteers.set(community, list);
  }
  return {
    grids,
    // Every grid has worker 1; large grids certainly have worker 2.
    workers: grids.flatMap((grid) => (grid.leaves.length >= 6 ? [1, 2] : [1]).map((no) => ({ code: `W${grid.code.slice(6)}-${no}`, grid }))),
    orgs: lists.places.flatMap((item) => {
      const template = templates.get(text(item, 'smallPlace', 'kind'));
      return template === undefined ? [] : [{ code: text(item, 'code'), ...template }];
    }),
    volunteers,
    tasks: tasksOf(lists.tasks),
    devices: lists.devices.map((item) => ({ key: text(item, 'code', 'deviceKey'), class: text(item, 'class') })),
  };
}

export function tasksOf(items: readonly Item[]): TaskRef[] {
  return items.map((item) => ({
    code: text(item, 'code'),
    startsAt: Date.parse(text(item, 'startsAt')),
    endsAt: Date.parse(text(item, 'endsAt')),
    seats: Number(item['seats'] ?? 4),
    community: text(item, 'areaCode', 'area').slice(0, COMMUNITY_DIGITS),
  }));
}

function gridsOf(lists: RawLists): GridRef[] {
  const names = new Map(lists.areas.map((item) => [text(item, 'code'), text(item, 'name')]));
  const grids = new Map<string, GridRef>();
  for (const item of lists.areas) {
    if (text(item, 'level') !== 'grid') continue;
    const code = text(item, 'code');
    const community = code.slice(0, COMMUNITY_DIGITS);
    grids.set(code, { code, label: `${names.get(community) ?? ''}${text(item, 'name')}`, community, leaves: [], households: [], buildings: [] });
  }
  for (const item of lists.areas) {
    if (text(item, 'level') !== 'microgrid') continue;
    grids.get(text(item, 'parent', 'parentCode'))?.leaves.push(text(item, 'code'));
  }
  for (const item of lists.households) grids.get(text(item, 'areaCode', 'area').slice(0, GRID_DIGITS))?.households.push(text(item, 'code'));
  for (const feature of lists.buildings) {
    const spot = middleOf(feature.geometry.coordinates);
    if (spot === undefined) continue;
    grids.get(text(feature.properties, 'grid'))?.buildings.push({ label: `${text(feature.properties, 'estate')}${text(feature.properties, 'name')}`, ...spot });
  }
  return [...grids.values()].filter((grid) => grid.leaves.length > 0);
}

/** Middle of a polygon's outer ring. */
function middleOf(coordinates: unknown): { lon: number; lat: number } | undefined {
  const ring = Array.isArray(coordinates) && Array.isArray(coordinates[0]) ? (coordinates[0] as unknown[]).slice(0, -1) : [];
  const points = ring.filter((point): point is [number, number] => Array.isArray(point) && typeof point[0] === 'number' && typeof point[1] === 'number');
  if (points.length === 0) return undefined;
  return { lon: points.reduce((sum, point) => sum + point[0], 0) / points.length, lat: points.reduce((sum, point) => sum + point[1], 0) / points.length };
}

/** Templates by small place; the server's list where it has items, else the catalogue's. */
function templatesOf(items: readonly Item[]): Map<string, { template: string; items: { code: string }[] }> {
  const out = new Map(CHECK_TEMPLATES.map((item) => [item.smallPlace, { template: item.code, items: item.items.map(({ code }) => ({ code })) }]));
  for (const item of items) {
    const place = text(item, 'smallPlace');
    const list = item['items'];
    if (place !== '' && Array.isArray(list) && list.length > 0) out.set(place, { template: text(item, 'code'), items: list.map((entry) => ({ code: text(entry as Item, 'code') })) });
  }
  return out;
}
