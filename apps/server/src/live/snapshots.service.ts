import { Inject, Injectable } from '@nestjs/common';
import { type FeedEntry, LIVE, type WallSnapshot } from '#contracts';
import { type Clock, Database, isoTime } from '#platform';
import { CLOCK } from '../boot/tokens.js';
import { AlarmsService } from '../features/alarms/index.js';
import { DemoState } from '../features/areas/index.js';
import { IndicatorsService } from '../features/indicators/index.js';
import { type Area, AreaIndex, type StoredFeedEntry } from '../features/spine/index.js';
import { FreshnessService } from './freshness.service.js';
import { toFeedEntry } from './room.js';

const ALARM_LIMIT = 300;
const TICKER_LIMIT = 30;
const FRESH_MS = 250;
/** What the ranking and the map show of the areas one level below. */
export const CHILD_IDS = ['LED-01', 'LED-03', 'PHY-01', 'CASE-01', 'CASE-02', 'CASE-03', 'CASE-13', 'OPI-01', 'ELD-02', 'SAF-01', 'VOL-15'];

interface FeedRow {
  seq: number;
  payload: unknown;
}

interface Built {
  at: number;
  snapshot: Promise<WallSnapshot>;
}

/** First pictures and missed entries. One build per area serves all who ask within a frame: a storm costs areas, not clients. */
@Injectable()
export class SnapshotsService {
  private readonly built = new Map<number, Built>();

  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    private readonly alarms: AlarmsService,
    private readonly indicators: IndicatorsService,
    private readonly freshness: FreshnessService,
    private readonly demo: DemoState,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(area: Area, version: number): Promise<WallSnapshot> {
    const now = this.clock.now();
    let entry = this.built.get(area.id);
    if (entry === undefined || now - entry.at > FRESH_MS) {
      entry = { at: now, snapshot: this.build(area, version) };
      this.built.set(area.id, entry);
      entry.snapshot.catch(() => this.built.delete(area.id));
    }
    return entry.snapshot;
  }

  /** Last seq of a room, and the epoch of its street's feed. */
  async head(area: Area): Promise<{ seq: number; epoch: string }> {
    const street = this.areas.street(area);
    const rows = await this.database.query<{ seq: number | null; epoch: string }>(
      'SELECT h.epoch, (SELECT MAX(f.seq) FROM feed_entry f WHERE f.street_id = h.street_id AND f.area_path LIKE ?) AS seq FROM feed_head h WHERE h.street_id = ?',
      [`${area.path}%`, street.id],
    );
    return { seq: Number(rows[0]?.seq ?? 0), epoch: rows[0]?.epoch ?? '' };
  }

  /** Entries of a room after `lastSeq`; null when there are more than may be caught up, or they are no longer kept. */
  async missed(area: Area, lastSeq: number): Promise<FeedEntry[] | null> {
    const street = this.areas.street(area);
    // Who was there before the first entry has missed nothing that is no longer kept while that one is.
    const known = await this.database.query('SELECT seq FROM feed_entry WHERE street_id = ? AND seq = ?', [street.id, Math.max(1, lastSeq)]);
    if (known.length === 0) return null;
    const rows = await this.database.query<FeedRow>('SELECT seq, payload FROM feed_entry WHERE street_id = ? AND seq > ? AND area_path LIKE ? ORDER BY seq LIMIT ?', [street.id, lastSeq, `${area.path}%`, LIVE.maxCatchUp + 1]);
    return rows.length > LIVE.maxCatchUp ? null : chain(rows, lastSeq);
  }

  childrenOf(area: Area, day: string): Map<string, Record<string, number | null>> {
    const values = new Map<string, Record<string, number | null>>();
    for (const child of this.areas.children(area)) {
      const reading = this.indicators.readPrepared(child, day);
      values.set(child.code, Object.fromEntries(CHILD_IDS.map((id) => [id, reading.values[id] ?? null])));
    }
    return values;
  }

  private async build(area: Area, version: number): Promise<WallSnapshot> {
    const day = this.indicators.today();
    const reading = await this.indicators.read(area, day);
    const [alarms, ticker, trends] = await Promise.all([this.alarms.listOpen(area.path, ALARM_LIMIT), this.ticker(area), this.indicators.trends(area)]);
    return {
      area: this.areas.node(area),
      path: this.areas.lineage(area).map((node) => this.areas.node(node)),
      children: this.areas.children(area).map((child) => this.areas.node(child)),
      frame: {
        area: area.code,
        version,
        asOf: reading.asOf,
        day,
        values: reading.values,
        states: reading.states,
        groups: reading.groups,
        asOfs: this.indicators.countedAt(),
        children: Object.fromEntries(this.childrenOf(area, day)),
        trends,
        sources: this.freshness.list(),
        notice: this.demo.notice(),
      },
      alarms,
      ticker,
      serverNow: isoTime(this.clock.now()),
    };
  }

  private async ticker(area: Area): Promise<FeedEntry[]> {
    const street = this.areas.street(area);
    const rows = await this.database.query<FeedRow>('SELECT seq, payload FROM feed_entry WHERE street_id = ? AND area_path LIKE ? ORDER BY seq DESC LIMIT ?', [street.id, `${area.path}%`, TICKER_LIMIT]);
    return chain(rows.reverse(), 0);
  }
}

/** Stored entries with the `prev` of this room. */
function chain(rows: readonly FeedRow[], before: number): FeedEntry[] {
  let prev = before;
  return rows.map((row) => {
    const entry = toFeedEntry((typeof row.payload === 'string' ? JSON.parse(row.payload) : row.payload) as StoredFeedEntry, prev);
    prev = Number(row.seq);
    return entry;
  });
}
