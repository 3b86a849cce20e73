import { Inject, Injectable } from '@nestjs/common';
import { CODE_LISTS, fieldOf, fieldsOf, type FieldDefinition } from '#catalogue';
import type { BuildingHomes, BuildingItem, HouseholdItem, HouseholdPatch, HouseItem, ListQuery, Page, PlaceItem, PlaceQuery, RecordPatch, ResidentItem } from '#contracts';
import { businessDay, type Clock, fail, isoTime, weekOf } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, areaWithin, maskAddress, maskName, maskValue, NO_MOMENT, outOfScope, type Scope, scopeOf, viewOf } from '../access/index.js';
import { LedgerWriter, type RecordEntity, type RecordRow, valueOf } from '../ledger/index.js';
import { checkValues, HistoryRepository, textOf, ViewerService } from '../residents/index.js';
import { type Area, AreaIndex } from '../spine/index.js';
import { allOf, type BuildingRow, type Filter, HomesRepository, type HouseholdRow, placeFilter, type PlaceRow } from './homes.repository.js';

const DAY_MS = 86_400_000;
const HOUSEHOLD_FIELDS = [...fieldsOf('household'), ...fieldsOf('house')].filter((field) => field.storage?.table === 'household' || ['house.tenure', 'house.gas'].includes(field.id));
const BUILDING_FIELDS = fieldsOf('building').filter((field) => field.storage?.table === 'building' && field.id !== 'building.no');
const PLACE_FIELDS = fieldsOf('org').filter((field) => field.storage?.table === 'org' && !['org.name', 'org.address', 'org.small_place'].includes(field.id));
const ELDER_AGE = 60;

