import { drawing, placed, type Drawn, type StreetPlan } from './plan.js';
import type { AreaRow } from './rows.js';

const NUMERALS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** 1 → 一, 12 → 十二, 20 → 二十. */
export function numeral(n: number): string {
  if (n <= 10) return NUMERALS[n] ?? String(n);
  const tens = Math.floor(n / 10);
  return `${tens > 1 ? NUMERALS[tens] : ''}十${n % 10 === 0 ? '' : NUMERALS[n % 10]}`;
}

export interface GridArea {
  row: AreaRow;
  community: AreaRow;
  /** Name of the community in the geometry file. */
  drawnCommunity: string;
}

/** The areas of one street while they grow: micro-grids are added when the homes are known. */
export class AreaTree {
  readonly rows: AreaRow[] = [];
  readonly street: AreaRow;
  readonly communities: AreaRow[] = [];
  readonly grids: GridArea[] = [];
  readonly microgrids: AreaRow[] = [];
  /** Holds what has no known place, so that every fact lies in some leaf and sums stay whole. */
  readonly unlocated: AreaRow;

  constructor(private readonly plan: StreetPlan) {
    this.street = this.add({ code: plan.code, name: plan.name, level: 'street', parent: null, shape: null, lon: 0, lat: 0 });
    const shapes = drawing();
    for (const item of plan.communities) {
      const shape = shapeOf(shapes, (p) => p.kind === 'community' && p.name === item.drawnAs);
      const community = this.add({ code: item.code, name: item.name, level: 'community', parent: this.street, shape });
      this.communities.push(community);
      for (let no = 1; no <= 6; no++) {
        const name = `第${numeral(no)}网格`;
        const gridShape = shapeOf(shapes, (p) => p.kind === 'grid' && p.name === name && p.community === item.drawnAs);
        const row = this.add({ code: item.code + String(no).padStart(2, '0'), name, level: 'grid', parent: community, shape: gridShape });
        this.grids.push({ row, community, drawnCommunity: item.drawnAs });
      }
    }
    this.street.lon = mean(this.communities.map((row) => row.lon));
    this.street.lat = mean(this.communities.map((row) => row.lat));
    this.unlocated = this.add({ code: `${plan.code}000`, name: '未定位', level: 'microgrid', parent: this.street, shape: null, lon: this.street.lon, lat: this.street.lat, leaf: true });
  }

  addMicrogrid(grid: AreaRow, no: number, lon: number, lat: number): AreaRow {
    const row = this.add({ code: grid.code + String(no).padStart(2, '0'), name: `第${numeral(no)}微网格`, level: 'microgrid', parent: grid, shape: null, lon, lat, leaf: true });
    this.microgrids.push(row);
    return row;
  }

  private add(area: { code: string; name: string; level: AreaRow['level']; parent: AreaRow | null; shape: Drawn['geometry'] | null; lon?: number; lat?: number; leaf?: boolean }): AreaRow {
    const id = this.plan.areaBase + this.rows.length + 1;
    const at = area.shape === null ? null : placed(area.shape, this.plan.shift);
    const row: AreaRow = {
      id,
      code: area.code,
      name: area.name,
      level: area.level,
      parent_id: area.parent?.id ?? null,
      path: `${area.parent?.path ?? '/'}${id}/`,
      is_leaf: area.leaf === true ? 1 : 0,
      status: 'ACTIVE',
      geometry: at === null ? null : JSON.stringify(at.geometry),
      lon: at?.lon ?? area.lon ?? 0,
      lat: at?.lat ?? area.lat ?? 0,
    };
    this.rows.push(row);
    return row;
  }
}

function shapeOf(shapes: Drawn[], matches: (properties: Drawn['properties']) => boolean): Drawn['geometry'] {
  const found = shapes.find((item) => matches(item.properties));
  if (found === undefined) throw new Error('demo-street.geojson lacks a shape that demo-street.json names');
  return found.geometry;
}

const mean = (values: number[]) => Math.round((values.reduce((a, b) => a + b, 0) / values.length) * 1e7) / 1e7;
