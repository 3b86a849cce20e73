import type { Random } from '#catalogue';
import type { AreaTree, GridArea } from './areas.js';
import { drawing, placed, type Drawn, type StreetPlan } from './plan.js';
import type { AreaRow, DoorwayRow, DrawnBuilding, DrawnHouse, EstateRow } from './rows.js';

/** Homes of a micro-grid aim at this many, which keeps all of them between 30 and 100. */
const MICROGRID_HOMES = 58;

export interface BuildingPlace {
  row: DrawnBuilding;
  estate: EstateRow;
  grid: GridArea;
}
export interface Home {
  house: DrawnHouse;
  doorway: DoorwayRow;
  place: BuildingPlace;
}
export interface Built {
  estates: EstateRow[];
  places: BuildingPlace[];
  doorways: DoorwayRow[];
  homes: Home[];
}

interface Entrance {
  shape: Drawn;
  unit: number;
  floors: number;
  rooms: number;
}

/** Draws the buildings, entrances and homes of the street and cuts its grids into micro-grids. */
export function buildHomes(plan: StreetPlan, areas: AreaTree, random: Random): Built {
  const perGrid = areas.grids.map((grid) => ({ grid, shapes: shapesIn(grid) }));
  const chosen = plan.small ? fewer(perGrid, plan.scale.houses) : perGrid;
  const rooms = roomsPerFloor(chosen.flatMap((item) => item.shapes), plan.scale.houses, random);
  const out: Built = { estates: [], places: [], doorways: [], homes: [] };
  const estates = new Map<string, EstateRow>();
  for (const { grid, shapes } of chosen) {
    const entrances = shapes.flatMap((shape) =>
      Array.from({ length: shape.properties.units ?? 1 }, (_, i): Entrance => ({ shape, unit: i + 1, floors: shape.properties.floors ?? 6, rooms: rooms.get(`${keyOf(shape)}/${i + 1}`) ?? 2 })),
    );
    const groups = cut(entrances.map((item) => item.floors * item.rooms), MICROGRID_HOMES);
    const microgrids = new Map<number, AreaRow>();
    entrances.forEach((entrance, at) => {
      const group = groups[at] ?? 0;
      const spot = placed(entrance.shape.geometry, plan.shift);
      const microgrid = microgrids.get(group) ?? areas.addMicrogrid(grid.row, group + 1, spot.lon, spot.lat);
      microgrids.set(group, microgrid);
      const place = entrance.unit === 1 ? addBuilding(out, plan, estateOf(out, estates, plan, grid, entrance.shape), grid, entrance.shape, microgrid) : out.places[out.places.length - 1];
      if (place !== undefined) addEntrance(out, plan, place, entrance, microgrid);
    });
  }
  return out;
}

const keyOf = (shape: Drawn) => `${shape.properties.community}/${shape.properties.estate}/${shape.properties.name}`;

function shapesIn(grid: GridArea): Drawn[] {
  return drawing().filter((item) => item.properties.kind === 'building' && item.properties.community === grid.drawnCommunity && item.properties.grid === grid.row.name);
}

const floorsIn = (shape: Drawn) => (shape.properties.units ?? 1) * (shape.properties.floors ?? 6);

/** A small street keeps the first building of each grid, and second ones while the wanted number of homes allows. */
function fewer(perGrid: { grid: GridArea; shapes: Drawn[] }[], houses: number): { grid: GridArea; shapes: Drawn[] }[] {
  const kept = perGrid.map(({ grid, shapes }) => ({ grid, shapes: shapes.slice(0, 1) }));
  let total = kept.flatMap((item) => item.shapes).reduce((sum, shape) => sum + floorsIn(shape) * 2, 0);
  perGrid.forEach(({ shapes }, at) => {
    const second = shapes[1];
    if (second === undefined || total + floorsIn(second) * 2 > houses) return;
    kept[at]?.shapes.push(second);
    total += floorsIn(second) * 2;
  });
  return kept;
}

