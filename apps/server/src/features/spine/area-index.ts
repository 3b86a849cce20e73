import type { AreaLevel, AreaNode } from '#contracts';
import type { Queryable } from '#platform';

export interface Area {
  id: number;
  code: string;
  name: string;
  level: AreaLevel;
  parentId: number | null;
  path: string;
  isLeaf: boolean;
  lon: number | null;
  lat: number | null;
}

interface AreaRow {
  id: number;
  code: string;
  name: string;
  level: AreaLevel;
  parent_id: number | null;
  path: string;
  is_leaf: number;
  lon: string | null;
  lat: string | null;
}

type Ring = [number, number][];

/** The area tree in memory: small (hundreds to thousands of nodes) and read on every event. */
export class AreaIndex {
  private byId = new Map<number, Area>();
  private byCode = new Map<string, Area>();
  private childrenOf = new Map<number, Area[]>();
  private outlines: { area: Area; ring: Ring }[] = [];

  async load(db: Queryable): Promise<void> {
    const rows = await db.query<AreaRow>("SELECT id, code, name, level, parent_id, path, is_leaf, lon, lat FROM area WHERE status = 'ACTIVE' ORDER BY code");
    const byId = new Map<number, Area>();
    for (const row of rows)
      byId.set(row.id, {
        id: row.id,
        code: row.code,
        name: row.name,
        level: row.level,
        parentId: row.parent_id,
        path: row.path,
        isLeaf: row.is_leaf === 1,
        lon: row.lon === null ? null : Number(row.lon),
        lat: row.lat === null ? null : Number(row.lat),
      });
    const shapes = await db.query<{ id: number; geometry: unknown }>("SELECT id, geometry FROM area WHERE level = 'grid' AND geometry IS NOT NULL AND status = 'ACTIVE'");
    this.byId = byId;
    this.byCode = new Map([...byId.values()].map((area) => [area.code, area]));
    this.childrenOf = new Map();
    for (const area of byId.values()) {
      if (area.parentId === null) continue;
      const list = this.childrenOf.get(area.parentId) ?? [];
      list.push(area);
      this.childrenOf.set(area.parentId, list);
    }
    this.outlines = shapes.flatMap((row) => {
      const area = byId.get(row.id);
      const geometry = (typeof row.geometry === 'string' ? JSON.parse(row.geometry) : row.geometry) as { coordinates?: [Ring] };
      const ring = geometry.coordinates?.[0];
      return area === undefined || ring === undefined ? [] : [{ area, ring }];
    });
  }

  get isEmpty(): boolean {
    return this.byId.size === 0;
  }

  id(id: number): Area | undefined {
    return this.byId.get(id);
  }

  code(code: string): Area | undefined {
    return this.byCode.get(code);
  }

  all(): IterableIterator<Area> {
    return this.byId.values();
  }

  streets(): Area[] {
    return [...this.byId.values()].filter((area) => area.level === 'street');
  }

  /** Nodes one level below, without the 未定位 leaf. */
  children(area: Area): Area[] {
    return (this.childrenOf.get(area.id) ?? []).filter((child) => child.level !== 'microgrid' || area.level === 'grid');
  }

  /** From the street down to the area itself. */
  lineage(area: Area): Area[] {
    const line: Area[] = [];
    for (let node: Area | undefined = area; node !== undefined; node = node.parentId === null ? undefined : this.byId.get(node.parentId)) line.unshift(node);
    return line;
  }

  street(area: Area): Area {
    return this.lineage(area)[0] ?? area;
  }

  at(area: Area, level: AreaLevel): Area | undefined {
    return this.lineage(area).find((node) => node.level === level);
  }

  /** Community name as the ticker shows it, without 社区; null for what has no known place. */
  communityName(area: Area): string | null {
    return this.at(area, 'community')?.name.replace(/社区$/, '') ?? null;
  }

  /** The leaf 未定位 of a street, for what has no known place; the street itself when a street has none. */
  unplaced(street: Area): Area {
    return this.byCode.get(`${street.code}000`) ?? street;
  }

  /** The grid whose outline holds a WGS-84 point; points on a shared border belong to the first by code. */
  locate(lon: number, lat: number): Area | undefined {
    return this.outlines.find(({ ring }) => contains(ring, lon, lat))?.area;
  }

  node(area: Area): AreaNode {
    return { code: area.code, name: area.name, level: area.level, parent: area.parentId === null ? null : (this.byId.get(area.parentId)?.code ?? null) };
  }
}

/** Even-odd rule on a closed ring. */
function contains(ring: Ring, lon: number, lat: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] ?? [0, 0];
    const [xj, yj] = ring[j] ?? [0, 0];
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
