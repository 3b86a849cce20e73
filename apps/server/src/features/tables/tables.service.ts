import { Inject, Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import type { CellValue, ParseResult, TableColumn, TableDefinition, TableResult, TableRow } from '#contracts';
import { explainDefinition, parseRequest } from '#keywords';
import { addDays, blindIndex, businessDay, canonicalJson, type Clock, Database, dayStart, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, type Action, type Scope, scopeOf } from '../access/index.js';
import { ViewerService } from '../residents/index.js';
import { AreaIndex } from '../spine/index.js';
import { basisOf } from './basis.js';
import { approvalOf, formNeeds, wholePlace } from './exports/needs.js';
import { GroupedTables } from './grouped-tables.js';
import { PlacesService } from './places.service.js';
import { DetailQuery, type DetailRow, shownColumns } from './query/detail.js';
import { canShow } from './query/fields.js';
import { type PlanContext, shapeOf } from './query/plan.js';
import { checkHidden, columnState, mayTell, sensitiveConditions, SMALLEST_TOLD } from './rights.js';
import { rolesWithin, RowView } from './row.view.js';

const LEDGER = new Set<TableDefinition['entity']>(['person', 'household', 'house', 'visit']);
const VERSIONED = ['person', 'household', 'house', 'org'] as const;

/** What a caller may read of a kind of table: people need the ledger's right, facts the right to facts. */
export const actionOf = (definition: TableDefinition): Action => (LEDGER.has(definition.entity) ? 'ledger.list' : 'facts.read');

/** Rows of a list as a form takes them. */
export interface TableRecords {
  rows: Record<string, CellValue>[];
  total: number;
  /** Household number of each row; empty where the table has none. */
  households: string[];
  /** Labels of columns that are cut or missing for this caller. */
  masked: string[];
}

/** Somebody's table as it was at an instant: their rows, the reader's masks. */
export interface Frozen {
  by: AccountPrincipal;
  at: number;
}

const RECORDS_A_READ = 1000;

/** Words to tables: understand, count, read, mask. */
@Injectable()
export class TablesService {
  private columns: Promise<ReadonlyMap<string, readonly string[]>> | null = null;

  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    private readonly places: PlacesService,
    private readonly viewers: ViewerService,
    private readonly grouped: GroupedTables,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A request in words, with the live count of each reading where it must be asked. */
  async parse(text: string, asOf: string | undefined, account: AccountPrincipal): Promise<ParseResult> {
    const scope = scopeOf(account, 'ledger.list');
    const today = businessDay(this.clock.now());
    const parsed = parseRequest({ text, today, places: await this.places.within(scope) });
    const dated = <T extends { definition?: TableDefinition }>(item: T): T => (asOf === undefined || item.definition === undefined || item.definition.asOf !== undefined ? item : { ...item, definition: { ...item.definition, asOf } });
    const readings = parsed.readings === undefined ? undefined : await Promise.all(parsed.readings.map(async (reading) => ({ ...dated(reading), count: await this.told(dated(reading).definition, account) })));
    return { ...dated(parsed), ...(readings === undefined ? {} : { readings }) };
  }

  /** @throws TABLE_FIELD, TABLE_OP, TABLE_VALUE, TABLE_HIDDEN, TABLE_SHAPE, BAD_REQUEST */
  async run(definition: TableDefinition, page: number, pageSize: number, account: AccountPrincipal, frozen?: Frozen): Promise<TableResult> {
    const started = this.clock.now();
    const owner = frozen?.by ?? account;
    const context = frozen === undefined ? await this.context(definition, account) : await this.contextAt(definition, owner, frozen.at);
    const roles = this.roles(scopeOf(account, actionOf(definition)));
    checkHidden(definition, roles);
    const base = { page, pageSize, asOf: definition.asOf ?? isoTime(frozen?.at ?? started), basis: basisOf(definition, context.instant.day), explanation: explainDefinition(definition), headings: [] as TableResult['headings'] };
    const exporting = (total: number): TableResult['exporting'] => ({ approval: approvalOf(definition, total, roles), reason: wholePlace(definition) });
    if (shapeOf(definition) === 'grouped') {
      const compared = await this.comparedContext(definition, context, owner);
      const table = await this.grouped.run(definition, context, compared);
      const rows = table.rows.slice((page - 1) * pageSize, page * pageSize);
      return { ...base, columns: table.columns, rows, total: table.rows.length, counted: table.counted, totals: table.totals, withheld: null, exporting: exporting(table.rows.length), hash: hashOf(definition, table.rows.map((row) => row.values)), tookMs: this.clock.now() - started };
    }
    const sensitive = sensitiveConditions(definition);
    const shown = shownColumns(definition);
    const query = new DetailQuery(this.database, definition, context, shown.map(({ id }) => id));
    const total = await query.total();
    const columns = shown.map(({ id, added }) => this.column(id, added, roles));
    if (sensitive.length > 0) {
      const labels = [...new Set(sensitive.map((filter) => fieldOf(filter.field)?.label ?? filter.field))].join('、');
      const told = mayTell(definition, total);
      const what = told ? '页面只显示人数' : `不足 ${SMALLEST_TOLD} 的数不显示`;
      return { ...base, columns, rows: [], total: told ? total : 0, counted: null, totals: null, withheld: `条件涉及敏感信息(${labels}),${what};名单须由另一人批准后导出`, exporting: exporting(total), hash: hashOf(definition, [told ? total : 0]), tookMs: this.clock.now() - started };
    }
    const headings = definition.groupBy.length === 0 ? [] : await this.headings(definition, context);
    const found = await query.rows(pageSize, (page - 1) * pageSize);
    const view = await this.viewOf(found, context, account, actionOf(definition));
    const rows = found.map((row) => this.row(definition, row, columns, query, view));
    const clear = found.map((row) => columns.map(({ id }) => clearOf(view, row, id, query)));
    return { ...base, columns, rows, total, headings, counted: null, totals: null, withheld: null, exporting: exporting(total), hash: hashOf(definition, [total, ...clear]), tookMs: this.clock.now() - started };
  }

  /**
   * All rows of a list with the fields a form wants, shown as on the page; `tag:` and a code gives 是 or 否.
   * @throws TABLE_APPROVAL when the list may not leave without a second person
   */
  async records(definition: TableDefinition, wanted: readonly string[], account: AccountPrincipal): Promise<TableRecords> {
    const context = await this.context(definition, account);
    const roles = this.roles(context.scope);
    checkHidden(definition, roles);
    const tags = wanted.filter((id) => id.startsWith('tag:'));
    const own = [...wanted.filter((id) => !id.startsWith('tag:') && canShow(definition.entity, id)), ...(tags.length > 0 && canShow(definition.entity, 'person.tags') ? ['person.tags'] : []), ...(canShow(definition.entity, 'household.no') ? ['household.no'] : [])];
    const query = new DetailQuery(this.database, { ...definition, columns: [], groupBy: [] }, context, [...new Set(own)]);
    const total = await query.total();
    const why = formNeeds(definition, total, roles);
    if (why.length > 0) throw fail('TABLE_APPROVAL', { why: why.join(';') });
    const rows: TableRecords['rows'] = [];
    const households: string[] = [];
    const masked = new Set<string>();
    for (let offset = 0; offset < total; offset += RECORDS_A_READ) {
      const found = await query.rows(RECORDS_A_READ, offset);
      const view = await this.viewOf(found, context, account, actionOf(definition));
      for (const row of found) {
        const record: Record<string, CellValue> = {};
        for (const id of own) {
          const field = fieldOf(id);
          const shown = field === undefined ? undefined : view.shown(row, field, query.kindOf(id));
          record[id] = shown?.value ?? null;
          if (field !== undefined && (shown === undefined || shown.masked) && wanted.includes(id)) masked.add(field.label);
        }
        for (const tag of tags) record[tag] = view.hasTag(row, tag.slice(4));
        households.push(String(record['household.no'] ?? ''));
        rows.push(record);
      }
    }
    return { rows, total, households, masked: [...masked] };
  }

  /** How many stand under each heading of a grouped list. */
  private async headings(definition: TableDefinition, context: PlanContext): Promise<TableResult['headings']> {
    const [first] = definition.groupBy;
    if (first === undefined) return [];
    const table = await this.grouped.run({ ...definition, columns: [], groupBy: [first], aggregates: [{ fn: 'count' }], sort: undefined, limit: undefined }, context, null);
    return table.rows.map((row) => ({ label: String(row.values['g0'] ?? ''), count: Number(row.values['a0'] ?? 0) }));
  }

  /** The count of a reading, where it may be told. */
  private async told(definition: TableDefinition, account: AccountPrincipal): Promise<number | undefined> {
    const count = await this.count(definition, account);
    return mayTell(definition, count) ? count : undefined;
  }

  async count(definition: TableDefinition, account: AccountPrincipal): Promise<number> {
    const context = await this.context(definition, account);
    return new DetailQuery(this.database, { ...definition, columns: [], sort: undefined, limit: undefined }, context, []).total();
  }

  /** Everything a query of this caller needs to know, at an instant that is now unless the table was frozen. @throws BAD_REQUEST for a day to come */
  async context(definition: TableDefinition, account: AccountPrincipal, now = this.clock.now()): Promise<PlanContext> {
    const today = businessDay(now);
    const { asOf } = definition;
    if (asOf !== undefined && addDays(asOf, 0) !== asOf) throw fail('BAD_REQUEST', { reason: `日期“${asOf}”不存在` });
    if (asOf !== undefined && asOf > today) throw fail('BAD_REQUEST', { reason: 'asOf 不能晚于今天' });
    const past = asOf !== undefined && asOf < today;
    const scope = scopeOf(account, actionOf(definition));
    this.columns ??= this.loadColumns();
    const columns = await this.columns;
    return {
      instant: { at: past ? dayStart(addDays(asOf, 1)) - 1 : null, day: past ? asOf : today, now },
      scope,
      pathsOf: (level, name) => this.places.paths(scope, level, name),
      orderOf: (level) => this.places.ordered(scope, level),
      columnsOf: (table) => columns.get(table) ?? [],
    };
  }

  /** As `context`, looking back to an instant wherever the ledger keeps its history. */
  async contextAt(definition: TableDefinition, account: AccountPrincipal, at: number): Promise<PlanContext> {
    const context = await this.context(definition, account, at);
    return context.instant.at === null ? { ...context, instant: { ...context.instant, at } } : context;
  }

  /** The state a table is compared with, seen by the same person from the same instant; null where it compares nothing. */
  async comparedContext(definition: TableDefinition, { instant }: PlanContext, account: AccountPrincipal): Promise<PlanContext | null> {
    return definition.compare === undefined ? null : this.context({ ...definition, asOf: comparedDay(definition.compare, instant.day) }, account, instant.now);
  }

  roles(scope: Scope): Parameters<typeof columnState>[1] {
    return [...new Set(scope.grants.map((grant) => grant.role))];
  }

  column(id: string, added: boolean, roles: Parameters<typeof columnState>[1]): TableColumn {
    const field = fieldOf(id);
    const type = field?.type === 'int' ? 'int' : field?.type === 'date' ? 'date' : field?.type === 'datetime' ? 'datetime' : 'text';
    return { id, label: field?.label ?? id, kind: 'field', type, added, state: columnState(id, roles) };
  }

  async viewOf(rows: readonly DetailRow[], context: PlanContext, account: AccountPrincipal, action: Action): Promise<RowView> {
    const people = rows.filter((row) => row.personId > 0).map((row) => ({ id: row.personId, household_id: row.householdId }));
    const viewer = await this.viewers.of(account, action, people);
    return new RowView(this.areas, context.instant.day, rolesWithin(viewer.scope), (row) => viewer.momentOf({ id: row.personId, household_id: row.householdId }));
  }

  private row(definition: TableDefinition, row: DetailRow, columns: readonly TableColumn[], query: DetailQuery, view: RowView): TableRow {
    const values: Record<string, CellValue> = {};
    const masked: string[] = [];
    for (const { id } of columns) {
      const field = fieldOf(id);
      const shown = field === undefined ? undefined : view.shown(row, field, query.kindOf(id));
      if (shown === undefined) continue;
      values[id] = shown.value;
      if (shown.masked) masked.push(id);
    }
    return { rowKey: `${definition.entity}:${row.id}`, values, masked };
  }

  private async loadColumns(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.query<{ t: string; c: string }>('SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN (?) ORDER BY ordinal_position', [[...VERSIONED]]);
    const found = new Map<string, string[]>();
    for (const row of rows) found.set(row.t, [...(found.get(row.t) ?? []), row.c]);
    return found;
  }
}

function clearOf(view: RowView, row: DetailRow, id: string, query: DetailQuery): CellValue {
  const field = fieldOf(id);
  return field === undefined ? null : view.clear(row, field, query.kindOf(id));
}

/** Equal definitions with equal content give equal hashes, whoever looks and however much of it they may see. */
export function hashOf(definition: TableDefinition, content: readonly unknown[]): string {
  const { asOf: _asOf, ...asked } = definition;
  return blindIndex('table', canonicalJson(JSON.parse(JSON.stringify([asked, content])))).toString('hex');
}

/** The day a comparison looks back to: the end of last month or quarter, the same day a year ago, or the day named. */
function comparedDay(compare: NonNullable<TableDefinition['compare']>, day: string): string {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  if (compare === 'last_year') return day.slice(5) === '02-29' ? `${year - 1}-02-28` : `${year - 1}${day.slice(4)}`;
  const first = compare === 'last_month' ? `${day.slice(0, 8)}01` : `${year}-${String(Math.floor((month - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  return compare === 'last_month' || compare === 'last_quarter' ? addDays(first, -1) : compare;
}

