import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AppError, type Clock, type Config, Database, type Logger, type Queryable, sqlTime } from '#platform';
import { CLOCK, CONFIG, LOGGER } from '../../../boot/tokens.js';
import { AccessService, type AccountPrincipal } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { ViewerService } from '../../residents/index.js';
import { AreaIndex } from '../../spine/index.js';
import { GroupedTables } from '../grouped-tables.js';
import type { PlanContext } from '../query/plan.js';
import { ReuseLedger, runOfExport } from '../reuse/index.js';
import { TablesService } from '../tables.service.js';
import { auditOf, MOST_ROWS } from './export-audit.js';
import { ExportFile } from './export-file.js';
import { ExportRows } from './export-rows.js';
import { KEPT_MS } from './export.view.js';
import { ExportsRepository, type ExportRow } from './exports.repository.js';
import { noteOf, watermarkOf } from './note.js';
import { fileName, titleOf } from './words.js';
import type { Cell, FileTable, Sink } from './writers/cells.js';
import { writeCsv } from './writers/csv.js';
import { writePdf } from './writers/pdf.js';
import { writeXlsx } from './writers/xlsx.js';

const MOST_TRIES = 3;
const TELL_MS = 500;
const HOUR_MS = 3_600_000;
const VERSIONED = ['person', 'household', 'house', 'org'] as const;

/** Why a job ends before its end: somebody cancelled it, the server stops, or its requester may no longer have it. */
class Halt extends Error {
  constructor(readonly why: 'cancelled' | 'stopping' | 'rights') {
    super(why);
  }
}

