import { Inject, Injectable } from '@nestjs/common';
import { bulkInsert, type Clock, Database, IdGenerator, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { appendFeed, AreaIndex, FactBus } from '../spine/index.js';
import { sourceOf } from './device-events.js';

interface SilentRow {
  id: number;
  name: string;
  class: string;
  area_id: number;
  silent_at: Date;
}

const PART = 500;
/** More than this many at once are one outage, not so many pieces of news. */
const NEWS = 5;

/** A device that was silent for three intervals of its class becomes a fault (issue 1, item 9); asked once a minute. */
@Injectable()
export class SilenceService {
  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    private readonly ids: IdGenerator,
    private readonly bus: FactBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns how many faults were opened */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<SilentRow>(
        `SELECT d.id, d.name, d.class, d.area_id, d.silent_at FROM device d
         WHERE d.state = 'INSTALLED' AND d.silent_at < ? AND NOT EXISTS (SELECT 1 FROM device_fault f WHERE f.device_id = d.id AND f.kind = 'silent' AND f.closed_at IS NULL)
         ORDER BY d.silent_at LIMIT ${PART}`,
        [sqlTime(now)],
      );
      if (rows.length === 0) return 0;
      const faults = rows.flatMap((row) => {
        const area = this.areas.id(row.area_id);
        return area === undefined ? [] : [{ id: this.ids.next(), row, area }];
      });
      await bulkInsert(tx, 'device_fault', ['id', 'device_id', 'kind', 'area_id', 'area_path', 'opened_at'], faults.map(({ id, row, area }) => [id, row.id, 'silent', area.id, area.path, sqlTime(row.silent_at.getTime())]));
      const drafts = faults.slice(0, NEWS).map(({ id, row, area }) => ({
        type: 'device.fault',
        entityId: id,
        level: 'P4' as const,
        area,
        street: this.areas.street(area),
        community: this.areas.communityName(area),
        at: now,
        title: row.name,
        state: '失联',
        source: sourceOf(row.class),
      }));
      const feed = await appendFeed(tx, drafts);
      tx.onCommit(() => this.bus.emit('committed', { feed, deltas: [], touched: new Set(['DEV-04']), cursor: null }));
      return faults.length;
    });
  }
}
