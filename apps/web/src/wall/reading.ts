import type { Frame, IndicatorState } from '#contracts';
import { formatAmount } from '../format.js';

/** One number of the wall, ready to show. A value that is not there is never shown as 0. */
export interface Reading {
  id: string;
  text: string;
  /** 万 or 亿, empty for small numbers. */
  scale: string;
  /** Why there is no number; null when there is one. */
  why: string | null;
  exact: number | null;
  asOf: string | null;
}

const REASONS: Record<Exclude<IndicatorState, 'ok'>, string> = {
  pending: '待接入',
  none: '无数据',
  small_sample: '样本不足',
  suppressed: '人数过少不显示',
};

export function readValue(frame: Frame | null, id: string): Reading {
  const asOf = frame ? (frame.asOfs?.[id] ?? frame.asOf) : null;
  const value = frame?.values[id] ?? null;
  const state = frame?.states?.[id];
  const missing = state !== undefined && state !== 'ok';
  if (value === null || missing) {
    const why = missing ? REASONS[state] : frame ? '待接入' : '读取中';
    return { id, text: '—', scale: '', why, exact: null, asOf };
  }
  const amount = formatAmount(value);
  return { id, text: amount.value, scale: amount.scale, why: null, exact: value, asOf };
}

export interface RankRow {
  code: string;
  name: string;
  value: number;
  /** 0…1 of the largest. */
  share: number;
}

export function shortName(name: string): string {
  return name.length > 2 ? name.replace(/社区$/, '') : name;
}

/** Areas one level below, highest first; equal values keep the order of their codes so that rows do not swap for nothing. */
export function rankAreas(children: readonly { code: string; name: string }[], frame: Frame | null, id: string): RankRow[] {
  const rows: RankRow[] = [];
  for (const child of children) {
    const value = frame?.children?.[child.code]?.[id] ?? null;
    if (value !== null) rows.push({ code: child.code, name: shortName(child.name), value, share: 0 });
  }
  rows.sort((a, b) => b.value - a.value || a.code.localeCompare(b.code));
  const top = Math.max(1, rows[0]?.value ?? 1);
  for (const row of rows) row.share = row.value / top;
  return rows;
}
