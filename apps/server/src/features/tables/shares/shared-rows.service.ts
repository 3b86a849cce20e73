import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { fieldOf, tagOf } from '#catalogue';
import type { CellValue, SharedTable, ShareLevel, TableDefinition } from '#contracts';
import { type Clock, Database, type Queryable } from '#platform';
import { CLOCK } from '../../../boot/tokens.js';
import { type AccountPrincipal, scopeOf } from '../../access/index.js';
import { AreaIndex } from '../../spine/index.js';
import { GroupedTables } from '../grouped-tables.js';
import { BREATH, breathe, PART } from '../pace.js';
import { DetailQuery, type DetailRow } from '../query/detail.js';
import { type PlanContext, shapeOf } from '../query/plan.js';
import { checkHidden } from '../rights.js';
import { lastingView, NOT_YOURS } from '../row.view.js';
import { TablesService } from '../tables.service.js';
import { checkShareable, checkSize, columnsAt } from './share.rules.js';


/** What of a share's table leaves, and for whom it is read. */
export interface Agreed {
  definition: TableDefinition;
  most: ShareLevel;
  owner: AccountPrincipal;
}
export type SharedContent = Pick<SharedTable, 'columns' | 'rows' | 'totals' | 'total' | 'withheld' | 'hash'>;

/**
 * Shared tables as their owner sees them: same query, same masks, but only over areas where the owner may share, and without what a
 * door or an alarm opens for the moment.
 */
@Injectable()
export class SharedRows {
  constructor(
    private readonly database: Database,
    private readonly tables: TablesService,
    private readonly grouped: GroupedTables,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Whether the table may be shared as it stands.
   * @returns the area that holds its rows (null: it has none today) over all the owner may list, and what does not leave
   * @throws TABLE_*, SHARE_SENSITIVE, SHARE_GROUP, SHARE_NOTHING, SHARE_TOO_MANY
   */
  async check(agreed: Agreed): Promise<{ root: string | null; withheld: string[] }> {
    const { definition, owner } = agreed;
    const { withheld } = await this.page(agreed, 1, 1, this.clock.now());
    const bare = { ...definition, columns: [], groupBy: [], aggregates: [], sort: undefined, compare: undefined };
    return { root: await new DetailQuery(this.database, bare, await this.tables.context(definition, owner), []).root(), withheld };
  }

  /** One page, its total from the same state. @throws TABLE_*, SHARE_* */
  async page(agreed: Agreed, page: number, pageSize: number, now: number): Promise<SharedContent> {
    const context = await this.context(agreed, now);
    const leaving = this.leaving(agreed, context);
    const read = shapeOf(agreed.definition) === 'grouped' ? this.groups(agreed, context) : (db: Queryable) => this.list(agreed, context, leaving.shown, page, pageSize, db);
    const content = await this.database.snapshot(read);
    const rows = shapeOf(agreed.definition) === 'grouped' ? content.rows.slice((page - 1) * pageSize, page * pageSize) : content.rows;
    return { ...content, rows, withheld: leaving.withheld, hash: createHash('sha256').update(JSON.stringify(rows)).digest('hex') };
  }

  private leaving({ definition, most }: Agreed, context: PlanContext): ReturnType<typeof columnsAt> {
    const roles = this.tables.roles(context.scope);
    checkHidden(definition, roles);
    checkShareable(definition, most, roles);
    return columnsAt(definition, most, roles);
  }

  private async context({ definition, owner }: Agreed, now: number): Promise<PlanContext> {
    return { ...(await this.tables.context(definition, owner, now)), scope: scopeOf(owner, 'tables.share') };
  }

  private groups(agreed: Agreed, context: PlanContext): (db: Queryable) => Promise<Omit<SharedContent, 'withheld' | 'hash'>> {
    const { definition, owner } = agreed;
    return async (db) => {
      const compared = await this.tables.comparedContext(definition, context, owner);
      const table = await this.grouped.run(definition, context, compared === null ? null : { ...compared, scope: context.scope }, db);
      const cells = (values: Readonly<Record<string, CellValue>>): CellValue[] => table.columns.map((column) => values[column.id] ?? null);
      return { columns: table.columns.map(({ id, label, type }) => ({ id, label, type })), rows: table.rows.map((row) => cells(row.values)), totals: cells(table.totals), total: table.rows.length };
    };
  }

  private async list({ definition }: Agreed, context: PlanContext, shown: readonly string[], page: number, pageSize: number, db: Queryable): Promise<Omit<SharedContent, 'withheld' | 'hash'>> {
    const roles = this.tables.roles(context.scope);
    const query = new DetailQuery(db, definition, context, shown);
    const total = await query.total();
    checkSize(definition, total);
    const ids = await new DetailQuery(db, { ...definition, columns: [] }, context, []).ids(pageSize, (page - 1) * pageSize);
    const cells = this.cells(context, shown, query);
    const rows: CellValue[][] = [];
    for (let from = 0; from < ids.length; from += PART) {
      for (const row of await query.byIds(ids.slice(from, from + PART))) {
        if (rows.length % BREATH === 0) await breathe();
        rows.push(cells(row));
      }
    }
    const columns = shown.map((id) => this.tables.column(id, false, roles)).map(({ id, label, type }) => ({ id, label, type }));
    return { columns, rows, totals: null, total };
  }

  private cells(context: PlanContext, shown: readonly string[], query: DetailQuery): (row: DetailRow) => CellValue[] {
    const view = lastingView(this.areas, context.instant.day, context.scope);
    return (row) => {
      // Not even how many sensitive tags somebody bears, nor one of unknown class.
      const open = { ...row, tags: row.tags.filter((tag) => (tagOf(tag)?.level ?? 'L4') !== 'L4') };
      return shown.map((id) => {
        const field = fieldOf(id);
        const cell = field === undefined ? undefined : view.shown(open, field, query.kindOf(id));
        return cell === undefined ? NOT_YOURS : cell.value;
      });
    };
  }
}
