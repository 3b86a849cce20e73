import type { AuditCheck } from '#contracts';
import { dayOf, formatExact, formatTime } from '../../format.js';

export interface AuditFilter {
  q: string;
  action: string;
  from: string;
  to: string;
}

export const PAGE_SIZE = 50;

/** Address of one page of the trail; what is not set is left out. */
export function auditPath(filter: AuditFilter, page: number): string {
  const query = new URLSearchParams({ page: String(page), pageSize: String(PAGE_SIZE) });
  for (const [key, value] of Object.entries(filter)) if (value.trim() !== '') query.set(key, value.trim());
  return `/api/v1/audit?${query.toString()}`;
}

/** Year, day and second in one width: an audit entry is compared with other records. */
export function exactTime(at: string): string {
  return `${dayOf(at)} ${formatTime(at)}`;
}

const KEY_TEXT: Readonly<Record<string, string>> = {
  purpose: '目的',
  reference: '依据',
  reason: '理由',
  field: '项目',
  fields: '项目',
  role: '角色',
  area: '区域',
  count: '数量',
  file: '文件',
  until: '截止',
  route: '地址',
  code: '原因',
  encrypted: '加密',
  madeAt: '制作时间',
};

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '是' : '否';
  return Array.isArray(value) ? value.map(valueText).join('、') : JSON.stringify(value);
}

/** A detail as `目的:报警处置;数量:3`. */
export function detailText(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([key, value]) => `${KEY_TEXT[key] ?? key}：${valueText(value)}`)
    .join('；');
}

export function checkText(check: AuditCheck | null): string {
  if (check === null) return '审计链还没有核对过';
  const when = `最近一次核对 ${exactTime(check.at)}`;
  return check.ok ? `${when}：${formatExact(check.entries)} 条，链完整` : `${when}：第 ${check.brokenAt ?? '—'} 条断链，${check.fault ?? '原因不明'}`;
}
