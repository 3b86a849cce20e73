import type { FeatureCollection, Polygon, MultiPolygon } from 'geojson';
import type { MapProperties } from '#contracts';

export type LonLat = readonly [number, number];

export interface AreaShape {
  code: string;
  name: string;
  level: 'community' | 'grid';
  /** Community code of a grid. */
  parent: string | null;
  ring: LonLat[];
  centre: LonLat;
}

export interface BuildingShape {
  code: string;
  name: string;
  estate: string;
  community: string;
  grid: string | null;
  height: number;
  ring: LonLat[];
  centre: LonLat;
}

/** The street's map, loaded once; every other map file works on this. */
export interface MapData {
  raw: StreetGeo;
  areas: ReadonlyMap<string, AreaShape>;
  communities: AreaShape[];
  grids: AreaShape[];
  buildings: ReadonlyMap<string, BuildingShape>;
  rivers: { name: string; ring: LonLat[] }[];
  /** Corners of all communities. */
  outline: LonLat[];
}

export type StreetGeo = FeatureCollection<Polygon | MultiPolygon, MapProperties>;

function outerRing(geometry: Polygon | MultiPolygon): LonLat[] {
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0]?.[0];
  return (ring ?? []).map((point) => [point[0] ?? 0, point[1] ?? 0] as const);
}

/** Centre of gravity of a simple ring; falls back to the mean of its corners when it has no area. */
export function ringCentre(ring: readonly LonLat[]): LonLat {
  let area = 0;
  let x = 0;
  let y = 0;
  const [ox, oy] = ring[0] ?? [0, 0];
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [ax, ay] = [(ring[i]?.[0] ?? 0) - ox, (ring[i]?.[1] ?? 0) - oy];
    const [bx, by] = [(ring[i + 1]?.[0] ?? 0) - ox, (ring[i + 1]?.[1] ?? 0) - oy];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  if (Math.abs(area) > 1e-14) return [ox + x / (3 * area), oy + y / (3 * area)];
  const n = Math.max(1, ring.length);
  return [ring.reduce((s, p) => s + p[0], 0) / n, ring.reduce((s, p) => s + p[1], 0) / n];
}

export function readMap(raw: StreetGeo): MapData {
  const areas = new Map<string, AreaShape>();
  const buildings = new Map<string, BuildingShape>();
  const rivers: MapData['rivers'] = [];
  // Features may name their community by code or by name; both must lead to the code.
  const communityCode = new Map<string, string>();
  const gridCode = new Map<string, string>();
  const byKind = <K extends MapProperties['kind']>(kind: K): { p: Extract<MapProperties, { kind: K }>; ring: LonLat[] }[] =>
    raw.features
      .filter((f) => f.properties.kind === kind)
      .map((f) => ({ p: f.properties as Extract<MapProperties, { kind: K }>, ring: outerRing(f.geometry) }));

  for (const { p, ring } of byKind('community')) {
    areas.set(p.code, { code: p.code, name: p.name, level: 'community', parent: null, ring, centre: ringCentre(ring) });
    communityCode.set(p.code, p.code).set(p.name, p.code);
  }
  for (const { p, ring } of byKind('grid')) {
    const parent = communityCode.get(p.community) ?? null;
    areas.set(p.code, { code: p.code, name: p.name, level: 'grid', parent, ring, centre: ringCentre(ring) });
    gridCode.set(p.code, p.code).set(`${parent ?? ''}/${p.name}`, p.code);
  }
  for (const { p, ring } of byKind('building')) {
    const community = communityCode.get(p.community) ?? p.community;
    const grid = gridCode.get(p.grid) ?? gridCode.get(`${community}/${p.grid}`) ?? null;
    buildings.set(p.code, { code: p.code, name: p.name, estate: p.estate, community, grid, height: p.height, ring, centre: ringCentre(ring) });
  }
  for (const { p, ring } of byKind('river')) rivers.push({ name: p.name, ring });

  const communities = [...areas.values()].filter((area) => area.level === 'community');
  const outline = communities.flatMap((area) => area.ring);
  return { raw, areas, communities, grids: [...areas.values()].filter((a) => a.level === 'grid'), buildings, rivers, outline };
}
