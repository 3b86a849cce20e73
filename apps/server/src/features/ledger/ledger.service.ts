import { Inject, Injectable } from '@nestjs/common';
import type { ListQuery, Page } from '#contracts';
import { type Clock, Database, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, areaWithin, scopeOf } from '../access/index.js';
import { AreaIndex } from '../spine/index.js';

export type ListName = 'households' | 'places' | 'volunteers' | 'volunteer-tasks' | 'devices';
export type LedgerItem = { code: string; areaCode: string } & Record<string, string | number | null>;

interface Source {
  select: string;
  table: string;
  where: string;
  /** Column a search text is compared with. */
  text: string;
  order: string;
}

const SOURCES: Readonly<Record<ListName, Source>> = {
  households: { select: 't.code, t.area_id, t.last_verified_at AS lastVerifiedAt', table: 'household', where: 't.valid_to IS NULL', text: 't.code', order: 't.id' },
  places: { select: 't.code, t.area_id, t.name, t.small_place AS smallPlace, t.address, t.status', table: 'org', where: "t.status = 'OPEN'", text: 't.name', order: 't.id' },
  volunteers: { select: 't.code, t.area_id, t.unit, t.status', table: 'volunteer', where: "t.status = 'ACTIVE'", text: 't.code', order: 't.id' },
  'volunteer-tasks': { select: 't.code, t.area_id, t.title, t.kind, t.starts_at AS startsAt, t.ends_at AS endsAt, t.seats, t.status', table: 'volunteer_task', where: '1 = 1', text: 't.title', order: 't.starts_at DESC, t.id' },
  devices: { select: 't.device_key AS code, t.area_id, t.name, t.class, t.place, t.state, t.interval_s AS intervalS, t.last_seen_at AS lastSeenAt, t.battery, t.subject_id IS NOT NULL AS forElder', table: 'device', where: "t.state <> 'REMOVED'", text: 't.device_key', order: 't.id' },
};

@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ROOM_UNKNOWN */
  async list(name: ListName, query: ListQuery, caller: AccountPrincipal): Promise<Page<LedgerItem>> {
    const source = SOURCES[name];
    const scope = scopeOf(caller, 'facts.read').predicate('t.area_path');
    const area = query.area === undefined ? null : areaWithin(this.areas, caller, query.area);
    const where = [source.where, scope.sql, ...(area === null ? [] : ['t.area_path LIKE ?']), ...(query.q === '' ? [] : [`${source.text} LIKE ?`])].join(' AND ');
    const values: unknown[] = [...scope.values, ...(area === null ? [] : [`${area.path}%`]), ...(query.q === '' ? [] : [`%${query.q.replace(/[\\%_]/g, '\\$&')}%`])];
    const total = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${source.table} t WHERE ${where}`, values);
    const rows = await this.database.query(`SELECT ${source.select} FROM ${source.table} t WHERE ${where} ORDER BY ${source.order} LIMIT ? OFFSET ?`, [...values, query.pageSize, (query.page - 1) * query.pageSize]);
    return this.wrap(rows.map((row) => this.item(row)), Number(total[0]?.total ?? 0), query);
  }

  /** A page of a list that is kept in memory. */
  page<T>(all: readonly T[], query: ListQuery, text: (item: T) => string): Page<T> {
    const found = all.filter((item) => text(item).includes(query.q));
    const from = (query.page - 1) * query.pageSize;
    return this.wrap(found.slice(from, from + query.pageSize), found.length, query);
  }

  private item(row: Record<string, unknown>): LedgerItem {
    const { area_id: areaId, ...rest } = row;
    const cells = Object.entries(rest).map(([key, value]) => [key, value instanceof Date ? isoTime(value) : value]);
    return { ...Object.fromEntries(cells), areaCode: this.areas.id(Number(areaId))?.code ?? '' } as LedgerItem;
  }

  private wrap<T>(items: T[], total: number, query: ListQuery): Page<T> {
    return { items, total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }
}
