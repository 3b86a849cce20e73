import type { FieldInfo } from '#contracts';
import { dayOf, formatHourMinute } from '../format.js';

const DAY_MS = 86_400_000;
/** Days after which a record should be confirmed again. */
export const DUE_DAYS = 90;

export interface AgeWords {
  text: string;
  due: boolean;
}

export function daysAgo(days: number): string {
  return days <= 0 ? '今天' : `${days} 天前`;
}

/** How long ago something was confirmed, in words: `4 天`, `100 天 待核`, `从未核实`. */
export function confirmedWords(at: string | null, now: number, dueDays = DUE_DAYS): AgeWords {
  if (at === null) return { text: '从未核实', due: true };
  return staleWords(Math.floor((now - Date.parse(at)) / DAY_MS), dueDays);
}

export function staleWords(days: number, dueDays = DUE_DAYS): AgeWords {
  if (days <= 0) return { text: '今天', due: false };
  return days > dueDays ? { text: `${days} 天 待核`, due: true } : { text: `${days} 天`, due: false };
}

/** Where a value came from: `入户走访 · 赵强 · 4 天前`. */
export function sourceWords(info: Pick<FieldInfo, 'source' | 'ageDays'>, now: number): string {
  if (info.source === null) return '';
  const days = Math.max(0, Math.floor((now - Date.parse(info.source.at)) / DAY_MS));
  return [info.source.kindText, info.source.by, daysAgo(days)].filter((part) => part !== '').join(' · ');
}

/** A value as a person reads it. */
export function valueWords(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined || value === '') return '未登记';
  if (typeof value === 'boolean') return value ? '是' : '否';
  return String(value);
}

export function minuteOf(at: string): string {
  return `${dayOf(at)} ${formatHourMinute(at)}`;
}
