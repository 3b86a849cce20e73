import { Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import { type CellValue, type IssueDifference, simpleFilters, type TableDefinition } from '#contracts';
import { Database, fail, isoTime } from '#platform';
import { type AccountPrincipal, scopeOf } from '../../access/index.js';
import { AreaIndex } from '../../spine/index.js';
import { chipsText } from '../exports/words.js';
import { GroupedTables } from '../grouped-tables.js';
import { DetailQuery, type DetailRow, shownColumns } from '../query/detail.js';
import { shapeOf } from '../query/plan.js';
import { type RecordKind, recordOf } from '../records.js';
import { checkHidden, sensitiveConditions } from '../rights.js';
import { lastingView } from '../row.view.js';
import { actionOf, TablesService } from '../tables.service.js';
import { ChangeReasons } from './change-reasons.js';
import { differenceOf, type KeyedRow } from './difference.rules.js';
import { type IssueRow, IssuesRepository } from './issues.repository.js';
import { IssuesService } from './issues.service.js';

/** Rows of a state that are still compared one by one, and rows shown of each kind. */
const MOST_COMPARED = 10_000;
const MOST_SHOWN = 200;
const A_READ = 2000;
const BY_TIME = '随时间变化(如年龄、期限)';
const UNRECORDED = '关联记录或时间变化';

interface State {
  definition: TableDefinition;
  at: number;
  rows: KeyedRow[];
  labels: { id: string; label: string }[];
  /** Values as the reader may see them. */
  shown: (key: string) => Record<string, CellValue>;
  found: Map<string, DetailRow>;
}

/** What changed since the issue before, and which visit, import or correction changed it. */
@Injectable()
export class DifferenceService {
  constructor(
    private readonly database: Database,
    private readonly repository: IssuesRepository,
    private readonly issues: IssuesService,
    private readonly tables: TablesService,
    private readonly grouped: GroupedTables,
    private readonly areas: AreaIndex,
  ) {}

  /** @throws NOT_FOUND, ISSUE_FIRST, ISSUE_PREPARER, TABLE_… */
  async of(id: number, account: AccountPrincipal): Promise<IssueDifference> {
    const issue = await this.issues.visible(id, account);
    const previous = issue.previous_id === null ? null : await this.repository.find(issue.previous_id);
    if (previous === null) throw fail('ISSUE_FIRST');
    for (const one of [issue, previous]) checkHidden(one.asked.definition, this.tables.roles(scopeOf(account, actionOf(one.asked.definition))));
    const by = await this.issues.preparer(issue);
    const before = await this.state(previous, by, account);
    const after = await this.state(issue, by, account);
    const columns = after.labels.filter(({ id: column }) => before.labels.some((other) => other.id === column));
    const difference = differenceOf(before.rows, after.rows, columns.map((column) => column.id));
    const counts = { before: before.rows.length, after: after.rows.length, added: difference.added.length, removed: difference.removed.length, changed: difference.changed.length, same: difference.same };
    const [then, now] = [chipsText(previous.asked.definition), chipsText(issue.asked.definition)];
    const base = { previous: { id: String(previous.id), no: previous.no, asOf: isoTime(previous.as_of) }, columns, definitionChanged: then === now ? null : { before: then, after: now } };
    const sensitive = [issue, previous].some((one) => sensitiveConditions(one.asked.definition).length > 0);
    if (sensitive && shapeOf(issue.asked.definition) === 'detail') return { ...base, counts: { before: 0, after: 0, added: 0, removed: 0, changed: 0, same: 0 }, added: [], removed: [], changed: [], withheld: '条件涉及敏感信息,页面不显示与上期的差异' };
    const reasons = new ChangeReasons(before.at, after.at);
    const entity = issue.asked.definition.entity;
    const recordsOf = (row: DetailRow | undefined): [RecordKind, number][] => (row === undefined ? [] : ownRecords(entity, row));
    const listed = { added: difference.added.slice(0, MOST_SHOWN), removed: difference.removed.slice(0, MOST_SHOWN), changed: difference.changed.slice(0, MOST_SHOWN) };
    await reasons.load(this.database, [...listed.added.flatMap((key) => recordsOf(after.found.get(key))), ...listed.removed.flatMap((key) => recordsOf(before.found.get(key))), ...listed.changed.flatMap(({ key }) => recordsOf(after.found.get(key)))]);
    const asked = [issue, previous].flatMap((one) => simpleFilters(one.asked.definition.filters).map((filter) => filter.field));
    const row = (state: State) => (key: string) => {
      const why = reasons.ofRow(recordsOf(state.found.get(key)), asked);
      return { rowKey: key, values: state.shown(key), reasons: why, otherwise: why.length > 0 || !state.found.has(key) ? null : asked.includes('person.age') ? BY_TIME : UNRECORDED };
    };
    const changed = listed.changed.map(({ key, columns: different }) => {
      const [was, is, found] = [before.shown(key), after.shown(key), after.found.get(key)];
      const cells = different.map((column) => {
        const reason = found === undefined ? null : reasons.ofCell(...recordOf(entity, found, column), column);
        return { column, before: was[column] ?? null, after: is[column] ?? null, reason, otherwise: reason !== null || found === undefined ? null : column === 'person.age' ? BY_TIME : UNRECORDED };
      });
      return { rowKey: key, values: is, cells };
    });
    return { ...base, counts, added: listed.added.map(row(after)), removed: listed.removed.map(row(before)), changed, withheld: null };
  }

  private state(issue: IssueRow, by: AccountPrincipal, reader: AccountPrincipal): Promise<State> {
    return shapeOf(issue.asked.definition) === 'grouped' ? this.groups(issue, by) : this.list(issue, by, reader);
  }

  private async groups(issue: IssueRow, by: AccountPrincipal): Promise<State> {
    const { compare: _compare, ...definition } = issue.asked.definition;
    const at = issue.as_of.getTime();
    const table = await this.grouped.run(definition, await this.tables.contextAt(definition, by, at), null);
    const values = new Map(table.rows.map((row) => [row.rowKey, row.values]));
    return { definition, at, rows: table.rows.map((row) => ({ key: row.rowKey, values: row.values })), labels: table.columns, shown: (key) => values.get(key) ?? {}, found: new Map() };
  }

  private async list(issue: IssueRow, by: AccountPrincipal, reader: AccountPrincipal): Promise<State> {
    const { definition } = issue.asked;
    const at = issue.as_of.getTime();
    const context = await this.tables.contextAt(definition, by, at);
    const ids = shownColumns(definition).map((column) => column.id);
    const query = new DetailQuery(this.database, definition, context, ids);
    const total = await query.total();
    if (total > MOST_COMPARED) throw fail('EXPORT_TOO_LARGE', { format: '逐行比较', limit: MOST_COMPARED, rows: total, advice: '请按社区或网格分表编制' });
    const found: DetailRow[] = [];
    for (let from = 0; from < total; from += A_READ) found.push(...(await query.rows(A_READ, from)));
    const rowsById = new Map(found.map((row) => [`${definition.entity}:${row.id}`, row]));
    const view = lastingView(this.areas, context.instant.day, scopeOf(reader, actionOf(definition)));
    const cells = (value: (id: string) => CellValue): Record<string, CellValue> => Object.fromEntries(ids.map((id) => [id, value(id)]));
    const clear = (row: DetailRow): Record<string, CellValue> => cells((id) => withField(id, (field) => view.clear(row, field, query.kindOf(id))));
    const shown = (row: DetailRow): Record<string, CellValue> => cells((id) => withField(id, (field) => view.shown(row, field, query.kindOf(id))?.value ?? null));
    return {
      definition,
      at,
      rows: [...rowsById].map(([key, row]) => ({ key, values: clear(row) })),
      labels: ids.map((id) => ({ id, label: fieldOf(id)?.label ?? id })),
      shown: (key) => {
        const row = rowsById.get(key);
        return row === undefined ? {} : shown(row);
      },
      found: rowsById,
    };
  }
}

const withField = (id: string, read: (field: NonNullable<ReturnType<typeof fieldOf>>) => CellValue): CellValue => {
  const field = fieldOf(id);
  return field === undefined ? null : read(field);
};

/** The records whose changes can bring a row in or out. */
function ownRecords(entity: TableDefinition['entity'], row: DetailRow): [RecordKind, number][] {
  const own: [RecordKind, number][] = entity === 'org' || entity === 'house' || entity === 'household' || entity === 'person' ? [[entity, row.id]] : [];
  const others: [RecordKind, number][] = [['person', row.personId], ['household', row.householdId], ['house', row.houseId]];
  return [...own, ...others.filter(([kind, id]) => id > 0 && !own.some(([mine, mineId]) => mine === kind && mineId === id))];
}