/** Two homes per floor and entrance, three in as many entrances as the wanted number of homes needs. */
function roomsPerFloor(shapes: Drawn[], houses: number, random: Random): Map<string, number> {
  let missing = houses - shapes.reduce((sum, shape) => sum + floorsIn(shape) * 2, 0);
  const rooms = new Map<string, number>();
  for (const shape of random.shuffle(shapes)) {
    const floors = shape.properties.floors ?? 6;
    for (let unit = 1; unit <= (shape.properties.units ?? 1) && missing >= floors; unit++) {
      rooms.set(`${keyOf(shape)}/${unit}`, 3);
      missing -= floors;
    }
  }
  return rooms;
}

/** Runs outside these bounds cost so much that they are made only where a grid leaves no choice. */
const RUN_MIN = 33;
const RUN_MAX = 96;

/** Cuts a sequence of sizes into runs near `target` within the bounds (least squares); returns the run of each. */
export function cut(sizes: readonly number[], target: number): number[] {
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= sizes.length; end++) {
    let found = { cost: Infinity, from: end - 1 };
    let sum = 0;
    for (let from = end - 1; from >= 0; from--) {
      sum += sizes[from] ?? 0;
      const outside = sum < RUN_MIN || sum > RUN_MAX ? 1e6 : 0;
      const cost = (best[from]?.cost ?? Infinity) + (sum - target) ** 2 + outside;
      if (cost < found.cost) found = { cost, from };
    }
    best.push(found);
  }
  const starts: number[] = [];
  for (let end = sizes.length; end > 0; end = best[end]?.from ?? 0) starts.unshift(best[end]?.from ?? 0);
  return sizes.map((_, at) => starts.filter((start) => start <= at).length - 1);
}

function estateOf(out: Built, estates: Map<string, EstateRow>, plan: StreetPlan, grid: GridArea, shape: Drawn): EstateRow {
  const community = plan.communities.find((item) => item.code === grid.community.code);
  const no = community?.estates.findIndex((item) => item.drawnAs === shape.properties.estate) ?? -1;
  const code = `${grid.community.code}-${no + 1}`;
  const known = estates.get(code);
  if (known !== undefined) return known;
  const row: EstateRow = { id: plan.idBase + out.estates.length + 1, code, name: community?.estates[no]?.name ?? shape.properties.estate ?? '', community_id: grid.community.id };
  estates.set(code, row);
  out.estates.push(row);
  return row;
}

function addBuilding(out: Built, plan: StreetPlan, estate: EstateRow, grid: GridArea, shape: Drawn, microgrid: AreaRow): BuildingPlace {
  const spot = placed(shape.geometry, plan.shift);
  const row: DrawnBuilding = {
    id: plan.idBase + out.places.length + 1,
    code: `${estate.code}-${shape.properties.name.replace('号楼', '').padStart(2, '0')}`,
    name: shape.properties.name,
    estate_id: estate.id,
    area_id: microgrid.id,
    area_path: microgrid.path,
    floors: shape.properties.floors ?? 6,
    units: shape.properties.units ?? 1,
    height: shape.properties.height ?? 18,
    geometry: JSON.stringify(spot.geometry),
    lon: spot.lon,
    lat: spot.lat,
  };
  const place = { row, estate, grid };
  out.places.push(place);
  return place;
}

function addEntrance(out: Built, plan: StreetPlan, place: BuildingPlace, entrance: Entrance, microgrid: AreaRow): void {
  const doorway: DoorwayRow = { id: plan.idBase + out.doorways.length + 1, code: `${place.row.code}-${entrance.unit}`, name: `${entrance.unit}单元`, building_id: place.row.id };
  out.doorways.push(doorway);
  for (let floor = 1; floor <= entrance.floors; floor++) {
    for (let no = 1; no <= entrance.rooms; no++) {
      const room = `${floor}${String(no).padStart(2, '0')}`;
      const house: DrawnHouse = {
        id: plan.idBase + out.homes.length + 1,
        code: `${doorway.code}-${room}`,
        building_id: place.row.id,
        doorway_id: doorway.id,
        floor,
        room,
        area_id: microgrid.id,
        area_path: microgrid.path,
        usage_kind: 'residence',
        valid_to: null,
      };
      out.homes.push({ house, doorway, place });
    }
  }
}
