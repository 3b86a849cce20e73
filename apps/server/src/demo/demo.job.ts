import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Envelope, Role } from '#contracts';
import { bulkInsert, type Clock, type Config, Database, type JournalEntry, type Logger, sqlTime, type Tx } from '#platform';
import { CLOCK, CONFIG, LOGGER } from '../boot/tokens.js';
import { AccountsService, SourcesService } from '../features/access/index.js';
import { AlarmsService } from '../features/alarms/index.js';
import { AreasService, DEMO_SETTING } from '../features/areas/index.js';
import { CounterImage, RecountService } from '../features/indicators/index.js';
import { AreaIndex, FactBus } from '../features/spine/index.js';
import { ApplyBatch } from '../intake/index.js';
import { LiveHub } from '../live/index.js';
import { generateStreets } from './generate.js';
import { historyEvents, historyRefsOf, type HistoryRefs } from './history/index.js';
import { insertStreet } from './insert.js';
import { mapExtras } from './plan.js';

const SEED = 20_261_123;
const DAY_MS = 86_400_000;
const HISTORY_DAYS = 60;
const BATCH = 2000;
const OPEN_MS = 2 * 3_600_000;
/** Alarms and devices spoke up to now; what rules of issue 1 cannot end is ended here, or it would pile up for 60 days. */
const HAZARD_OPEN_DAYS = 7;

const SOURCES = [
  { id: 'demo-grid', name: '网格(演示)' },
  { id: 'demo-volunteer', name: '志愿服务(演示)' },
  { id: 'demo-elder', name: '助老与视频(演示)' },
  { id: 'demo-inspection', name: '安全自查(演示)' },
];

const ACCOUNTS: { username: string; name: string; role: Role; area: string | null }[] = [
  { username: 'leader', name: '陈立群', role: 'leader', area: null },
  { username: 'admin', name: '赵明', role: 'admin', area: null },
  { username: 'secretary', name: '孙红梅', role: 'secretary', area: '000000001001' },
  { username: 'grid', name: '周强', role: 'grid_worker', area: '00000000100101' },
  { username: 'operator', name: '李敏', role: 'operator', area: null },
  { username: 'auditor', name: '吴静', role: 'auditor', area: null },
];

interface DemoMark {
  size: string;
  now: number;
  /** History told so far, ms; `now` when it is complete. */
  toldUntil: number;
}

/** Fills an empty database with the demo street and its last 60 days, while the wall is already up. */
@Injectable()
export class DemoJob {
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly sources: SourcesService,
    private readonly areas: AreaIndex,
    private readonly areasService: AreasService,
    private readonly alarms: AlarmsService,
    private readonly recount: RecountService,
    private readonly image: CounterImage,
    private readonly batch: ApplyBatch,
    private readonly hub: LiveHub,
    private readonly bus: FactBus,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  stop(): void {
    this.stopped = true;
  }

  /** Accounts and keys of the demo, with the secrets of this start. */
  async openAccess(): Promise<void> {
    const { DEMO_PASSWORD: password, DEMO_SOURCE_KEY: key } = this.config;
    if (password === undefined || key === undefined) return;
    for (const { area, ...account } of ACCOUNTS) {
      const areaId = area === null ? null : (this.areas.code(area)?.id ?? null);
      await this.accounts.save({ ...account, areaId, isDemo: true }, password);
    }
    await this.fillCareList();
    // One key opens the four demo sources; each event names its own.
    for (const source of SOURCES) await this.sources.save({ ...source, kind: 'events', options: {}, isDemo: true }, key);
  }

  /** The demo's grid worker looks after a few people whose sensitive tags show at the door. */
  private async fillCareList(): Promise<void> {
    const account = (await this.database.query<{ id: number }>("SELECT id FROM account WHERE username = 'grid' AND is_demo = 1"))[0];
    const grid = this.areas.code('00000000100101');
    if (account === undefined || grid === undefined) return;
    const people = await this.database.query<{ id: number }>("SELECT DISTINCT p.id FROM person p JOIN person_tag t ON t.person_id = p.id WHERE p.area_path LIKE ? AND t.tag IN ('dementia', 'severe_mental') AND t.valid_to IS NULL ORDER BY p.id LIMIT 8", [`${grid.path}%`]);
    await this.database.transaction((tx) => bulkInsert(tx, 'care_list', ['account_id', 'person_id', 'since'], people.map(({ id }) => [account.id, id, sqlTime(this.clock.now())]), 'ON DUPLICATE KEY UPDATE since = since'));
  }

