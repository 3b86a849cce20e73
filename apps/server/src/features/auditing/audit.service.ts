import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_ACTIONS, type AuditCheck, type AuditItem, type AuditQuery, CHAIN_FAULTS, type Page } from '#contracts';
import { addDays, type Clock, Database, dayStart, fail, isoTime, jsonColumn, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AuditRow, detailShown, subjectShown, verifyAuditChain } from '../audit/index.js';

const CHECK_SETTING = 'audit.check';
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the auditor reads: the trail with persons by pseudonym, and whether its chain holds. */
@Injectable()
export class AuditService {
  private running: Promise<AuditCheck> | null = null;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. @throws BAD_REQUEST when the end lies before the start */
  async list(query: AuditQuery): Promise<Page<AuditItem>> {
    const { where, values } = condition(query);
    const total = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM audit_entry WHERE ${where}`, values);
    const rows = await this.database.query<AuditRow>(`SELECT id, at, actor_id, actor, action, subject, detail FROM audit_entry WHERE ${where} ORDER BY id DESC LIMIT ? OFFSET ?`, [...values, query.pageSize, (query.page - 1) * query.pageSize]);
    return { items: rows.map(toItem), total: Number(total[0]?.total ?? 0), page: query.page, pageSize: query.pageSize, asOf: isoTime(this.clock.now()) };
  }

  async lastCheck(): Promise<AuditCheck | null> {
    const rows = await this.database.query<{ value: unknown }>('SELECT value FROM setting WHERE name = ?', [CHECK_SETTING]);
    return rows[0] === undefined ? null : (jsonColumn(rows[0].value) as AuditCheck);
  }

  /** Checks the whole chain; calls that come meanwhile get the same result. */
  verify(): Promise<AuditCheck> {
    this.running ??= this.check().finally(() => (this.running = null));
    return this.running;
  }

  private async check(): Promise<AuditCheck> {
    const { entries, broken } = await verifyAuditChain(this.database);
    const now = this.clock.now();
    const check: AuditCheck = { ok: broken === null, entries, brokenAt: broken?.where ?? null, fault: broken === null ? null : CHAIN_FAULTS[broken.fault], at: isoTime(now) };
    await this.database.transaction((tx) =>
      tx.write('INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), changed_at = VALUES(changed_at)', [CHECK_SETTING, JSON.stringify(check), sqlTime(now)]),
    );
    return check;
  }
}

function condition(query: AuditQuery): { where: string; values: unknown[] } {
  const from = query.from === undefined ? null : startOf(query.from);
  const until = query.to === undefined ? null : endOf(query.to);
  if (from !== null && until !== null && from >= until) throw fail('BAD_REQUEST', { reason: '结束时间早于开始时间' });
  const parts: [sql: string, ...values: unknown[]][] = [];
  if (query.action !== undefined) parts.push(['action = ?', query.action]);
  if (from !== null) parts.push(['at >= ?', sqlTime(from)]);
  if (until !== null) parts.push(['at < ?', sqlTime(until)]);
  if (query.q !== '') {
    const like = `%${query.q.replace(/[\\%_]/g, '\\$&')}%`;
    parts.push(['(actor LIKE ? OR subject_shown LIKE ?)', like, like]);
  }
  return { where: ['1 = 1', ...parts.map(([sql]) => sql)].join(' AND '), values: parts.flatMap(([, ...values]) => values) };
}

const startOf = (value: string): number => (DAY.test(value) ? dayStart(value) : Date.parse(value));
/** First instant that no longer belongs to the range. */
const endOf = (value: string): number => (DAY.test(value) ? dayStart(addDays(value, 1)) : Date.parse(value) + 1);

function toItem(row: AuditRow): AuditItem {
  return {
    id: String(row.id),
    at: isoTime(row.at),
    actor: row.actor,
    action: row.action,
    actionText: AUDIT_ACTIONS[row.action] ?? row.action,
    subject: subjectShown(row.subject),
    detail: detailShown(jsonColumn(row.detail)) as Record<string, unknown>,
  };
}