/** Writes the files, one at a time in the background; what a stop of the server cut off is written anew from the same instant. */
@Injectable()
export class RunningService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly folder: string;
  private stopped = false;
  private queue: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly repository: ExportsRepository,
    private readonly tables: TablesService,
    private readonly grouped: GroupedTables,
    private readonly viewers: ViewerService,
    private readonly areas: AreaIndex,
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly reuse: ReuseLedger,
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.folder = join(config.dataDir, 'exports');
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.resume();
    await this.sweep();
    this.timer = setInterval(() => void this.sweep(), HOUR_MS);
  }

  /** Throws half-written files away and begins their exports anew. */
  async resume(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) if (name.endsWith('.part')) await rm(join(this.folder, name), { force: true });
    for (const { id } of await this.repository.running()) this.start(id);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.stopped = true;
    await this.queue;
  }

  pathOf(job: Pick<ExportRow, 'id' | 'format'>): string {
    return join(this.folder, `${job.id}.${job.format}`);
  }

  /** One after another: exports must not take the database from intake. */
  start(id: number): void {
    this.queue = this.queue.then(() => this.run(id)).catch((error: unknown) => this.logger.error({ err: error, export: id }, 'export stopped; it goes on at the next start'));
  }

  /** Removes files whose week is over; their rows stay. */
  async sweep(): Promise<void> {
    try {
      for (const job of await this.repository.stale(this.clock.now() - KEPT_MS)) {
        await rm(this.pathOf(job), { force: true });
        await this.database.transaction((tx) => this.repository.change(tx, job.id, 'done', { removed_at: this.clock.now() }));
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'old exports could not be removed; tried again in an hour');
    }
  }

  private async run(id: number): Promise<void> {
    const job = await this.repository.find(id);
    if (job === null || job.state !== 'running' || this.stopped) return;
    if (job.tries >= MOST_TRIES) return this.giveUp(job, `连续 ${MOST_TRIES} 次未能生成,请稍后重新导出;如反复出现,请告诉管理员`);
    const account = await this.access.accountById(job.account_id);
    if (account === null) return this.giveUp(job, '申请人的账号已停用');
    await this.database.transaction((tx) => this.repository.change(tx, id, 'running', { tries: job.tries + 1, done: 0 }));
    const file = await ExportFile.begin(this.folder, `${id}.${job.format}`);
    try {
      const rows = await this.database.snapshot((db) => this.write(db, job, account, file));
      await this.finish(job, account, file, rows);
    } catch (error) {
      await file.discard();
      await this.halted(job, error);
    }
  }

  /**
   * Writes the file of an issue once more from the ledger as of then. The same bytes stand again where the file had been removed.
   * @returns whether they are the same
   */
  again(job: ExportRow, account: AccountPrincipal): Promise<boolean> {
    const done = this.queue.then(() => this.rewrite(job, account));
    this.queue = done.then(() => undefined, () => undefined);
    return done;
  }

  private async rewrite(job: ExportRow, account: AccountPrincipal): Promise<boolean> {
    const file = await ExportFile.begin(this.folder, `${job.id}.${job.format}`);
    try {
      await this.database.snapshot((db) => this.write(db, { ...job, tries: Math.max(1, job.tries) }, account, file));
    } catch (error) {
      await file.discard();
      throw error;
    }
    const same = job.sha256 !== null && file.digest().equals(job.sha256);
    if (!same) await file.discard();
    else {
      await file.finish();
      await this.database.transaction((tx) => this.repository.change(tx, job.id, 'done', { removed_at: null, finished_at: this.clock.now() }));
    }
    return same;
  }

  /** Takes the file of a job away that nobody may have any more. */
  async remove(job: Pick<ExportRow, 'id' | 'format'>): Promise<void> {
    await rm(this.pathOf(job), { force: true });
  }

  private async halted(job: ExportRow, error: unknown): Promise<void> {
    if (error instanceof Halt && error.why === 'cancelled') return;
    // A stop of the server is no failed try.
    if (error instanceof Halt && error.why === 'stopping') {
      await this.database.transaction((tx) => this.repository.change(tx, job.id, 'running', { tries: job.tries }));
      return;
    }
    if (error instanceof Halt) return this.giveUp(job, '申请人的岗位或范围已变化,已停止导出');
    if (error instanceof AppError) return this.giveUp(job, error.message);
    this.logger.error({ err: error, export: job.id }, 'export failed; it is tried again');
    this.start(job.id);
  }

  private async giveUp(job: ExportRow, message: string): Promise<void> {
    await this.database.transaction((tx) => this.repository.change(tx, job.id, 'running', { state: 'failed', message: message.slice(0, 300), finished_at: this.clock.now() }));
  }

  private async write(db: Queryable, job: ExportRow, account: AccountPrincipal, sink: Sink): Promise<ExportRows> {
    const context = await this.frozen(db, job, account);
    const rows = new ExportRows({ tables: this.tables, grouped: this.grouped, viewers: this.viewers, areas: this.areas }, db, job, account, context);
    const limit = MOST_ROWS[job.format];
    const parts = await rows.open(limit);
    // Approved were the rows of one place; a row that came from elsewhere since was not.
    if (job.approved === 1 && !(await rows.within(job.area_path))) throw new Halt('rights');
    if (rows.count > limit) throw new AppError('EXPORT_TOO_LARGE', { format: job.format, limit, rows: rows.count, advice: '请加条件分几次导出' });
    // A file of an issue must come out the same whenever it is written.
    const now = job.frozen === 1 ? job.created_at.getTime() : this.clock.now();
    const table: FileTable = {
      at: now,
      title: titleOf(job.asked.definition),
      columns: rows.columns,
      parts: job.state === 'running' ? this.watched(job, account, parts) : parts,
      totals: () => rows.totals,
      note: () => noteOf(job, account, rows, context, this.areas, now),
      watermark: watermarkOf(job, account, now),
    };
    if (job.format === 'xlsx') await writeXlsx(sink, table);
    else if (job.format === 'csv') await writeCsv(sink, table, job.encoding);
    else await writePdf(sink, table);
    return rows;
  }

  /** The instant the table speaks of. At the first try it is this very state; later ones look back to it where the ledger has moved on. */
  private async frozen(db: Queryable, job: ExportRow, account: AccountPrincipal): Promise<PlanContext> {
    await db.query('SELECT 1 FROM person LIMIT 1');
    if (job.tries === 0 && job.frozen === 0) {
      job.as_of = new Date(this.clock.now());
      await this.database.transaction((tx) => this.repository.change(tx, job.id, 'running', { as_of: job.as_of.getTime() }));
      return this.tables.context(job.asked.definition, account, job.as_of.getTime());
    }
    const at = job.as_of.getTime();
    const context = await this.tables.context(job.asked.definition, account, at);
    return context.instant.at !== null || !(await changedSince(db, at)) ? context : this.tables.contextAt(job.asked.definition, account, at);
  }

  private async *watched(job: ExportRow, account: AccountPrincipal, parts: AsyncIterable<Cell[][]>): AsyncGenerator<Cell[][]> {
    let done = 0;
    let told = 0;
    for await (const part of parts) {
      yield part;
      done += part.length;
      if (this.stopped) throw new Halt('stopping');
      if (performance.now() - told < TELL_MS) continue;
      told = performance.now();
      if (!(await this.database.transaction((tx) => this.repository.change(tx, job.id, 'running', { done })))) throw new Halt('cancelled');
      await this.stillMay(account);
    }
    await this.stillMay(account);
  }

  /** Rights taken away while the file is written take the file away too. */
  private async stillMay(account: AccountPrincipal): Promise<void> {
    const now = await this.access.accountById(account.id);
    if (now === null || JSON.stringify(now.grants) !== JSON.stringify(account.grants)) throw new Halt('rights');
  }

  private async finish(job: ExportRow, account: AccountPrincipal, file: ExportFile, rows: ExportRows): Promise<void> {
    const sha256 = await file.finish();
    const kept = await this.database.transaction(async (tx) => {
      const change = { state: 'done', done: rows.count, total: rows.count, message: null, file_name: fileName(job.asked.definition, job.as_of, job.format), bytes: file.bytes, sha256, finished_at: this.clock.now() } as const;
      if (!(await this.repository.change(tx, job.id, 'running', change))) return false;
      await this.reuse.record(tx, runOfExport(job, rows, account, this.clock.now()));
      await this.audit.append(tx, auditOf({ ...job, total: rows.count }, account, 'export.done', { sha256: sha256.toString('hex'), content: rows.hash, inClear: rows.revealed }));
      return true;
    });
    if (!kept) await rm(this.pathOf(job), { force: true });
  }
}

async function changedSince(db: Queryable, at: number): Promise<boolean> {
  for (const table of VERSIONED) if ((await db.query(`SELECT 1 FROM ${table} WHERE recorded_at > ? LIMIT 1`, [sqlTime(at)])).length > 0) return true;
  return false;
}
