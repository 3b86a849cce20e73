import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { AreaNode, ListQuery, MapProperties, Page, PublicConfig } from '#contracts';
import { type Clock, type Config, Database, fail, isoTime } from '#platform';
import { CLOCK, CONFIG } from '../../boot/tokens.js';
import { AccountsService, areaWithin, type Principal, reaches } from '../access/index.js';
import { type Area, AreaIndex } from '../spine/index.js';
import { DemoState } from './demo-state.js';

interface ShapeRow {
  code: string;
  name: string;
  geometry: unknown;
}

interface BuildingRow extends ShapeRow {
  estate: string;
  area_id: number;
  floors: number;
  height: string;
}

interface Feature {
  type: 'Feature';
  properties: MapProperties;
  geometry: unknown;
}

@Injectable()
export class AreasService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    private readonly accounts: AccountsService,
    private readonly demo: DemoState,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.areas.load(this.database);
    await this.demo.load();
  }

  /** After a bulk change of the area tree. */
  async reload(): Promise<void> {
    await this.areas.load(this.database);
  }

  async publicConfig(loopback: boolean): Promise<PublicConfig> {
    const street = this.areas.streets()[0];
    return {
      product: '街道数据驾驶舱',
      street: street === undefined ? null : { code: street.code, name: street.name },
      demo: this.demo.present,
      demoAccounts: this.config.DEMO && loopback ? await this.accounts.demoAccounts() : [],
      timeZone: this.config.TZ_BUSINESS,
    };
  }

  list(query: ListQuery, principal: Principal): Page<AreaNode & { path: string }> {
    const scope = query.area === undefined ? undefined : this.get(query.area);
    const found = [...this.areas.all()].filter((area) => reaches(this.areas, principal, area.path) && (scope === undefined || area.path.startsWith(scope.path)) && (query.q === '' || area.name.includes(query.q) || area.code.startsWith(query.q)));
    const from = (query.page - 1) * query.pageSize;
    return { items: found.slice(from, from + query.pageSize).map((area) => ({ ...this.areas.node(area), path: area.path })), total: found.length, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  /** Outlines, buildings and water of an area as one GeoJSON collection in WGS-84. */
  async map(principal: Principal | undefined, code: string | undefined): Promise<object> {
    if (this.areas.isEmpty) return { type: 'FeatureCollection', features: [] };
    const area = areaWithin(this.areas, principal, code);
    const street = this.areas.street(area);
    const outlines = await this.database.query<ShapeRow & { level: string }>("SELECT code, name, level, geometry FROM area WHERE path LIKE ? AND level IN ('community', 'grid') AND geometry IS NOT NULL", [`${area.path}%`]);
    const buildings = await this.database.query<BuildingRow>(
      'SELECT b.code, b.name, b.geometry, b.floors, b.height, b.area_id, e.name AS estate FROM building b JOIN estate e ON e.id = b.estate_id WHERE b.area_path LIKE ? ORDER BY b.id',
      [`${area.path}%`],
    );
    const features = [
      ...(await this.extras(street)),
      ...outlines.map((row) => feature(row.geometry, row.level === 'community' ? { kind: 'community', code: row.code, name: row.name } : { kind: 'grid', code: row.code, name: row.name, community: row.code.slice(0, 12) })),
      ...buildings.map((row) => feature(row.geometry, this.buildingProperties(row))),
    ];
    return { type: 'FeatureCollection', features };
  }

  private get(code: string): Area {
    const area = this.areas.code(code);
    if (area === undefined) throw fail('ROOM_UNKNOWN', { area: code });
    return area;
  }

  private buildingProperties(row: BuildingRow): MapProperties {
    const area = this.areas.id(row.area_id);
    const at = (level: 'community' | 'grid') => (area === undefined ? '' : (this.areas.at(area, level)?.code ?? ''));
    return { kind: 'building', code: row.code, name: row.name, estate: row.estate, community: at('community'), grid: at('grid'), floors: row.floors, height: Number(row.height) };
  }

  private async extras(street: Area): Promise<Feature[]> {
    const rows = await this.database.query<{ value: unknown }>('SELECT value FROM setting WHERE name = ?', [`map.extras.${street.code}`]);
    const value = rows[0]?.value;
    if (value === undefined) return [];
    return (typeof value === 'string' ? JSON.parse(value) : value) as Feature[];
  }
}

function feature(geometry: unknown, properties: MapProperties): Feature {
  return { type: 'Feature', properties, geometry: typeof geometry === 'string' ? JSON.parse(geometry) : geometry };
}
