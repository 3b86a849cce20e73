import { Inject, Injectable } from '@nestjs/common';
import { type Clock, Database } from '#platform';
import type { PlaceName } from '#keywords';
import { CLOCK } from '../../boot/tokens.js';
import type { Scope } from '../access/index.js';
import { AreaIndex } from '../spine/index.js';

const KEPT_MS = 60_000;
const MOST = 200;

/** Names of communities, grids and estates a caller may mean, kept a minute per scope. */
@Injectable()
export class PlacesService {
  private readonly known = new Map<string, { until: number; places: readonly PlaceName[] }>();

  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async within(scope: Scope): Promise<readonly PlaceName[]> {
    const key = scope.grants.map((grant) => grant.path).sort().join('|');
    const known = this.known.get(key);
    if (known !== undefined && known.until > this.clock.now()) return known.places;
    const places = await this.load(scope);
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(key, { until: this.clock.now() + KEPT_MS, places });
    return places;
  }

  /** Paths of the areas of that name within the scope; several communities have a 第一网格. */
  paths(scope: Scope, level: 'community' | 'grid', name: string): string[] {
    return [...this.areas.all()].filter((area) => area.level === level && area.name === name && (scope.covers(area.path) || scope.grants.some((grant) => grant.path.startsWith(area.path)))).map((area) => area.path);
  }

  /** All areas of a level within the scope, by code. */
  ordered(scope: Scope, level: 'community' | 'grid'): string[] {
    return [...this.areas.all()].filter((area) => area.level === level && (scope.covers(area.path) || scope.grants.some((grant) => grant.path.startsWith(area.path)))).sort((a, b) => (a.code < b.code ? -1 : 1)).map((area) => area.path);
  }

  private async load(scope: Scope): Promise<PlaceName[]> {
    const names = new Map<string, PlaceName>();
    const add = (place: PlaceName) => names.set(`${place.level}/${place.name}`, place);
    const communities: number[] = [];
    for (const area of this.areas.all()) {
      const level = area.level === 'community' || area.level === 'grid' ? area.level : null;
      if (level === null || !(scope.covers(area.path) || scope.grants.some((grant) => grant.path.startsWith(area.path)))) continue;
      add({ level, name: area.name });
      if (level === 'community') communities.push(area.id);
    }
    if (communities.length > 0) for (const row of await this.database.query<{ name: string }>('SELECT DISTINCT name FROM estate WHERE community_id IN (?)', [communities])) add({ level: 'estate', name: row.name });
    return [...names.values()];
  }
}
