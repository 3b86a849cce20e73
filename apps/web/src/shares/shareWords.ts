import type { DataShare, ShareLevel } from '#contracts';
import { dayOf } from '../format.js';

/** What leaves at a level, for the person who chooses one. */
export const LEVEL_HINTS: Readonly<Record<ShareLevel, string>> = {
  L1: '只有公开信息，如小区、单位名称',
  L2: '加上不指明个人的信息，如年龄、性别、社区、事件状态',
  L3: '加上个人信息，遮蔽与页面一致，如 张**、154****5678',
};

const DAY_MS = 86_400_000;

/** `2026-12-24` so many days from now. */
export const dayAhead = (days: number, now: number): string => dayOf(now + days * DAY_MS);

/** The last day on which the key opens. */
export const lastDay = (share: Pick<DataShare, 'expiresAt'>): string => dayOf(Date.parse(share.expiresAt) - 1);

/** `第 1 版`, and what the table has become since. */
export function versionText(share: Pick<DataShare, 'tableVersion' | 'newestVersion'>): string {
  const own = `第 ${share.tableVersion} 版`;
  if (share.newestVersion === null) return `${own}（表已删除）`;
  return share.newestVersion === share.tableVersion ? own : `${own}（现第 ${share.newestVersion} 版）`;
}

/** A line for a terminal that reads the share. */
export function curlLine(origin: string, path: string, key: string, format: 'json' | 'csv'): string {
  const query = format === 'json' ? '?page=1&pageSize=1000' : '?format=csv';
  return `curl -s${format === 'csv' ? ' -o shared.csv' : ''} -H 'Authorization: Bearer ${key}' '${origin}${path}${query}'`;
}
