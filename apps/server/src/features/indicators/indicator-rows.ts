import { Inject, Injectable } from '@nestjs/common';
import { caseCategory, indicator } from '#catalogue';
import { ALARM_KINDS, ALARM_STATES, type AlarmKind, type AlarmState, DEVICE_CLASSES, type DeviceClass, HAZARD_LEVELS, type HazardLevel, type IndicatorRows, type ListQuery, PRIORITIES, type Priority } from '#contracts';
import { addDays, type Clock, Database, dayStart, fail, isoTime, sqlTime, weekOf } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import type { Area } from '../spine/index.js';
import { ROW_SOURCES } from './row-sources.js';

type Cell = string | number | null;

const CODES: Record<string, (code: string) => string | undefined> = {
  category: (code) => caseCategory(code)?.name,
  kind: (code) => ALARM_KINDS[code as AlarmKind]?.text,
  priority: (code) => PRIORITIES[code as Priority]?.text,
  state: (code) => ALARM_STATES[code as AlarmState] ?? { CLAIMED: '已认领', ON_DUTY: '在岗', DONE: '已完成', WITHDRAWN: '已撤回' }[code],
  status: (code) => ({ REPORTED: '已上报', HANDLING: '处置中', CLOSED: '已办结', REJECTED: '不予受理', FOUND: '待整改', RECTIFIED: '待复查' })[code],
  level: (code) => HAZARD_LEVELS[code as HazardLevel],
  class: (code) => DEVICE_CLASSES[code as DeviceClass]?.text,
  sex: (code) => ({ '1': '男', '2': '女' })[code],
};

/** The exact rows that make a number: "every number opens its rows". */
@Injectable()
export class IndicatorRowsService {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND for an indicator whose rows are not available */
  async list(id: string, query: ListQuery, day: string, area: Area): Promise<IndicatorRows> {
    const definition = indicator(id);
    const source = ROW_SOURCES[id];
    if (definition === undefined || source === undefined) throw fail('NOT_FOUND');
    const where = [`${source.path} LIKE ?`, source.where];
    const values: unknown[] = [`${area.path}%`];
    if (id === 'SAF-01') {
      where.push('s.week_of = ?');
      values.push(weekOf(day));
    }
    if (source.dayColumn !== undefined) {
      where.push(`${source.dayColumn} >= ? AND ${source.dayColumn} < ?`);
      values.push(sqlTime(dayStart(day)), sqlTime(dayStart(addDays(day, 1))));
    }
    const condition = where.join(' AND ');
    const total = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${source.from} WHERE ${condition}`, values);
    const rows = await this.database.query(`SELECT ${source.select} FROM ${source.from} WHERE ${condition} ORDER BY ${source.order} LIMIT ? OFFSET ?`, [...values, query.pageSize, (query.page - 1) * query.pageSize]);
    return {
      indicator: id,
      name: definition.nameZh,
      columns: source.columns,
      rows: rows.map((row) => Object.fromEntries(source.columns.map(({ key }) => [key, cell(key, row[key])]))),
      total: Number(total[0]?.total ?? 0),
      page: query.page,
      pageSize: query.pageSize,
      asOf: isoTime(this.clock.now()),
    };
  }
}

function cell(key: string, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return isoTime(value);
  if (typeof value === 'string') return CODES[key]?.(value) ?? value;
  return typeof value === 'number' ? value : String(value);
}
