/** Duty levels of a street (网格 overlay) as used in codes and paths. */
export const AREA_LEVELS = { street: '街道', community: '社区', grid: '网格', microgrid: '微网格' } as const;
export type AreaLevel = keyof typeof AREA_LEVELS;

export interface AreaNode {
  code: string;
  name: string;
  level: AreaLevel;
  parent: string | null;
}
