import type { CellValue, TableColumn, TableDefinition, TableResult } from '#contracts';
import { formatExact } from '../format.js';

export const UNIT_OF: Readonly<Record<TableDefinition['entity'], string>> = { person: '人', household: '户', house: '套', building: '栋', grid: '个网格', org: '家', event: '件', visit: '次', asset: '个', inspection: '次', volunteer: '人', alarm: '起', device: '台' };

/** A cell as read: numbers with separators, shares in per cent, missing values in words. */
export function cellText(value: CellValue | undefined, column: TableColumn): string {
  if (column.state === 'absent' || value === undefined) return '无权查看';
  if (value === null) return column.kind === 'aggregate' ? '—' : '未登记';
  if (typeof value === 'string') return value;
  if (column.type === 'share') return `${(value * 100).toFixed(1)}%`;
  if (column.kind === 'aggregate') return formatExact(Math.round(value * 10) / 10);
  return String(value);
}

/** How many there are; too few of something sensitive are not told. */
export function totalText(result: TableResult, grouped: boolean): string {
  const count = grouped ? result.counted : result.total;
  return count === null || (result.withheld !== null && count === 0) ? '少于 5' : formatExact(count);
}

/** Rows of an export; a few of something sensitive are not told before the approval. */
export const rowsText = (total: number | null): string => (total === null ? '批准前不显示' : formatExact(total));

export const isNumber = (column: TableColumn): boolean => column.type === 'int' || column.type === 'share';

export const EXAMPLES: readonly string[] = ['80岁以上独居老人 姓名 电话 住址', '各社区低保户数、低保人数', '3个月没走访的独居老人', '空置房屋 楼栋 单元 房号 房主 电话', '本周未自查的餐饮店 名称 负责人 电话', '今年各月事件数'];
