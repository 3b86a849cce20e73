import { Inject, Injectable } from '@nestjs/common';
import { type AlarmAction, type AlarmCard, type AlarmDetail, ALARM_STATES, type ListQuery, type Page, type Role } from '#contracts';
import { type Clock, Database, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, areaWithin, outOfScope, rolesOf, Scope, scopeOf } from '../access/index.js';
import { appendFeed, AreaIndex, FactBus } from '../spine/index.js';
import { AlarmRepository } from './alarm.repository.js';
import type { AlarmReadRow } from './alarm.row.js';
import { allowedActions } from './alarm.rules.js';
import { toCard } from './alarm.view.js';
import { appendTimeline } from './timeline.js';

const ANSWERING: readonly Role[] = ['operator', 'shift_lead', 'supervisor'];
const ACTION_TEXT: Record<string, string> = { RECEIVED: '系统接收', QUEUED: '进入待受理', REPEATED: '再次求助', CLEARED: '信号恢复', CLAIMED: '坐席受理', CLOSED: '已结案' };

export interface AlarmQuery extends ListQuery {
  state: string;
  since?: string;
}

/** Reading and answering alarms. */
@Injectable()
export class AlarmsService {
  constructor(
    private readonly database: Database,
    private readonly repository: AlarmRepository,
    private readonly areas: AreaIndex,
    private readonly bus: FactBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(query: AlarmQuery, caller: AccountPrincipal): Promise<Page<AlarmCard>> {
    if (!['open', 'closed', 'all', ...Object.keys(ALARM_STATES)].includes(query.state)) throw fail('BAD_REQUEST', { reason: `state 可为 open、closed、all 或状态码` });
    const since = query.since === undefined ? null : Date.parse(query.since);
    if (since !== null && Number.isNaN(since)) throw fail('BAD_REQUEST', { reason: 'since 应为时间' });
    const scope = scopeOf(caller, 'alarms.read');
    const within = query.area === undefined ? scope : new Scope([{ role: caller.role, areaId: null, path: areaWithin(this.areas, caller, query.area).path }]);
    const { rows, total } = await this.repository.list({ ...query, scope: within, since });
    return { items: rows.map((row) => toCard(row, this.areas)), total, page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  /** @throws NOT_FOUND */
  async get(id: number, caller: AccountPrincipal): Promise<AlarmDetail> {
    const row = await this.repository.find(id);
    if (row === null) throw fail('NOT_FOUND');
    if (!scopeOf(caller, 'alarms.read').covers(row.area_path)) throw outOfScope();
    return this.detail(row, caller);
  }

  /** Open live alarms of an area as cards, for snapshots. */
  async listOpen(path: string, limit: number): Promise<AlarmCard[]> {
    return (await this.repository.listOpen(path, limit)).map((row) => toCard(row, this.areas));
  }

  /**
   * Issue 1 knows `claim`: the desk's 受理 button. Two seats may press at once; the version decides, the loser hears who won.
   * @throws NOT_FOUND, ACTION_UNKNOWN, ALARM_NOT_QUEUED, VERSION_CONFLICT
   */
  async act(id: number, action: AlarmAction, caller: AccountPrincipal): Promise<AlarmDetail> {
    if (action.action !== 'claim') throw fail('ACTION_UNKNOWN', { action: action.action });
    const now = this.clock.now();
    const row = await this.database.transaction(async (tx) => {
      const before = await this.repository.lock(tx, id);
      if (before === null) throw fail('NOT_FOUND');
      if (!scopeOf(caller, 'alarms.read').covers(before.area_path)) throw outOfScope();
      if (before.state !== 'QUEUED') throw fail('ALARM_NOT_QUEUED', { by: before.holder_name ?? '其他坐席', state: before.state, version: before.version });
      if (before.version !== action.version) throw fail('VERSION_CONFLICT', { by: '新的信号', version: before.version });
      const seat = action.seat ?? null;
      const won = await this.repository.claim(tx, id, action.version, { id: caller.id, name: caller.name, seat }, now);
      if (!won) throw fail('ALARM_NOT_QUEUED', { by: '其他坐席' });
      await appendTimeline(tx, [{ alarmId: id, at: now, actor: caller.name, action: 'CLAIMED', detail: { seat, account: caller.username, afterS: Math.round((now - before.received_at.getTime()) / 1000) } }], () => false);
      const after: AlarmReadRow = { ...before, state: 'CLAIMED', claimed_at: new Date(now), holder_id: caller.id, holder_name: caller.name, seat, version: before.version + 1 };
      const area = this.areas.id(after.area_id);
      const street = area === undefined ? this.areas.streets()[0] : this.areas.street(area);
      if (area !== undefined && street !== undefined) {
        const card = toCard(after, this.areas);
        const live = after.mode === 'live';
        const feed = await appendFeed(tx, [
          { type: 'alarm.changed', entityId: id, level: live ? after.priority : 'info', area, street, community: this.areas.communityName(area), at: now, title: card.kindText, state: card.stateText, source: ['camera', 'robot', 'lift'].includes(after.source_kind) ? 'video' : 'elder', ...(live ? { alarm: card } : {}) },
        ]);
        tx.onCommit(() => this.bus.emit('committed', { feed, deltas: [], touched: new Set(), cursor: null }));
      }
      return after;
    });
    return this.detail(row, caller);
  }

  /** A screen says that it has painted the feed entry `seq`; kept when it is an alarm of an urgent kind. */
  async renderedAt(seq: number, screen: string): Promise<void> {
    await this.database.transaction((tx) => this.repository.recordRendered(tx, seq, screen, this.clock.now()));
  }

  /**
   * Brings alarms of a made-up past to where such alarms would be now: answered, and closed when older than `keepMs`.
   * Only for the demo's history, whose days no operator has seen.
   */
  async settleHistory(from: number, keepMs: number): Promise<void> {
    const now = this.clock.now();
    for (;;) {
      const rows = await this.repository.listUnsettled(from, now, now - keepMs);
      if (rows.length === 0) return;
      await this.database.transaction((tx) => this.repository.settle(tx, rows, now - keepMs));
    }
  }

  private async detail(row: AlarmReadRow, caller: AccountPrincipal): Promise<AlarmDetail> {
    const timeline = await this.repository.listTimeline(row.id);
    return {
      ...toCard(row, this.areas),
      allowedActions: allowedActions(row.state, rolesOf(caller).some((role) => ANSWERING.includes(role))),
      timeline: timeline.map((entry) => ({ no: entry.no, at: isoTime(entry.at), actor: entry.actor, action: entry.action, text: ACTION_TEXT[entry.action] ?? entry.action })),
    };
  }
}
