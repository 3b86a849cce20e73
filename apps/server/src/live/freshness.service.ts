import { Inject, Injectable } from '@nestjs/common';
import type { SourceFreshness, SourceKind } from '#contracts';
import { businessHour, type Clock, Database, isoTime } from '#platform';
import { CLOCK } from '../boot/tokens.js';
import { FactBus } from '../features/spine/index.js';

const MINUTE = 60;
const NIGHT_S = 12 * 3600;

/** Name and freshness limit (s) by day of each kind of source; what sleeps at night is given the night. */
const KINDS: Record<SourceKind, { name: string; limitS: number; sleeps: boolean }> = {
  elder: { name: '助老报警', limitS: 5 * MINUTE, sleeps: false },
  grid: { name: '网格', limitS: 10 * MINUTE, sleeps: true },
  volunteer: { name: '志愿', limitS: 30 * MINUTE, sleeps: true },
  video: { name: '视频事件', limitS: 10 * MINUTE, sleeps: false },
  inspection: { name: '安全自查', limitS: 60 * MINUTE, sleeps: true },
};

/** When each kind of source was last heard. */
@Injectable()
export class FreshnessService {
  private readonly heard = new Map<SourceKind, number>();

  constructor(
    private readonly database: Database,
    bus: FactBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    bus.on('committed', (facts) => {
      for (const [kind, at] of facts.heard ?? []) this.heard.set(kind, Math.max(at, this.heard.get(kind) ?? 0));
    });
  }

  /** After a start the feed tells what was last heard. */
  async load(): Promise<void> {
    const rows = await this.database.query<{ source: SourceKind; at: Date }>("SELECT JSON_UNQUOTE(JSON_EXTRACT(payload, '$.source')) AS source, MAX(at) AS at FROM (SELECT payload, at FROM feed_entry ORDER BY street_id, seq DESC LIMIT 2000) recent GROUP BY JSON_UNQUOTE(JSON_EXTRACT(payload, '$.source'))");
    for (const row of rows) if (row.source in KINDS) this.heard.set(row.source, Math.max(row.at.getTime(), this.heard.get(row.source) ?? 0));
  }

  list(): SourceFreshness[] {
    const hour = businessHour(this.clock.now());
    const night = hour < 8 || hour >= 20;
    return (Object.keys(KINDS) as SourceKind[]).map((kind) => {
      const at = this.heard.get(kind);
      const { name, limitS, sleeps } = KINDS[kind];
      return { kind, name, lastAt: at === undefined ? null : isoTime(at), limitS: night && sleeps ? NIGHT_S : limitS };
    });
  }
}
