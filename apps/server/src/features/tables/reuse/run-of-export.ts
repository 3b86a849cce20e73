import { simpleFilters, type TableDefinition } from '#contracts';
import type { AccountPrincipal } from '../../access/index.js';
import type { ExportRow } from '../exports/exports.repository.js';
import type { ExportRows } from '../exports/export-rows.js';
import { titleOf } from '../exports/words.js';
import { shapeOf } from '../query/plan.js';
import type { ReuseRun } from './reuse-ledger.js';

/** Fields a grouped table is made of; it has no cells of theirs. */
function fieldsOf(definition: TableDefinition): string[] {
  const filters = [...definition.filters, ...definition.aggregates.flatMap((aggregate) => aggregate.where ?? [])];
  return [
    ...definition.groupBy.map((group) => (typeof group === 'string' ? group : group.field)),
    ...definition.aggregates.flatMap((aggregate) => aggregate.field ?? []),
    ...simpleFilters(filters).map((filter) => filter.field),
  ];
}

/** What a written file says of reuse: cells that came from the ledger, per field. */
export function runOfExport(job: ExportRow, rows: Pick<ExportRows, 'cells' | 'cellsFilled' | 'filled' | 'count'>, account: Pick<AccountPrincipal, 'id' | 'name'>, now: number): ReuseRun {
  const { definition } = job.asked;
  const kind = shapeOf(definition) === 'grouped' ? 'grouped' : 'list';
  const fields = kind === 'grouped' ? new Map(fieldsOf(definition).map((field) => [field, 0])) : rows.filled;
  return {
    origin: 'export',
    originId: job.id,
    kind,
    name: job.asked.issue?.replace(/ 第 \d+ 期$/u, '') ?? titleOf(definition),
    account,
    areaPath: job.area_path,
    requestedAt: job.asked.startedAt ?? job.created_at.getTime(),
    // Waiting for another person is not the worker's own time.
    finishedAt: job.decided_at === null ? now : Math.max(job.created_at.getTime(), now - (job.decided_at.getTime() - job.created_at.getTime())),
    rows: rows.count,
    cellsAll: rows.cells,
    cellsAuto: rows.cellsFilled,
    fields,
  };
}
