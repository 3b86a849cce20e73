import { Inject, Injectable } from '@nestjs/common';
import { fieldOf, tagOf } from '#catalogue';
import { type BaselineRequest, type ReuseBaseline, type ReuseReport, RUN_KINDS, type RunKind } from '#contracts';
import { businessDay, type Clock, Database, dayStart, fail, IdGenerator, isoTime, sqlTime } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { type AccountPrincipal, rolesOf, scopeOf } from '../../access/index.js';
import { AuditLog } from '../../audit/index.js';
import { DEFAULT_MINUTES, DEFAULT_NOTE, ReuseLedger } from './reuse-ledger.js';

interface RunRow {
  kind: RunKind;
  name: string;
  minutes: number;
  finished_at: Date;
  table_rows: number;
  cells_all: number;
  cells_auto: number;
  baseline_minutes: number;
}

interface FieldRow {
  field: string;
  runs: number;
  cells: number;
  names: string;
}

const MOST_FIELDS = 200;
const TABLES_NAMED = 5;
/** Who answers for the baseline. */
const BASELINE_ROLES: readonly string[] = ['admin', 'leader'];
const LEDGER = 'ledger.list';

/** The reuse ledger read: how often each field was used, what each table cost, what that saved. */
@Injectable()
export class ReuseService {
  constructor(
    private readonly database: Database,
    private readonly ledger: ReuseLedger,
    private readonly audit: AuditLog,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param wanted `YYYY-MM`; this month without it @throws BAD_REQUEST for a month to come */
  async report(wanted: string | undefined, account: AccountPrincipal): Promise<ReuseReport> {
    const now = this.clock.now();
    const month = wanted ?? businessDay(now).slice(0, 7);
    if (month > businessDay(now).slice(0, 7)) throw fail('BAD_REQUEST', { reason: '月份不能晚于本月' });
    const [from, until] = monthOf(month);
    const within = scopeOf(account, LEDGER).predicate('r.area_path');
    const between = [sqlTime(from), sqlTime(until), ...within.values];
    const where = `r.finished_at >= ? AND r.finished_at < ? AND ${within.sql}`;
    const runs = (await this.database.query<RunRow>(`SELECT r.kind, r.name, TIMESTAMPDIFF(MICROSECOND, r.requested_at, r.finished_at) / 60000000 AS minutes, r.finished_at, r.table_rows, r.cells_all, r.cells_auto, r.baseline_minutes FROM reuse_run r WHERE ${where}`, between)).map((run) => ({ ...run, minutes: Number(run.minutes), baseline_minutes: Number(run.baseline_minutes) }));
    const fields = await this.database.query<FieldRow>(`SELECT f.field, COUNT(*) AS runs, SUM(f.cells) AS cells, GROUP_CONCAT(DISTINCT r.name ORDER BY r.name SEPARATOR '\\n') AS names FROM reuse_run r JOIN reuse_field f ON f.run_id = r.id WHERE ${where} GROUP BY f.field ORDER BY runs DESC, cells DESC, f.field LIMIT ${MOST_FIELDS}`, between);
    const sum = (value: (run: RunRow) => number): number => runs.reduce((total, run) => total + value(run), 0);
    const [cellsAll, cellsAuto, baseline, actual] = [sum((run) => run.cells_all), sum((run) => run.cells_auto), sum((run) => run.baseline_minutes), sum((run) => run.minutes)];
    return {
      month,
      asOf: isoTime(now),
      tables: runs.length,
      cellsAll,
      cellsAuto,
      autoShare: cellsAll === 0 ? null : cellsAuto / cellsAll,
      medianMinutes: runs.length === 0 ? null : hundredth(median(runs.map((run) => run.minutes))),
      baselineMinutes: tenth(baseline),
      actualMinutes: hundredth(actual),
      savedShare: baseline === 0 ? null : (baseline - actual) / baseline,
      fields: fields.map((row) => ({ field: row.field, label: labelOf(row.field), runs: Number(row.runs), cells: Number(row.cells), tables: row.names.split('\n').slice(0, TABLES_NAMED) })),
      runs: byTable(runs),
      baselines: await this.baselines(now),
      mayEditBaselines: mayEdit(account),
    };
  }

  /** A new baseline from now on; what was saved before stays as it was counted. @throws FORBIDDEN */
  async setBaseline(kind: RunKind, { minutes, note }: BaselineRequest, account: AccountPrincipal): Promise<ReuseBaseline[]> {
    if (!mayEdit(account)) throw fail('FORBIDDEN');
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.write('INSERT INTO reuse_baseline (id, kind, minutes, note, account_id, account_name, since) VALUES (?, ?, ?, ?, ?, ?, ?)', [this.ids.next(), kind, minutes, note, account.id, account.name, sqlTime(now)]);
      await this.audit.append(tx, { actorId: account.id, actor: account.username, action: 'baseline.changed', subject: `baseline:${kind}`, detail: { minutes, note } });
    });
    return this.baselines(now);
  }

  private async baselines(at: number): Promise<ReuseBaseline[]> {
    const known = new Map((await this.ledger.baselines(this.database, at)).map((row) => [row.kind, row]));
    return (Object.keys(RUN_KINDS) as RunKind[]).map((kind) => {
      const row = known.get(kind);
      return { kind, kindText: RUN_KINDS[kind], minutes: row?.minutes ?? DEFAULT_MINUTES, note: row?.note ?? DEFAULT_NOTE, by: row?.account_name ?? '系统', since: row === undefined ? '' : isoTime(row.since) };
    });
  }
}

const mayEdit = (account: AccountPrincipal): boolean => rolesOf(account).some((role) => BASELINE_ROLES.includes(role));
/** Minutes of a quick table are still more than none. */
const hundredth = (value: number): number => Math.round(value * 100) / 100;
const tenth = (value: number): number => Math.round(value * 10) / 10;
const labelOf = (field: string): string => (field.startsWith('tag:') ? `标签:${tagOf(field.slice(4))?.name ?? field.slice(4)}` : (fieldOf(field)?.label ?? field));

function monthOf(month: string): [number, number] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return [dayStart(`${month}-01`), dayStart(`${next}-01`)];
}

/** The middle value; the mean of the two in the middle of an even number. Empty: 0. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function byTable(runs: readonly RunRow[]): ReuseReport['runs'] {
  const groups = new Map<string, RunRow[]>();
  for (const run of runs) groups.set(`${run.kind} ${run.name}`, [...(groups.get(`${run.kind} ${run.name}`) ?? []), run]);
  const total = (group: readonly RunRow[], value: (run: RunRow) => number): number => group.reduce((sum, run) => sum + value(run), 0);
  return [...groups.values()]
    .flatMap((group) => {
      const first = group[0];
      if (first === undefined) return [];
      const last = Math.max(...group.map((run) => run.finished_at.getTime()));
      return [{ name: first.name, kind: first.kind, kindText: RUN_KINDS[first.kind], runs: group.length, rows: total(group, (run) => run.table_rows), cellsAuto: total(group, (run) => run.cells_auto), cellsHand: total(group, (run) => run.cells_all - run.cells_auto), medianMinutes: hundredth(median(group.map((run) => run.minutes))), savedMinutes: tenth(total(group, (run) => run.baseline_minutes - run.minutes)), lastAt: isoTime(last) }];
    })
    .sort((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1));
}
