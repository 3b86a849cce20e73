import type { AdminHealth } from '#contracts';
import { formatAge, formatBytes, formatExact, formatTime } from '../../format.js';

/** From this share on the journal asks for attention: there is still room, and time to act. */
export const JOURNAL_WARN = 0.8;

export const HEALTH_TEXT: Record<AdminHealth['health']['status'], string> = { ready: '正常', degraded: '部分降级', starting: '启动中', draining: '停止中' };
const BROKER_TEXT = { embedded: '内置', external: '外部', off: '未启用' } as const;

export interface HealthCard {
  name: string;
  ok: boolean;
  state: string;
  lines: string[];
  /** 0…1, only for the journal. */
  share: number | null;
}

export function ageText(at: string | null, now: number): string {
  return at === null ? '—' : `${formatAge(Math.max(0, (now - Date.parse(at)) / 1000))}${now - Date.parse(at) < 1000 ? '' : '前'}`;
}

export function healthCards(reply: AdminHealth, now: number): HealthCard[] {
  const { database, journal, broker } = reply.health;
  const share = journal.maxBytes > 0 ? journal.bytes / journal.maxBytes : 0;
  const full = share >= JOURNAL_WARN;
  return [
    {
      name: '数据库',
      ok: database.ok,
      state: database.ok ? '正常' : '不可用',
      lines: [database.engine ?? '引擎未知', database.since === null ? '' : `自 ${formatTime(database.since)} 起`, database.reason ?? ''].filter((line) => line !== ''),
      share: null,
    },
    {
      name: '接收缓冲',
      ok: journal.ok && !full,
      state: !journal.ok ? '已满或不可写' : full ? `占用已过 ${JOURNAL_WARN * 100}%` : '正常',
      lines: [
        `${formatBytes(journal.bytes)} / ${formatBytes(journal.maxBytes)}（${Math.round(share * 100)}%）`,
        `待入库 ${formatExact(journal.pending)} 条${journal.oldestPendingAt === null ? '' : `，最早 ${ageText(journal.oldestPendingAt, now)}`}`,
        `日志共 ${formatExact(journal.entries)} 条`,
      ],
      share,
    },
    {
      name: '消息服务 MQTT',
      ok: broker.ok || broker.kind === 'off',
      state: broker.kind === 'off' ? '未启用' : broker.ok ? '正常' : '不可用',
      lines: [BROKER_TEXT[broker.kind], broker.address ?? '', broker.reason ?? ''].filter((line) => line !== ''),
      share: null,
    },
    {
      name: '实时',
      ok: true,
      state: `${formatExact(reply.live.sockets)} 个连接`,
      lines: [`动态序号 ${formatExact(reply.live.feedSeq)}`, `入库 ${formatExact(Math.round(reply.apply.perSecond))} 条/秒，累计 ${formatExact(reply.apply.applied)}`, `最近入库 ${ageText(reply.apply.lastBatchAt, now)}`],
      share: null,
    },
  ];
}