const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Households, buildings and places as the caller may see them, and changes to them. */
@Injectable()
export class HomesService {
  constructor(
    private readonly repository: HomesRepository,
    private readonly writer: LedgerWriter,
    private readonly history: HistoryRepository,
    private readonly viewers: ViewerService,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async households(query: ListQuery, account: AccountPrincipal): Promise<Page<HouseholdItem>> {
    const filter = this.filter(query, account, 'h.area_path', "(h.code = ? OR CONCAT(e.name, b.name, d.name, ho.room) LIKE ?)", [query.q, like(query.q)]);
    const { rows, total } = await this.repository.households(filter, query.pageSize, (query.page - 1) * query.pageSize);
    const viewer = await this.viewers.of(account, 'ledger.list', rows.map((row) => ({ id: row.head_id ?? 0, household_id: row.id })));
    return this.page(rows.map((row) => this.household(row, viewer.scope, viewer.momentOf({ id: row.head_id ?? 0, household_id: row.id }))), total, query);
  }

  /** @throws NOT_FOUND */
  async one(id: number, account: AccountPrincipal): Promise<HouseholdItem> {
    const row = await this.repository.household(id);
    if (row === null) throw fail('NOT_FOUND');
    const people = { id: row.head_id ?? 0, household_id: row.id };
    const viewer = await this.viewers.of(account, 'ledger.list', [people]);
    if (!viewer.scope.covers(row.area_path)) throw outOfScope();
    return this.household(row, viewer.scope, viewer.momentOf(people));
  }

  async buildings(query: ListQuery, account: AccountPrincipal): Promise<Page<BuildingItem>> {
    const { rows, total } = await this.repository.buildings(this.filter(query, account, 'b.area_path', 'CONCAT(e.name, b.name) LIKE ?', [like(query.q)]), query.pageSize, (query.page - 1) * query.pageSize);
    return this.page(rows.map((row) => this.building(row, scopeOf(account, 'ledger.list'))), total, query);
  }

  /** Homes of buildings, lived in or empty: the building stock, nothing about who lives there. */
  async houses(query: ListQuery, account: AccountPrincipal): Promise<Page<HouseItem>> {
    // People say 302室, the column says 302.
    const text = query.q.trim().replace(/室$/, '');
    const { rows, total } = await this.repository.houses(this.filter(query, account, 'ho.area_path', 'CONCAT(e.name, b.name, d.name, ho.room) LIKE ?', [like(text)]), query.pageSize, (query.page - 1) * query.pageSize);
    return this.page(rows.map((row) => ({ id: String(row.id), building: row.building, unit: row.unit, room: row.room, area: this.names(row.area_id), householdId: row.household_id === null ? null : String(row.household_id) })), total, query);
  }

  /** Floors from the top, entrances from the left. @throws NOT_FOUND */
  async homes(id: number, account: AccountPrincipal): Promise<BuildingHomes> {
    const scope = scopeOf(account, 'ledger.list');
    const row = (await this.repository.buildings({ sql: 'b.id = ?', values: [id] }, 1, 0)).rows[0];
    if (row === undefined) throw fail('NOT_FOUND');
    if (!scope.covers(row.area_path)) throw outOfScope();
    const now = this.clock.now();
    const today = businessDay(now);
    const homes = await this.repository.homesOf(id, `${Number(today.slice(0, 4)) - ELDER_AGE}${today.slice(4)}`);
    const floors = [...new Set(homes.map((home) => home.floor))];
    return {
      ...this.building(row, scope),
      unitNames: [...new Set(homes.map((home) => home.unit))].sort(),
      rows: floors.map((floor) => ({
        floor,
        homes: homes
          .filter((home) => home.floor === floor)
          .map((home) => ({ id: String(home.id), unit: home.unit, room: home.room, tenure: home.tenure, householdId: home.household_id === null ? null : String(home.household_id), size: Number(home.size), elders: Number(home.elders), staleDays: home.verified_at === null ? null : Math.floor((now - home.verified_at.getTime()) / DAY_MS) })),
      })),
    };
  }

  /** @throws ROOM_UNKNOWN, BAD_REQUEST for a kind there is not */
  async places(query: PlaceQuery, account: AccountPrincipal): Promise<Page<PlaceItem>> {
    if (query.kind !== undefined && query.kind !== 'other' && CODE_LISTS['small-places']?.byCode.has(query.kind) !== true) throw fail('BAD_REQUEST', { reason: `没有“${query.kind}”这类场所` });
    const week = weekOf(businessDay(this.clock.now()));
    const filter = this.filter(query, account, 'o.area_path', '(o.name LIKE ? OR o.code = ? OR o.uscc = ?)', [like(query.q), query.q, query.q]);
    const { rows, total } = await this.repository.places(allOf([filter, placeFilter(query, week)]), week, query.pageSize, (query.page - 1) * query.pageSize);
    return this.page(rows.map((row) => this.place(row, scopeOf(account, 'ledger.list'))), total, query);
  }

  /** @throws NOT_FOUND */
  async onePlace(id: number, account: AccountPrincipal): Promise<PlaceItem> {
    const row = (await this.repository.places({ sql: 'o.id = ?', values: [id] }, weekOf(businessDay(this.clock.now())), 1, 0)).rows[0];
    if (row === undefined) throw fail('NOT_FOUND');
    const scope = scopeOf(account, 'ledger.list');
    if (!scope.covers(row.area_path)) throw outOfScope();
    return this.place(row, scope);
  }

  /** Fields of a household and of its home together: the person at the door sees one card. @throws NOT_FOUND, FIELD_…, RECORD_CONFLICT */
  async patchHousehold(id: number, patch: HouseholdPatch, account: AccountPrincipal): Promise<HouseholdItem> {
    const before = await this.repository.household(id);
    if (before === null) throw fail('NOT_FOUND');
    const own = Object.fromEntries(Object.entries(patch.changes).filter(([field]) => !field.startsWith('house.')));
    const home = Object.fromEntries(Object.entries(patch.changes).filter(([field]) => field.startsWith('house.')));
    await this.change([{ entity: 'household', id, version: patch.version, changes: own }, { entity: 'house', id: before.house_id, version: patch.homeVersion, changes: home }], patch.reason, account);
    return this.one(id, account);
  }

  /** @throws NOT_FOUND, FIELD_…, RECORD_CONFLICT */
  async patchBuilding(id: number, patch: RecordPatch, account: AccountPrincipal): Promise<BuildingHomes> {
    await this.change([{ entity: 'building', id, version: patch.version, changes: patch.changes }], patch.reason, account);
    return this.homes(id, account);
  }

  /** @throws NOT_FOUND, FIELD_…, RECORD_CONFLICT */
  async patchPlace(id: number, patch: RecordPatch, account: AccountPrincipal): Promise<PlaceItem> {
    await this.change([{ entity: 'org', id, version: patch.version, changes: patch.changes }], patch.reason, account);
    return this.onePlace(id, account);
  }

  private async change(parts: readonly { entity: RecordEntity; id: number; version: number; changes: Record<string, unknown> }[], reason: string, account: AccountPrincipal): Promise<void> {
    const today = businessDay(this.clock.now());
    const checked = parts.map((part) => ({ ...part, values: checkValues(part.entity, part.changes, today) }));
    await this.writer.run(async ({ batch }) => {
      for (const { entity, id, version, values } of checked) {
        await batch.load(entity, [id]);
        const row = batch.row(entity, id);
        if (row === undefined) throw fail('NOT_FOUND');
        if (!scopeOf(account, 'ledger.edit').covers(row.area_path)) throw outOfScope();
        if (row.version !== version) {
          const changed = await this.history.changedSince(entity, id, version);
          throw fail('RECORD_CONFLICT', { by: [...changed.values()].at(-1)?.by ?? '他人', version: row.version, fields: [...changed].map(([field, { by, at }]) => ({ field, label: fieldOf(field)?.label ?? field, by, at: isoTime(at) })) });
        }
        for (const [field, value] of values) batch.set(entity, id, field, value, { kind: 'correction', id: null, actorId: account.id, actor: account.name, reason, validFrom: today });
      }
    });
  }

  private filter(query: ListQuery, account: AccountPrincipal, path: string, search: string, searchValues: unknown[]): Filter {
    const scope = scopeOf(account, 'ledger.list').predicate(path);
    const area = query.area === undefined ? null : areaWithin(this.areas, account, query.area);
    const parts: Filter[] = [{ sql: scope.sql, values: scope.values }];
    if (area !== null) parts.push({ sql: `${path} LIKE ?`, values: [`${area.path}%`] });
    if (query.q !== '') parts.push({ sql: search, values: searchValues });
    return allOf(parts);
  }

  private household(row: HouseholdRow, scope: Scope, moment: typeof NO_MOMENT): HouseholdItem {
    const roles = scope.over(row.area_path).map((grant) => grant.role);
    const nameField = fieldOf('person.name');
    const addressField = fieldOf('person.live_address');
    const nameView = nameField === undefined ? 'absent' : viewOf(nameField, roles, moment);
    const addressView = addressField === undefined ? 'absent' : viewOf(addressField, roles, moment);
    const building = `${row.estate}${row.building}`;
    const address = addressView === 'clear' ? `${building}${row.unit}${row.room}室` : addressView === 'building' ? maskAddress(building) : addressView === 'community' ? maskAddress(this.names(row.area_id).community ?? '') : null;
    return {
      id: String(row.id),
      code: row.code,
      version: row.version,
      homeVersion: row.home_version,
      area: this.names(row.area_id),
      head: row.head === null || nameView === 'absent' ? null : nameView === 'clear' ? row.head : maskName(row.head),
      size: row.size,
      address,
      verifiedAt: row.last_verified_at === null ? null : isoTime(row.last_verified_at),
      ...this.values(row, HOUSEHOLD_FIELDS, roles, moment),
    };
  }

  private building(row: BuildingRow, scope: Scope): BuildingItem {
    const roles = scope.over(row.area_path).map((grant) => grant.role);
    return { id: String(row.id), code: row.code, name: row.name, estate: row.estate, area: this.names(row.area_id), floors: row.floors, units: row.units, homes: row.homes, households: row.households, version: row.version, ...this.values(row, BUILDING_FIELDS, roles, NO_MOMENT) };
  }

  private place(row: PlaceRow, scope: Scope): PlaceItem {
    const roles = scope.over(row.area_path).map((grant) => grant.role);
    const kind = row.small_place === null ? null : { code: row.small_place, name: CODE_LISTS['small-places']?.byCode.get(row.small_place)?.name ?? row.small_place };
    return { id: String(row.id), code: row.code, name: row.name, area: this.names(row.area_id), smallPlace: kind, address: row.address, open: row.status === 'OPEN', checkedThisWeek: Number(row.checked) === 1, openHazards: Number(row.hazards), version: row.version, ...this.values(row, PLACE_FIELDS, roles, NO_MOMENT) };
  }

  /** Values of a record's fields under the same masks as a person's. */
  private values(row: RecordRow, fields: readonly FieldDefinition[], roles: Parameters<typeof viewOf>[1], moment: typeof NO_MOMENT): { values: ResidentItem['values']; masked: string[] } {
    const values: ResidentItem['values'] = {};
    const masked: string[] = [];
    for (const field of fields) {
      const viewing = viewOf(field, roles, moment);
      if (viewing === 'absent') continue;
      const value = valueOf(row, field);
      if (viewing === 'clear' || value === null) values[field.id] = textOf(field, value);
      else {
        values[field.id] = maskValue(field, String(value));
        masked.push(field.id);
      }
    }
    return { values, masked };
  }

  private names(areaId: number): { code: string; community: string | null; grid: string | null } {
    const area: Area | undefined = this.areas.id(areaId);
    return { code: area?.code ?? '', community: area === undefined ? null : (this.areas.at(area, 'community')?.name ?? null), grid: area === undefined ? null : (this.areas.at(area, 'grid')?.name ?? null) };
  }

  private page<T>(items: T[], total: number, query: ListQuery): Page<T> {
    return { items, total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }
}
