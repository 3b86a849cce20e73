import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { AdminHealth } from '#contracts';
import { type Clock, Database, isoTime } from '#platform';
import { CLOCK } from '../boot/tokens.js';
import { Access } from '../features/access/index.js';
import { HealthService } from '../features/health/index.js';
import { RecountService } from '../features/indicators/index.js';
import { AreaIndex } from '../features/spine/index.js';
import { Applier, IntakeCounters, QuarantineService } from '../intake/index.js';
import { ConnectedScreens, LiveHub } from '../live/index.js';

interface SourceRow {
  id: string;
  kind: string;
  name: string;
  newest: Date | null;
  disabled_at: Date | null;
  repeats: number | string | null;
}

/** The operator's page: sources, journal, quarantine, recount, screens. */
@Controller('api/v1')
export class AdminController {
  constructor(
    private readonly database: Database,
    private readonly health: HealthService,
    private readonly recount: RecountService,
    private readonly applier: Applier,
    private readonly counters: IntakeCounters,
    private readonly quarantine: QuarantineService,
    private readonly hub: LiveHub,
    private readonly screens: ConnectedScreens,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Access(['admin'])
  @Get('admin/health')
  async read(): Promise<AdminHealth> {
    const [health, quarantine, sources] = await Promise.all([this.health.read(), this.quarantine.summary(), this.sources()]);
    const walls = this.screens.list((id) => (id === undefined ? '' : (this.areas.id(id)?.code ?? '')));
    return {
      health,
      sources: sources.map((source) => ({ ...source, quarantined: quarantine.bySource.get(source.id) ?? 0 })),
      quarantine: { open: quarantine.open, newestAt: quarantine.newestAt },
      recount: this.recount.lastRun(),
      walls,
      live: { feedSeq: this.hub.feedSeq(), sockets: walls.length, epoch: this.hub.epoch() },
      apply: { lastBatchAt: this.applier.lastBatchAt === null ? null : isoTime(this.applier.lastBatchAt), applied: this.applier.appliedTotal, perSecond: this.applier.perSecond() },
    };
  }

  @Access(['admin'])
  @Post('admin/recount')
  @HttpCode(200)
  async recountNow(): Promise<{ at: string | null; differences: number | null }> {
    await this.recount.compare();
    return this.recount.lastRun();
  }

  @Access(['admin'])
  @Get('sources')
  async listSources(): Promise<{ items: Omit<AdminHealth['sources'][number], 'quarantined'>[]; total: number; asOf: string }> {
    const items = await this.sources();
    return { items, total: items.length, asOf: isoTime(this.clock.now()) };
  }

  private async sources(): Promise<Omit<AdminHealth['sources'][number], 'quarantined'>[]> {
    const rows = await this.database.query<SourceRow>('SELECT s.id, s.kind, s.name, s.last_event_at AS newest, s.disabled_at, s.repeats FROM source s ORDER BY s.no');
    return rows.map((row) => {
      const seen = this.counters.of(row.id);
      const newest = Math.max(seen.lastAt ?? 0, row.newest?.getTime() ?? 0);
      return { id: row.id, kind: row.kind, name: row.name, lastEventAt: newest === 0 ? null : isoTime(newest), disabledAt: row.disabled_at === null ? null : isoTime(row.disabled_at), accepted: seen.accepted, repeats: Number(row.repeats ?? 0), rejected: seen.rejected };
    });
  }
}
