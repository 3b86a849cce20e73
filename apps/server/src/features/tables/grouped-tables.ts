import { Injectable } from '@nestjs/common';
import { caseCategory, codeName, fieldOf, tagOf } from '#catalogue';
import type { CellValue, TableColumn, TableDefinition, TableGroup, TableRow } from '#contracts';
import { groupText } from '#keywords';
import { Database, type Queryable } from '#platform';
import { AreaIndex } from '../spine/index.js';
import { GroupedQuery, type GroupRow } from './query/grouped.js';
import type { PlanContext } from './query/plan.js';
import { sensitiveConditions, SMALLEST_TOLD } from './rights.js';

export interface GroupedTable {
  columns: TableColumn[];
  rows: TableRow[];
  totals: Record<string, CellValue>;
  /** Null: too few to be told. */
  counted: number | null;
}

const groupId = (group: TableGroup): string => (typeof group === 'string' ? group : group.field);
const aggregateId = (index: number): string => `a${index}`;
const NOT_RECORDED = '未登记';

/** Grouped tables as rows of words and numbers, ordered, with totals and, where asked, the former state beside. */
@Injectable()
export class GroupedTables {
  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
  ) {}

  /** Groups and their sum are read from one state, or events that come in between would make them disagree. */
  run(definition: TableDefinition, context: PlanContext, compared: PlanContext | null, snapshot?: Queryable): Promise<GroupedTable> {
    const read = (db: Queryable) => this.read(definition, context, compared, db);
    return snapshot === undefined ? this.database.snapshot(read) : read(snapshot);
  }

  private async read(definition: TableDefinition, context: PlanContext, compared: PlanContext | null, database: Queryable): Promise<GroupedTable> {
    const now = await new GroupedQuery(database, this.areas, definition, context).run();
    const then = compared === null ? null : await new GroupedQuery(database, this.areas, definition, compared).run();
    const former = new Map(then?.rows.map((row) => [JSON.stringify(row.keys), row.values]) ?? []);
    const known = new Set(now.rows.map((row) => JSON.stringify(row.keys)));
    const gone: GroupRow[] = (then?.rows ?? []).filter((row) => !known.has(JSON.stringify(row.keys))).map((row) => ({ keys: row.keys, values: row.values.map(() => 0), bases: row.values.map(() => 0) }));
    const ordered = this.order(definition, [...now.rows, ...gone]);
    const limited = definition.limit === undefined ? ordered : ordered.slice(0, definition.limit);
    const asksSensitive = sensitiveConditions(definition).length > 0;
    const hide = asksSensitive || definition.aggregates.some((aggregate) => sensitiveConditions({ ...definition, filters: aggregate.where ?? [] }).length > 0);
    const columns = this.columns(definition, compared !== null);
    const rows = limited.map((row): TableRow => {
      const values: Record<string, CellValue> = {};
      definition.groupBy.forEach((group, index) => {
        values[`g${index}`] = this.words(group, row.keys[index] ?? null);
      });
      this.put(definition, values, row, compared === null ? null : (former.get(JSON.stringify(row.keys)) ?? row.values.map(() => 0)), hide || this.sensitiveRow(definition, row));
      return { rowKey: `group:${Buffer.from(JSON.stringify(row.keys)).toString('base64url')}`, values, masked: [] };
    });
    const totals: Record<string, CellValue> = {};
    this.put(definition, totals, now.totals, then?.totals.values ?? null, hide);
    // Whom the conditions leave may be one person by name: then not even which group there is may be told.
    const few = asksSensitive && now.counted < SMALLEST_TOLD;
    return { columns, rows: few ? [] : rows, totals, counted: few ? null : now.counted };
  }

  private put(definition: TableDefinition, into: Record<string, CellValue>, row: Omit<GroupRow, 'keys'>, before: readonly (number | null)[] | null, hide: boolean): void {
    definition.aggregates.forEach((_, index) => {
      const value = row.values[index] ?? null;
      // None and few look alike, or a name beside the condition would tell the person's state.
      const small = hide && (row.bases[index] ?? 0) < SMALLEST_TOLD;
      into[aggregateId(index)] = small ? `少于 ${SMALLEST_TOLD}` : value;
      if (before === null) return;
      const then = before[index] ?? null;
      into[`${aggregateId(index)}_then`] = hide ? null : then;
      into[`${aggregateId(index)}_change`] = hide || value === null || then === null ? null : value - then;
    });
  }

  private sensitiveRow(definition: TableDefinition, row: GroupRow): boolean {
    return definition.groupBy.some((group, index) => {
      const id = groupId(group);
      return id === 'person.tags' ? tagOf(row.keys[index] ?? '')?.level === 'L4' : fieldOf(id)?.level === 'L4';
    });
  }

  private columns(definition: TableDefinition, compared: boolean): TableColumn[] {
    const aggregate = (id: string, label: string, share: boolean): TableColumn => ({ id, label, kind: 'aggregate', type: share ? 'share' : 'int', added: false, state: 'clear' });
    return [
      ...definition.groupBy.map((group, index): TableColumn => ({ id: `g${index}`, label: groupText(group), kind: 'group', type: 'text', added: false, state: 'clear' })),
      ...definition.aggregates.flatMap((item, index) => {
        const label = item.as ?? item.fn;
        const share = item.fn === 'share' || item.fn === 'ratio';
        const own = aggregate(aggregateId(index), label, share);
        return compared ? [own, aggregate(`${aggregateId(index)}_then`, `${label}(上期)`, share), aggregate(`${aggregateId(index)}_change`, `${label}增减`, share)] : [own];
      }),
    ];
  }

  private order(definition: TableDefinition, rows: GroupRow[]): GroupRow[] {
    const keyOf = (row: GroupRow, index: number): string => row.keys[index] ?? '\uFFFF';
    const numeric = (group: TableGroup | undefined): boolean => typeof group === 'object' && 'bands' in group;
    const natural = (a: GroupRow, b: GroupRow): number => {
      for (let index = 0; index < definition.groupBy.length; index += 1) {
        const [left, right] = [keyOf(a, index), keyOf(b, index)];
        const difference = numeric(definition.groupBy[index]) ? Number(left === '\uFFFF' ? Infinity : left) - Number(right === '\uFFFF' ? Infinity : right) : left < right ? -1 : left > right ? 1 : 0;
        if (difference !== 0 && !Number.isNaN(difference)) return difference;
      }
      return 0;
    };
    const sorts = definition.sort ?? [];
    return [...rows].sort((a, b) => {
      for (const { field, dir } of sorts) {
        const at = definition.groupBy.findIndex((group) => groupId(group) === field);
        const difference = field === 'count' ? (a.values[0] ?? 0) - (b.values[0] ?? 0) : at >= 0 ? keyOf(a, at).localeCompare(keyOf(b, at)) : 0;
        if (difference !== 0) return dir === 'asc' ? difference : -difference;
      }
      return natural(a, b);
    });
  }

  /** A key in words: names of areas and codes, bands, months. */
  private words(group: TableGroup, key: string | null): string {
    if (key === null) return NOT_RECORDED;
    const id = groupId(group);
    if (typeof group !== 'string') {
      if ('bands' in group) {
        const band = group.bands.find(([low]) => String(low) === key);
        const unit = id === 'person.age' ? ' 岁' : '';
        return band === undefined ? key : band[1] === null ? `${band[0]}${unit}以上` : `${band[0]}–${band[1]}${unit}`;
      }
      return periodText(key, group.by);
    }
    if (/\.(?:community|grid)$/.test(id)) return this.areaText(id, key);
    if (id === 'person.tags') return tagOf(key)?.name ?? key;
    if (id === 'event.type') return caseCategory(key)?.name ?? key;
    const field = fieldOf(id);
    if (field?.type === 'bool') return key === '1' ? '是' : '否';
    if (id === 'org.type') return codeName('small-places', key);
    return field?.codeList === null || field === undefined ? key : codeName(field.codeList, key);
  }

  /** A grid bears its community's name with it: six communities have a 第一网格. */
  private areaText(id: string, code: string): string {
    const area = this.areas.code(code);
    if (area === undefined) return NOT_RECORDED;
    const community = id.endsWith('.grid') ? this.areas.at(area, 'community')?.name : undefined;
    return community === undefined ? area.name : `${community}${area.name}`;
  }
}

function periodText(key: string, by: 'day' | 'week' | 'month' | 'quarter' | 'year'): string {
  if (by === 'month') return `${key.slice(0, 4)} 年 ${Number(key.slice(5, 7))} 月`;
  if (by === 'year') return `${key} 年`;
  if (by === 'quarter') return `${key.slice(0, 4)} 年第 ${key.slice(6)} 季度`;
  return by === 'week' ? `${key.slice(0, 4)} 年第 ${Number(key.slice(6))} 周` : key;
}
