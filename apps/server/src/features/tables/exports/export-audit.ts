import type { AccountPrincipal } from '../../access/index.js';
import type { AuditDraft } from '../../audit/index.js';
import { shownColumns } from '../query/detail.js';
import { shapeOf } from '../query/plan.js';
import type { ExportRow } from './exports.repository.js';

/** Rows a file may have: what an office programme opens, and what paper bears. */
export const MOST_ROWS = { xlsx: 200_000, csv: 200_000, pdf: 5000 } as const;

/** What the audit says of an export: what was asked for and how much, never a value or a condition's content. */
export function auditOf(job: Pick<ExportRow, 'id' | 'format' | 'asked' | 'total'>, account: Pick<AccountPrincipal, 'id' | 'username'>, action: AuditDraft['action'], more: Record<string, unknown> = {}): AuditDraft {
  const { definition } = job.asked;
  const columns = shapeOf(definition) === 'grouped' ? [] : shownColumns(definition).map(({ id }) => id);
  return { actorId: account.id, actor: account.username, action, subject: `export:${job.id}`, detail: { entity: definition.entity, format: job.format, rows: job.total, columns, conditions: definition.filters.length, ...more } };
}
