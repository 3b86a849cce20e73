import type { HealthReply } from './http.js';

/** `GET /api/v1/config`: what a page must know before anyone signs in. */
export interface PublicConfig {
  product: string;
  street: { code: string; name: string } | null;
  /** Demo rows exist: every page says 演示数据. */
  demo: boolean;
  /** Accounts shown as buttons; only on a loopback connection of a demo. */
  demoAccounts: { username: string; name: string; roleText: string }[];
  timeZone: string;
}

/** `GET /api/v1/indicators/:id/rows`: the rows that make a number, masked for the caller. */
export interface IndicatorRows {
  indicator: string;
  name: string;
  columns: { key: string; label: string }[];
  rows: Record<string, string | number | null>[];
  total: number;
  page: number;
  pageSize: number;
  asOf: string;
}

/** `GET /api/v1/indicators/catalogue`. */
export interface IndicatorInfo {
  id: string;
  name: string;
  unit: string;
  group: string;
  kind: 'delta' | 'clock' | 'window';
  formula: string;
  computed: boolean;
}

/** `GET /api/v1/admin/health`. */
export interface AdminHealth {
  health: HealthReply;
  sources: { id: string; kind: string; name: string; lastEventAt: string | null; disabledAt: string | null; accepted: number; repeats: number; rejected: number; quarantined: number }[];
  quarantine: { open: number; newestAt: string | null };
  recount: { at: string | null; differences: number | null };
  walls: {
    wallId: string;
    name: string;
    area: string;
    namespace: 'wall' | 'desk';
    connectedAt: string;
    lastRenderedSeq: number | null;
    lastRenderedAt: string | null;
  }[];
  live: { feedSeq: number; sockets: number; epoch: string };
  apply: { lastBatchAt: string | null; applied: number; perSecond: number };
}

/** One row of `GET /api/v1/quarantine`. */
export interface QuarantineItem {
  id: string;
  sourceId: string;
  eventId: string;
  type: string;
  code: string;
  message: string;
  at: string;
  state: 'open' | 'replayed';
}

/** Properties of the features of `GET /api/v1/map?area=` (a GeoJSON FeatureCollection in WGS-84). */
export type MapProperties =
  | { kind: 'community'; code: string; name: string }
  | { kind: 'grid'; code: string; name: string; community: string }
  | { kind: 'building'; code: string; name: string; estate: string; community: string; grid: string; floors: number; height: number }
  | { kind: 'river'; name: string };
