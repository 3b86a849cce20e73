import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import demo from '#data/demo-street.json' with { type: 'json' };

export type DemoSize = 'small' | 'street' | 'district';
export const DISTRICT_STREETS = 16;

/** How much of everything one street has. */
export interface Scale {
  households: number;
  houses: number;
  elders: number;
  served: number;
  shops: number;
  workers: number;
  volunteers: number;
  devices: Record<DeviceShare, number>;
  assets: number;
  eventsPerDay: number;
}
type DeviceShare = 'smoke' | 'gas' | 'camera' | 'gateway' | 'lift' | 'robot' | 'pump' | 'door';

const STREET_SCALE: Scale = {
  households: demo.scale.street.households,
  houses: 24_700,
  elders: demo.scale.street.elders60,
  served: 3900,
  shops: demo.scale.street.shops,
  workers: demo.scale.street.gridWorkers,
  volunteers: demo.scale.street.volunteers,
  devices: { smoke: 600, gas: 300, camera: 300, gateway: 60, lift: 80, robot: 4, pump: 20, door: 736 },
  assets: 2200,
  eventsPerDay: 1700,
};
const SMALL_SCALE: Scale = {
  households: demo.scale.small.households,
  houses: 2060,
  elders: demo.scale.small.elders60,
  served: 250,
  shops: demo.scale.small.shops,
  workers: demo.scale.small.gridWorkers,
  volunteers: demo.scale.small.volunteers,
  devices: { smoke: 40, gas: 20, camera: 24, gateway: 6, lift: 8, robot: 1, pump: 2, door: 49 },
  assets: 260,
  eventsPerDay: 160,
};

interface EstatePlan {
  name: string;
  /** Its name in the geometry file, which has the first street only. */
  drawnAs: string;
}
export interface CommunityPlan {
  code: string;
  name: string;
  drawnAs: string;
  estates: EstatePlan[];
}
/** One street to generate: names, codes, place on the map, first ids. */
export interface StreetPlan {
  /** 0 for the street of demo-street.json. */
  index: number;
  code: string;
  name: string;
  communities: CommunityPlan[];
  scale: Scale;
  small: boolean;
  shift: { lon: number; lat: number };
  /** Row ids and numbers in codes start above these, so that streets never collide. */
  idBase: number;
  areaBase: number;
}

/** First and second characters of the invented names of the district's other streets: all pairs differ. */
const FIRST = '锦云瑞荣泰华春金玉鹤松兰龙凤岭';
const SECOND = '苑泽康祥安园桥泉台庭峰川';

function otherCommunities(street: string, index: number): CommunityPlan[] {
  return demo.communities.map((drawn, at) => {
    const word = `${FIRST[index - 1]}${SECOND[at]}`;
    const names = [`${word}小区`, `${word}花园`];
    return {
      code: street + drawn.code.slice(9),
      name: `${word}社区`,
      drawnAs: drawn.name,
      estates: drawn.estates.map((estate, no) => ({ name: names[no] ?? estate, drawnAs: estate })),
    };
  });
}

/** The streets of a demo size; the first is always the one of demo-street.json. */
export function planStreets(size: DemoSize): StreetPlan[] {
  const count = size === 'district' ? DISTRICT_STREETS : 1;
  return Array.from({ length: count }, (_, index): StreetPlan => {
    const code = String(Number(demo.code) + index).padStart(9, '0');
    const first = demo.communities.map((item) => ({ code: item.code, name: item.name, drawnAs: item.name, estates: item.estates.map((name) => ({ name, drawnAs: name })) }));
    const communities = index === 0 ? first : otherCommunities(code, index);
    return {
      index,
      code,
      name: index === 0 ? demo.street : `${FIRST[index - 1]}河街道`,
      communities: size === 'small' ? communities.slice(0, 4) : communities,
      scale: size === 'small' ? SMALL_SCALE : STREET_SCALE,
      small: size === 'small',
      shift: { lon: (index % 4) * 0.0215, lat: -Math.floor(index / 4) * 0.0145 },
      idBase: index * 1_000_000,
      areaBase: index * 2000,
    };
  });
}

type Ring = [number, number][];
export interface Drawn {
  properties: { kind: 'community' | 'grid' | 'building' | 'river'; name: string; community?: string; estate?: string; grid?: string; floors?: number; units?: number; height?: number };
  geometry: { type: 'Polygon'; coordinates: Ring[] };
}

let drawn: Drawn[] | undefined;

/** The shapes of the first street, read once. */
export function drawing(): Drawn[] {
  // A .geojson file cannot be imported as a module, so it is read; resolving through #data finds it in source and in dist.
  const file = createRequire(import.meta.url).resolve('#data/demo-street.geojson');
  drawn ??= (JSON.parse(readFileSync(file, 'utf8')) as { features: Drawn[] }).features;
  return drawn;
}

const round = (value: number) => Math.round(value * 1e7) / 1e7;

/** Geometry moved to the street's own place on the map, and its middle. */
export function placed(shape: Drawn['geometry'], shift: StreetPlan['shift']): { geometry: Drawn['geometry']; lon: number; lat: number } {
  const coordinates = shape.coordinates.map((ring) => ring.map(([lon, lat]): [number, number] => [round(lon + shift.lon), round(lat + shift.lat)]));
  const outer = (coordinates[0] ?? []).slice(0, -1);
  const sum = outer.reduce((total, [lon, lat]) => ({ lon: total.lon + lon, lat: total.lat + lat }), { lon: 0, lat: 0 });
  return { geometry: { type: 'Polygon', coordinates }, lon: round(sum.lon / outer.length), lat: round(sum.lat / outer.length) };
}

/** What the map shows besides areas and buildings: the river, once per street. */
export function mapExtras(size: DemoSize): { type: 'Feature'; properties: { kind: 'river'; name: string }; geometry: Drawn['geometry'] }[] {
  const rivers = drawing().filter((item) => item.properties.kind === 'river');
  return planStreets(size).flatMap((plan) =>
    rivers.map((item) => ({ type: 'Feature' as const, properties: { kind: 'river' as const, name: item.properties.name }, geometry: placed(item.geometry, plan.shift).geometry })),
  );
}