  async run(): Promise<void> {
    const began = Date.now();
    let mark = await this.readMark();
    if (mark === null) {
      if (!this.areas.isEmpty) return;
      mark = await this.seed();
      this.logger.info({ seconds: (Date.now() - began) / 1000 }, 'demo street written');
    }
    await this.openAccess();
    if (mark.toldUntil < mark.now) {
      await this.tellHistory(mark);
      this.logger.info({ seconds: (Date.now() - began) / 1000 }, 'demo history told');
    }
    this.progress(null);
  }

  private async seed(): Promise<DemoMark> {
    const now = this.clock.now();
    this.progress({ name: '建立演示街道', done: 0, total: 100 });
    const extras = mapExtras(this.config.DEMO_SIZE);
    let no = 0;
    for (const { plan, rows } of generateStreets(this.config.DEMO_SIZE, SEED, now)) {
      await this.database.transaction(async (tx) => {
        await insertStreet(tx, rows, (name, done, total) => this.progress({ name: `写入 ${name}`, done, total }));
        const streetId = rows.area.find((row) => row.code === plan.code)?.id ?? 0;
        await bulkInsert(tx, 'feed_head', ['street_id', 'seq', 'epoch'], [[streetId, 0, randomUUID()]]);
        await this.writeSetting(tx, `map.extras.${plan.code}`, extras.slice(no, no + 1));
      });
      no += 1;
    }
    const mark: DemoMark = { size: this.config.DEMO_SIZE, now, toldUntil: now - HISTORY_DAYS * DAY_MS };
    await this.database.transaction(async (tx) => {
      await this.recount.rebuild(tx);
      await this.writeSetting(tx, DEMO_SETTING, mark);
    });
    await this.areasService.reload();
    this.image.reset();
    this.hub.reset();
    return mark;
  }

  /** The same rules as live events, in large transactions; a killed job goes on where it was. */
  private async tellHistory(mark: DemoMark): Promise<void> {
    const from = mark.now - HISTORY_DAYS * DAY_MS;
    const refs = this.refsOf(mark);
    let entries: JournalEntry[] = [];
    for (const event of historyEvents(refs, from, mark.now, SEED)) {
      const at = Date.parse(event.time);
      if (at < mark.toldUntil) continue;
      entries.push({ seq: entries.length + 1, bytes: 0, envelope: envelopeOf(event) });
      if (entries.length < BATCH) continue;
      await this.tell(entries, mark, at, from);
      entries = [];
      if (this.stopped) return;
    }
    await this.tell(entries, mark, mark.now, from);
    await this.settle(from, mark);
  }

  private async tell(entries: readonly JournalEntry[], mark: DemoMark, until: number, from: number): Promise<void> {
    if (entries.length > 0) await this.batch.run(entries, undefined, false);
    mark.toldUntil = until;
    await this.database.transaction((tx) => this.writeSetting(tx, DEMO_SETTING, mark));
    this.progress({ name: '补记近 60 天', done: Math.floor((until - from) / DAY_MS), total: HISTORY_DAYS });
  }

  private async settle(from: number, mark: DemoMark): Promise<void> {
    await this.alarms.settleHistory(from, OPEN_MS);
    await this.database.transaction(async (tx) => {
      await tx.write("UPDATE hazard SET status = 'CLOSED', closed_at = ? WHERE status = 'FOUND' AND found_at < ? AND MOD(id, 25) <> 0", [sqlTime(mark.now), sqlTime(mark.now - HAZARD_OPEN_DAYS * DAY_MS)]);
      await this.recount.rebuild(tx, ['ELD-02', 'SAF-03']);
    });
  }

  /** Drawn again from the seed instead of read back: the same rows, without a second copy of the rules. */
  private refsOf(mark: DemoMark): HistoryRefs {
    for (const { rows } of generateStreets(mark.size as Config['DEMO_SIZE'], SEED, mark.now)) return historyRefsOf(rows);
    throw new Error('no street drawn');
  }

  private async readMark(): Promise<DemoMark | null> {
    const rows = await this.database.query<{ value: unknown }>('SELECT value FROM setting WHERE name = ?', [DEMO_SETTING]);
    const value = rows[0]?.value;
    return value === undefined ? null : ((typeof value === 'string' ? JSON.parse(value) : value) as DemoMark);
  }

  private async writeSetting(tx: Tx, name: string, value: unknown): Promise<void> {
    await tx.write('INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), changed_at = VALUES(changed_at)', [name, JSON.stringify(value), sqlTime(this.clock.now())]);
  }

  private progress(phase: { name: string; done: number; total: number } | null): void {
    this.bus.emit('demo.progress', phase);
  }
}

function envelopeOf(event: { sourceId: string; eventId: string; type: string; time: string; data: Record<string, unknown> }): Envelope {
  return { sourceId: event.sourceId, eventId: event.eventId, type: event.type, subject: null, time: event.time, receivedAt: event.time, door: 'demo', timeQuality: 'device', data: event.data };
}
