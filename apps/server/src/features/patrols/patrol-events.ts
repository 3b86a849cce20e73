import { Injectable } from '@nestjs/common';
import type { GridPatrol } from '#contracts';
import { bulkInsert, businessDay, fail, sqlTime } from '#platform';
import { type ApplyContext, type ApplyEvent, type Area, type EventRule, loadBy, type RuleRun, say } from '../spine/index.js';

interface PatrolRow {
  id: number;
  worker: string;
  started_at: Date | null;
}

interface PatrolState {
  id: number;
  worker: string;
  area: Area | null;
  startedAt: number | null;
  endedAt: number | null;
  isNew: boolean;
}

/** `grid.patrol`: one row from start to end; PAT-02 counts ends, PAT-01 asks the open rows. */
@Injectable()
export class PatrolEvents implements EventRule {
  handles(type: string): boolean {
    return type === 'grid.patrol';
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const workers = events.map((event) => (event.envelope.data as GridPatrol).worker);
    const open = await loadBy<PatrolRow>(context.tx, 'SELECT id, worker, started_at FROM patrol WHERE ended_at IS NULL AND worker IN (?) ORDER BY started_at', 'worker', workers);
    return new PatrolRun(context, open);
  }
}

class PatrolRun implements RuleRun {
  private readonly open = new Map<string, PatrolState>();
  private readonly changed: PatrolState[] = [];

  constructor(
    private readonly context: ApplyContext,
    rows: ReadonlyMap<string, PatrolRow>,
  ) {
    for (const row of rows.values()) this.open.set(row.worker, { id: row.id, worker: row.worker, area: null, startedAt: row.started_at?.getTime() ?? null, endedAt: null, isNew: false });
  }

  apply(event: ApplyEvent): void {
    const data = event.envelope.data as GridPatrol;
    const area = this.context.areas.code(data.gridCode);
    if (area === undefined) throw fail('REF_UNKNOWN', { ref: data.gridCode, kind: '网格' });
    const at = Date.parse(data.at);
    const patrol = data.phase === 'start' ? this.start(data.worker, area, at) : this.end(data.worker, area, at);
    this.context.touched.add('PAT-01');
    event.results.push({ kind: 'patrol', id: String(patrol.id) });
    say(this.context, { type: data.phase === 'start' ? 'patrol.started' : 'patrol.ended', entityId: patrol.id, level: 'info', area, at, title: '网格巡查', state: data.phase === 'start' ? '已开始' : '已结束', source: 'grid' });
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    const fresh = this.changed.filter((patrol) => patrol.isNew);
    await bulkInsert(
      tx,
      'patrol',
      ['id', 'worker', 'area_id', 'area_path', 'started_at', 'ended_at'],
      fresh.map((patrol) => [patrol.id, patrol.worker, patrol.area?.id ?? 0, patrol.area?.path ?? '', patrol.startedAt === null ? null : sqlTime(patrol.startedAt), patrol.endedAt === null ? null : sqlTime(patrol.endedAt)]),
    );
    for (const patrol of this.changed) if (!patrol.isNew && patrol.endedAt !== null) await tx.write('UPDATE patrol SET ended_at = ?, area_id = ?, area_path = ? WHERE id = ?', [sqlTime(patrol.endedAt), patrol.area?.id ?? 0, patrol.area?.path ?? '', patrol.id]);
  }

  /** A worker is on one patrol at a time: a second start leaves the first open row as it is and opens its own. */
  private start(worker: string, area: Area, at: number): PatrolState {
    const patrol: PatrolState = { id: this.context.ids.next(), worker, area, startedAt: at, endedAt: null, isNew: true };
    this.open.set(worker, patrol);
    this.changed.push(patrol);
    return patrol;
  }

  /** An end without a start, or from before the open one's start, still is a finished patrol; its start is not known. */
  private end(worker: string, area: Area, at: number): PatrolState {
    const open = this.open.get(worker);
    const own = open !== undefined && (open.startedAt ?? 0) <= at;
    const patrol = own ? open : { id: this.context.ids.next(), worker, area, startedAt: null, endedAt: null, isNew: true };
    if (own) this.open.delete(worker);
    patrol.endedAt = at;
    // Counted where it ended, so the row says the same.
    patrol.area = area;
    if (!this.changed.includes(patrol)) this.changed.push(patrol);
    this.context.counters.day('PAT-02', businessDay(at), area.id, 1);
    return patrol;
  }
}
