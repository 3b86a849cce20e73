import type { BuildingHomes } from '#contracts';

export type Home = BuildingHomes['rows'][number]['homes'][number];

/** Steps of age of a household's last confirmation; the last one is empty or never confirmed. */
export const STEPS = [
  { id: 'fresh', upTo: 30, text: '30 天内核实' },
  { id: 'ok', upTo: 90, text: '31–90 天核实' },
  { id: 'old', upTo: 180, text: '91–180 天核实' },
  { id: 'older', upTo: Number.POSITIVE_INFINITY, text: '超过 180 天或从未核实' },
] as const;
export type Step = (typeof STEPS)[number]['id'] | 'none';

export function stepOf(home: Home): Step {
  if (home.householdId === null || home.size === 0) return 'none';
  const days = home.staleDays ?? Number.POSITIVE_INFINITY;
  return STEPS.find((step) => days <= step.upTo)?.id ?? 'older';
}

const LETTERS: Readonly<Record<string, string>> = { 出租: '租', 群租: '群', 借住: '借', 空置: '空' };

/** One letter for homes that are not lived in by their owners; empty for the others. */
export function tenureLetter(home: Home): string {
  if (home.tenure !== null && LETTERS[home.tenure] !== undefined) return LETTERS[home.tenure] ?? '';
  return home.householdId === null || home.size === 0 ? '空' : '';
}

/** The home as a sentence, for who cannot see the cell. */
export function homeText(home: Home): string {
  const age = home.staleDays === null ? '从未核实' : home.staleDays <= 0 ? '今天核实' : `${home.staleDays} 天前核实`;
  const people = home.size === 0 ? ['无人居住'] : [`${home.size} 人`, ...(home.elders > 0 ? [`60 岁以上 ${home.elders} 人`] : []), age];
  return [`${home.unit} ${home.room} 室`, ...(home.tenure === null ? [] : [home.tenure]), ...people].join('，');
}

export interface Matrix {
  units: { name: string; columns: number }[];
  /** For each floor the cells from left to right; null where a unit has fewer homes on this floor. */
  floors: { floor: number; cells: (Home | null)[] }[];
}

/** Lays the homes out: units beside each other, each as wide as its widest floor. */
export function matrixOf(building: Pick<BuildingHomes, 'unitNames' | 'rows'>): Matrix {
  const of = (homes: readonly Home[], unit: string): Home[] => homes.filter((home) => home.unit === unit).sort((a, b) => a.room.localeCompare(b.room, 'zh', { numeric: true }));
  const units = building.unitNames.map((name) => ({ name, columns: Math.max(1, ...building.rows.map((row) => of(row.homes, name).length)) }));
  const floors = building.rows.map((row) => ({
    floor: row.floor,
    cells: units.flatMap(({ name, columns }) => {
      const homes = of(row.homes, name);
      return Array.from({ length: columns }, (_, index) => homes[index] ?? null);
    }),
  }));
  return { units, floors };
}
