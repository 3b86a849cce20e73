import { z } from 'zod';
import type { AlarmCard, Priority } from './alarms.js';
import type { AreaNode } from './areas.js';

/** The live contract of `design/interfaces.md` (Socket.IO) and `design/wall.md` §5.2. */
export const NAMESPACES = { wall: '/wall', desk: '/desk' } as const;

export const LIVE = {
  frameMs: 250,
  headMs: 2000,
  /** A client that heard nothing for this long calls its link lost (targets T21). */
  lostMs: 3000,
  maxCatchUp: 10_000,
} as const;

export const joinSchema = z.strictObject({
  area: z.string().min(1).max(32),
  scene: z.string().max(16).optional(),
  epoch: z.string().max(64).optional(),
  lastSeq: z.number().int().min(0).optional(),
});
export type JoinRequest = z.infer<typeof joinSchema>;

export const renderedSchema = z.strictObject({
  seq: z.number().int().min(0),
  wallId: z.string().min(1).max(64),
  at: z.string().max(40),
});
export type RenderedReceipt = z.infer<typeof renderedSchema>;

export const seatSchema = z.strictObject({
  seat: z.string().min(1).max(16),
  state: z.enum(['ready', 'busy', 'break', 'muted']),
});
export type SeatReport = z.infer<typeof seatSchema>;

export type IndicatorState = 'ok' | 'pending' | 'none' | 'small_sample' | 'suppressed';

/** What `GET /api/v1/indicators` answers; `groups` splits a value by its catalogue dimension (category, kind, level). */
export interface IndicatorReading {
  area: string;
  day: string;
  asOf: string;
  values: Record<string, number | null>;
  states: Record<string, IndicatorState>;
  groups: Record<string, Record<string, number>>;
}

export type SourceKind = 'elder' | 'grid' | 'volunteer' | 'video' | 'inspection';

/** Age of one of the kinds of sources; past `limitS` without an event the wall marks it late. */
export interface SourceFreshness {
  kind: SourceKind;
  name: string;
  lastAt: string | null;
  limitS: number;
}

/** One hour of today's cases; `day` curves are cumulated by the screen. */
export interface HourPoint {
  hour: number;
  reported: number;
  closed: number;
}

export interface DayPoint {
  day: string;
  value: number;
}

export interface WallTrends {
  /** Today by hour, only hours that have begun. */
  casesByHour: HourPoint[];
  /** Last 14 days, today last. */
  alarmsByDay: DayPoint[];
  volunteerHoursByDay: DayPoint[];
  checksByDay: DayPoint[];
}

/** Aggregates of one area, at most every 250 ms; holds only what changed since the room's last frame. */
export interface Frame {
  area: string;
  version: number;
  /** Values of kind `delta` are right as of this instant; it stands still while accepted events wait for the database. */
  asOf: string;
  day: string;
  values: Record<string, number | null>;
  states?: Record<string, IndicatorState>;
  groups?: Record<string, Record<string, number>>;
  /** Own instants of values computed less often than the frame. */
  asOfs?: Record<string, string>;
  /** Values of the areas one level below, for ranking and map. */
  children?: Record<string, Record<string, number | null>>;
  trends?: WallTrends;
  sources?: SourceFreshness[];
  notice?: DemoNotice | null;
}

/** Shown while demo rows exist; `phase` while history is being built. */
export interface DemoNotice {
  text: string;
  phase: { name: string; done: number; total: number } | null;
}

export type FeedLevel = Priority | 'info';

/**
 * One entry of a street's feed. `prev` = seq of the entry before it in this client's room,
 * so a hole is `prev` ≠ the last seq held.
 */
export interface FeedEntry {
  seq: number;
  prev: number;
  /** `alarm.raised`, `alarm.changed`, `case.reported`, `case.closed`, `visit.recorded`, `hazard.found`, … */
  type: string;
  id: string;
  level: FeedLevel;
  area: string;
  /** Community name without 社区, for the ticker; null when the place is unknown. */
  community: string | null;
  at: string;
  title: string;
  state: string;
  source: SourceKind;
  alarm?: AlarmCard;
}

export interface WallSnapshot {
  area: AreaNode;
  /** Street first, `area` last. */
  path: AreaNode[];
  children: AreaNode[];
  frame: Frame;
  alarms: AlarmCard[];
  ticker: FeedEntry[];
  serverNow: string;
}

export interface JoinAck {
  epoch: string;
  seq: number;
  snapshot: WallSnapshot | null;
  missed: FeedEntry[];
  error?: { code: string; message: string };
}

/** Every 2 s: the room's last seq, so that a hole is found even in silence. */
export interface Head {
  seq: number;
  at: string;
  epoch: string;
}

export interface ServerToClient {
  frame: (frame: Frame) => void;
  feed: (entry: FeedEntry) => void;
  /** Entries of one tick at once, in order, where one by one would be too many deliveries: the same chain. */
  feeds: (entries: FeedEntry[]) => void;
  head: (head: Head) => void;
}

export interface ClientToServer {
  join: (request: JoinRequest, ack: (reply: JoinAck) => void) => void;
  rendered: (receipt: RenderedReceipt) => void;
  seat: (report: SeatReport) => void;
}
