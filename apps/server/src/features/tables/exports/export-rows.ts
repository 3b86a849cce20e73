import { createHash } from 'node:crypto';
import { fieldOf, type FieldDefinition } from '#catalogue';
import type { TableColumn } from '#contracts';
import type { Queryable } from '#platform';
import { type AccountPrincipal, mayReveal, type Moment, NO_MOMENT } from '../../access/index.js';
import type { ViewerService } from '../../residents/index.js';
import type { AreaIndex } from '../../spine/index.js';
import type { GroupedTables } from '../grouped-tables.js';
import { DetailQuery, type DetailRow, shownColumns } from '../query/detail.js';
import type { FieldSql } from '../query/fields.js';
import { type PlanContext, shapeOf } from '../query/plan.js';
import { actionOf, type TablesService } from '../tables.service.js';
import { BREATH, breathe, PART } from '../pace.js';
import { NOT_YOURS, rolesWithin, RowView } from '../row.view.js';
import type { Cell, FileColumn } from './writers/cells.js';
import type { ExportRow } from './exports.repository.js';

/** As of the past each part looks through the history, so there are fewer. */
const PART_THEN = 2000;

export interface ExportTools {
  tables: TablesService;
  grouped: GroupedTables;
  viewers: ViewerService;
  areas: AreaIndex;
}

interface Column extends FileColumn {
  id: string;
  field: FieldDefinition | undefined;
  kind: FieldSql['kind'];
}

const fileType = (column: TableColumn): FileColumn['type'] => (column.type === 'int' || column.type === 'share' ? column.type : 'text');

/** The rows of one export as its requester may have them, at the instant it was frozen. */
export class ExportRows {
  columns: FileColumn[] = [];
  totals: readonly Cell[] | null = null;
  count = 0;
  /** Cells written in clear because somebody approved it. */
  revealed = 0;
  /** Cells of the table, how many hold something, and how many of each field do. */
  cells = 0;
  cellsFilled = 0;
  /** Of a list; the numbers of a grouped table come from many fields and from none alone. */
  readonly filled = new Map<string, number>();
  private readonly content = createHash('sha256');

  constructor(
    private readonly tools: ExportTools,
    private readonly db: Queryable,
    private readonly job: ExportRow,
    private readonly account: AccountPrincipal,
    private readonly context: PlanContext,
  ) {}

  /** Hash of what the cells say, in order: two files of the same content have the same, whatever their format. */
  get hash(): string {
    return this.content.copy().digest('hex');
  }

  /** Reads what is known before the first row: columns, and how many rows there are. */
  async open(most: number): Promise<AsyncGenerator<Cell[][]>> {
    const { definition } = this.job.asked;
    if (shapeOf(definition) === 'grouped') return this.grouped(most);
    const shown = shownColumns(definition).map(({ id }) => id);
    const query = new DetailQuery(this.db, definition, this.context, shown);
    const roles = this.tools.tables.roles(this.context.scope);
    const columns = shown.map((id): Column => ({ id, field: fieldOf(id), kind: query.kindOf(id), label: fieldOf(id)?.label ?? id, type: fileType(this.tools.tables.column(id, false, roles)) }));
    this.columns = columns;
    const ids = await new DetailQuery(this.db, { ...definition, columns: [] }, this.context, []).ids(most + 1);
    this.count = ids.length;
    return this.detail(query, columns, ids);
  }

  /** Whether all rows lie in an area. */
  async within(path: string): Promise<boolean> {
    const { definition } = this.job.asked;
    const root = await new DetailQuery(this.db, { ...definition, columns: [], groupBy: [], aggregates: [], sort: undefined, compare: undefined }, this.context, []).root();
    return root === null || root.startsWith(path);
  }

  private async *detail(query: DetailQuery, columns: readonly Column[], ids: readonly number[]): AsyncGenerator<Cell[][]> {
    const size = this.context.instant.at === null ? PART : PART_THEN;
    for (let from = 0; from < ids.length; from += size) {
      const rows = await query.byIds(ids.slice(from, from + size));
      const cells = await this.cellsOf(rows);
      const part: Cell[][] = [];
      for (const [at, row] of rows.entries()) {
        if (at > 0 && at % BREATH === 0) await breathe();
        const written = columns.map((column) => cells(row, column));
        this.tally(written, columns);
        part.push(written);
      }
      this.take(part);
      yield part;
    }
  }

  private async grouped(most: number): Promise<AsyncGenerator<Cell[][]>> {
    const { definition } = this.job.asked;
    const compared = await this.tools.tables.comparedContext(definition, this.context, this.account);
    const table = await this.tools.grouped.run(definition, this.context, compared, this.db);
    this.columns = table.columns.map((column) => ({ label: column.label, type: fileType(column) }));
    this.count = Math.min(most + 1, table.rows.length);
    this.totals = table.columns.map((column, at) => (at === 0 && column.kind === 'group' ? '合计' : (table.totals[column.id] ?? null)));
    return this.groups(table.rows.slice(0, this.count).map((row) => table.columns.map((column) => row.values[column.id] ?? null)));
  }

  private async *groups(rows: readonly Cell[][]): AsyncGenerator<Cell[][]> {
    for (let from = 0; from < rows.length; from += PART) {
      await breathe();
      const part = rows.slice(from, from + PART);
      for (const row of part) this.tally(row, []);
      this.take(part);
      yield part;
    }
  }

  private tally(row: readonly Cell[], columns: readonly Column[]): void {
    this.cells += row.length;
    for (const [index, cell] of row.entries()) {
      if (cell === null || cell === NOT_YOURS) continue;
      this.cellsFilled += 1;
      const field = columns[index]?.id;
      if (field !== undefined) this.filled.set(field, (this.filled.get(field) ?? 0) + 1);
    }
  }

  private take(part: readonly (readonly Cell[])[]): void {
    this.content.update(JSON.stringify(part));
  }

  /** The page's masks, without what a door or an alarm opens: a file stays when the visit is over. */
  private async cellsOf(rows: readonly DetailRow[]): Promise<(row: DetailRow, column: Column) => Cell> {
    const people = rows.filter((row) => row.personId > 0).map((row) => ({ id: row.personId, household_id: row.householdId }));
    const viewer = await this.tools.viewers.of(this.account, actionOf(this.job.asked.definition), people);
    const rolesOver = rolesWithin(viewer.scope);
    const momentOf = (row: DetailRow): Moment => ({ ...NO_MOMENT, caring: viewer.momentOf({ id: row.personId, household_id: row.householdId }).caring });
    const view = new RowView(this.tools.areas, this.context.instant.day, rolesOver, momentOf);
    const approved = this.job.approved === 1;
    return (row, { field, kind }) => {
      if (field === undefined) return null;
      if (approved && field.level === 'L4' && mayReveal(field, rolesOver(row.areaPath), momentOf(row))) {
        const clear = view.clear(row, field, kind);
        if (clear !== null) this.revealed += 1;
        return clear === null ? null : view.words(field, clear);
      }
      const shown = view.shown(row, field, kind);
      return shown === undefined ? NOT_YOURS : shown.value;
    };
  }
}
