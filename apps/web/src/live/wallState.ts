import { ALARM_DONE_STATES } from '#contracts';
import type { AlarmCard, AreaNode, FeedEntry, Frame, Head, JoinAck } from '#contracts';

/** What a screen holds of one area. Pure data and pure steps: no socket, no clock, no Vue. */
export interface WallState {
  epoch: string | null;
  /** Last feed entry held; null before the first join. */
  seq: number | null;
  area: AreaNode | null;
  path: readonly AreaNode[];
  children: readonly AreaNode[];
  frame: Frame | null;
  alarms: ReadonlyMap<string, AlarmCard>;
  /** Newest first. */
  ticker: readonly FeedEntry[];
}

/** Bounds, so that a page may stay open for months. */
export const TICKER_MAX = 50;
export const ALARMS_MAX = 5000;

export function emptyState(): WallState {
  return { epoch: null, seq: null, area: null, path: [], children: [], frame: null, alarms: new Map(), ticker: [] };
}

export function isOpen(alarm: AlarmCard): boolean {
  return !ALARM_DONE_STATES.includes(alarm.state);
}

function withAlarm(alarms: ReadonlyMap<string, AlarmCard>, card: AlarmCard): ReadonlyMap<string, AlarmCard> {
  const held = alarms.get(card.id);
  // An older version may arrive after a newer one held from a snapshot.
  if (held && held.version > card.version) return alarms;
  if (!isOpen(card)) {
    if (!held) return alarms;
    const next = new Map(alarms);
    next.delete(card.id);
    return next;
  }
  const next = new Map(alarms);
  next.set(card.id, card);
  if (next.size > ALARMS_MAX) dropOneLesser(next);
  return next;
}

/** Over the bound the oldest of the lowest priority leaves; a P1 or P2 never does. */
function dropOneLesser(alarms: Map<string, AlarmCard>): void {
  for (const priority of ['P4', 'P3'] as const) {
    for (const [id, card] of alarms) {
      if (card.priority !== priority) continue;
      alarms.delete(id);
      return;
    }
  }
}

export type FeedVerdict = 'applied' | 'duplicate' | 'hole';

/**
 * One feed entry. `hole` leaves the state untouched: the caller joins again with the seq it holds.
 * `prev` at or below what we hold is no hole: nothing of this room lies between.
 */
export function applyFeed(state: WallState, entry: FeedEntry): { state: WallState; verdict: FeedVerdict } {
  if (state.seq === null) return { state, verdict: 'hole' };
  if (entry.seq <= state.seq) return { state, verdict: 'duplicate' };
  if (entry.prev > state.seq) return { state, verdict: 'hole' };
  return { state: take(state, entry), verdict: 'applied' };
}

function take(state: WallState, entry: FeedEntry): WallState {
  return {
    ...state,
    seq: entry.seq,
    ticker: [entry, ...state.ticker].slice(0, TICKER_MAX),
    alarms: entry.alarm ? withAlarm(state.alarms, entry.alarm) : state.alarms,
  };
}

function mergeChildren(held: Frame['children'], changed: Frame['children']): Frame['children'] {
  if (!changed) return held;
  const next = { ...held };
  for (const [code, values] of Object.entries(changed)) next[code] = { ...next[code], ...values };
  return next;
}

/** Latest version wins; only the keys a frame carries change. */
export function applyFrame(state: WallState, frame: Frame): WallState {
  const held = state.frame;
  if (!held || state.area?.code !== frame.area || frame.version <= held.version) return state;
  const merged: Frame = {
    area: frame.area,
    version: frame.version,
    asOf: frame.asOf,
    day: frame.day,
    values: { ...held.values, ...frame.values },
    states: { ...held.states, ...frame.states },
    groups: { ...held.groups, ...frame.groups },
    asOfs: { ...held.asOfs, ...frame.asOfs },
    children: mergeChildren(held.children, frame.children),
    trends: frame.trends ?? held.trends,
    sources: frame.sources ?? held.sources,
    notice: frame.notice === undefined ? held.notice : frame.notice,
  };
  return { ...state, frame: merged };
}

/**
 * On one connection versions only grow; a few steps back may be a cached snapshot overtaken by frames.
 * Far back means that the server counts anew, and all its frames would be ignored for hours.
 */
export function isAnotherLife(state: WallState, frame: Frame): boolean {
  return state.frame !== null && state.area?.code === frame.area && frame.version + 20 < state.frame.version;
}

/** The answer to `join`: a whole snapshot, or exactly what was missed. */
export function applyAck(state: WallState, ack: JoinAck): WallState {
  const shot = ack.snapshot;
  if (shot) {
    const alarms = new Map(shot.alarms.filter(isOpen).map((card) => [card.id, card] as const));
    const ticker = [...shot.ticker].sort((a, b) => b.seq - a.seq).slice(0, TICKER_MAX);
    let next: WallState = {
      epoch: ack.epoch,
      seq: ack.seq,
      area: shot.area,
      path: shot.path,
      children: shot.children,
      frame: shot.frame,
      alarms,
      ticker,
    };
    for (const entry of ack.missed) if (entry.seq > ack.seq) next = take(next, entry);
    return next;
  }
  let next: WallState = { ...state, epoch: ack.epoch };
  // Ordered and complete by contract, so `prev` needs no check here.
  for (const entry of [...ack.missed].sort((a, b) => a.seq - b.seq)) {
    if (next.seq === null || entry.seq > next.seq) next = take(next, entry);
  }
  return { ...next, seq: Math.max(next.seq ?? 0, ack.seq) };
}

/** Every 2 s: have we fallen behind, or is this another server life? */
export function headAsksRejoin(state: WallState, head: Head): boolean {
  return state.seq === null || head.epoch !== state.epoch || head.seq > state.seq;
}
