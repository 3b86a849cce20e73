import type { Random } from '#catalogue';
import type { Built } from './buildings.js';
import { publicCode } from './people.js';
import type { StreetPlan } from './plan.js';
import type { AssetRow } from './rows.js';

/** Public things of a street with their share of the register. */
const KINDS: readonly (readonly [[kind: string, name: string], number])[] = [
  [['street_lamp', '路灯'], 30],
  [['manhole', '井盖'], 24],
  [['extinguisher_box', '灭火器箱'], 14],
  [['notice_board', '公告栏'], 8],
  [['fitness', '健身器材'], 7],
  [['charger', '电动车充电桩'], 6],
  [['waste_station', '垃圾分类亭'], 6],
  [['hydrant', '消火栓'], 5],
];

export function placeAssets(plan: StreetPlan, built: Built, random: Random): AssetRow[] {
  const numbers = new Map<string, number>();
  return Array.from({ length: plan.scale.assets }, (_, at): AssetRow => {
    const [kind, name] = random.weighted(KINDS);
    const place = built.places[at % built.places.length];
    if (place === undefined) throw new Error('a street without buildings');
    const no = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, no);
    return {
      id: plan.idBase + at + 1,
      code: publicCode('A', plan, at + 1, 6),
      kind,
      name: `${place.estate.name}${place.row.name}${name}${String(no).padStart(3, '0')}`,
      area_id: place.row.area_id,
      area_path: place.row.area_path,
      // Beside the building, so that points on the map do not sit inside the walls.
      lon: Math.round((place.row.lon + random.between(-0.0003, 0.0003)) * 1e7) / 1e7,
      lat: Math.round((place.row.lat + (random.chance(0.5) ? 1 : -1) * random.between(0.0001, 0.00016)) * 1e7) / 1e7,
      valid_to: null,
    };
  });
}
