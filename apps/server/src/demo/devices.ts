import { DEVICE_CLASSES, type DeviceClass } from '#contracts';
import { sqlTime } from '#platform';
import type { Random } from '#catalogue';
import type { BuildingPlace, Built } from './buildings.js';
import type { ServedElder } from './elders.js';
import type { StreetPlan } from './plan.js';
import type { DeviceRow, DrawnOrg } from './rows.js';

const DAY_MS = 86_400_000;

/** Where a device is fixed and whom it serves. `place` ends at the building: walls show it, and a unit would name a home. */
interface Spot {
  area_id: number;
  area_path: string;
  building: BuildingPlace;
  place: string;
  elder?: ServedElder;
  org?: DrawnOrg;
}

/** Serial numbers tell the product by two letters, as makers do. */
const SERIALS: Record<DeviceClass, string> = { camera: 'CM', gateway: 'GW', lift: 'LT', robot: 'RB', pump: 'PM', gas: 'GS', sos: 'HB', fall: 'FL', smoke: 'SM', door: 'DR' };

/** All devices of a street: one life device per served elder, detectors at homes and shops, public ones at buildings. */
export function installDevices(plan: StreetPlan, built: Built, served: readonly ServedElder[], orgs: readonly DrawnOrg[], random: Random, now: number): DeviceRow[] {
  const places = new Map(built.places.map((place) => [place.row.id, place]));
  const out: DeviceRow[] = [];
  const add = (kind: DeviceClass, spot: Spot) => out.push(deviceRow(plan, out.length + 1, kind, spot, random, now));
  const atElder = (elder: ServedElder): Spot => ({ ...inArea(elder.family.row), building: elder.family.home.place, place: placeOf(elder.family.home.place), elder });
  const atShop = (org: DrawnOrg): Spot => {
    const building = places.get(org.building_id ?? 0) ?? firstOf(built);
    return { ...inArea(org), building, place: `${placeOf(building)}·${org.name}`, org };
  };
  const atBuilding = (place: BuildingPlace, part: string): Spot => ({ ...inArea(place.row), building: place, place: `${placeOf(place)}${part}` });
  const counts = plan.scale.devices;

  for (const elder of served) add(random.chance(0.72) ? 'sos' : 'fall', atElder(elder));
  const kitchens = orgs.filter((org) => org.small_place === 'dining');
  const shopGas = Math.min(kitchens.length, Math.floor(counts.gas * 0.6));
  const shopSmoke = Math.min(orgs.length, Math.floor(counts.smoke * 0.4));
  for (const org of random.sample(kitchens, shopGas)) add('gas', atShop(org));
  for (const org of random.sample(orgs, shopSmoke)) add('smoke', atShop(org));
  for (const elder of random.sample(served, counts.gas - shopGas)) add('gas', atElder(elder));
  for (const elder of random.sample(served, counts.smoke - shopSmoke)) add('smoke', atElder(elder));
  for (const elder of random.sample(served, counts.door)) add('door', atElder(elder));
  const tall = built.places.filter((place) => place.row.floors >= 8);
  const at = (list: readonly BuildingPlace[], no: number) => list[no % list.length] ?? firstOf(built);
  const mixed = random.shuffle(built.places);
  const parts = ['东侧', '西侧', '南门', '北侧', '车棚', '消防通道'];
  for (let no = 0; no < counts.camera; no++) add('camera', atBuilding(at(mixed, no), parts[no % parts.length] ?? ''));
  for (let no = 0; no < counts.gateway; no++) add('gateway', atBuilding(at(mixed, no * 5), '弱电间'));
  for (let no = 0; no < counts.lift; no++) add('lift', atBuilding(at(tall.length > 0 ? tall : mixed, no), '电梯'));
  for (let no = 0; no < counts.pump; no++) add('pump', atBuilding(at(mixed, no * 11 + 3), '泵房'));
  for (let no = 0; no < counts.robot; no++) add('robot', atBuilding(at(mixed, no * 37 + 1), '巡逻点'));
  return out;
}

const inArea = (row: { area_id: number; area_path: string }) => ({ area_id: row.area_id, area_path: row.area_path });
const placeOf = (place: BuildingPlace) => `${place.estate.name}${place.row.name}`;

function firstOf(built: Built): BuildingPlace {
  const first = built.places[0];
  if (first === undefined) throw new Error('a street without buildings');
  return first;
}

function deviceRow(plan: StreetPlan, no: number, kind: DeviceClass, spot: Spot, random: Random, now: number): DeviceRow {
  const intervalS = DEVICE_CLASSES[kind].intervalS;
  const silent = random.chance(0.02);
  const age = silent ? random.between(3.2, 12) : random.next();
  const seen = Math.floor(now - age * intervalS * 1000);
  const own = ['camera', 'robot', 'lift'].includes(kind);
  const near = () => random.between(-0.00012, 0.00012);
  return {
    id: plan.idBase + no,
    device_key: `demo:${kind}:${SERIALS[kind]}${String(plan.idBase + no).padStart(6, '0')}`,
    class: kind,
    name: `${DEVICE_CLASSES[kind].text}${String(no).padStart(4, '0')}`,
    area_id: spot.area_id,
    area_path: spot.area_path,
    building_id: spot.building.row.id,
    household_id: spot.elder?.family.row.id ?? null,
    subject_id: spot.elder?.subject.id ?? null,
    org_id: spot.org?.id ?? null,
    place: spot.place,
    lon: spot.org?.lon ?? Math.round((spot.building.row.lon + (own ? near() : 0)) * 1e7) / 1e7,
    lat: spot.org?.lat ?? Math.round((spot.building.row.lat + (own ? near() / 2 : 0)) * 1e7) / 1e7,
    state: 'INSTALLED',
    interval_s: intervalS,
    last_seen_at: sqlTime(seen),
    silent_at: sqlTime(seen + 3 * intervalS * 1000),
    battery: ['sos', 'fall', 'smoke', 'door'].includes(kind) ? random.int(random.chance(0.03) ? 6 : 35, 100) : null,
    installed_at: sqlTime(now - random.int(40, 1000) * DAY_MS),
  };
}
