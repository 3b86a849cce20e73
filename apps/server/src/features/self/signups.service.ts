import { Injectable } from '@nestjs/common';
import { Database, fail, open } from '#platform';
import { type AccountPrincipal, maskPhone, outOfScope, scopeOf } from '../access/index.js';
import { AuditLog } from '../audit/index.js';

const STATES: Readonly<Record<string, string>> = { CLAIMED: '已报名', ON_DUTY: '在岗', DONE: '已完成', WITHDRAWN: '已撤回' };

/** Text in a spreadsheet must not run: a leading sign of a formula gets an apostrophe. */
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;

/** Sign-up list of a volunteer task for the community that leads it. */
@Injectable()
export class SignupsService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** @returns UTF-8 CSV with BOM, as Excel opens it @throws NOT_FOUND */
  async csv(taskCode: string, account: AccountPrincipal): Promise<{ name: string; text: string }> {
    const task = (await this.database.query<{ id: number; title: string; area_path: string }>('SELECT id, title, area_path FROM volunteer_task WHERE code = ?', [taskCode]))[0];
    if (task === undefined) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'volunteers.names').covers(task.area_path)) throw outOfScope();
    const rows = await this.database.query<{ code: string; name: Buffer; phone: Buffer | null; unit: string | null; state: string }>('SELECT v.code, v.name, v.phone, v.unit, c.state FROM task_claim c JOIN volunteer v ON v.id = c.volunteer_id WHERE c.task_id = ? ORDER BY c.id', [task.id]);
    await this.audit.write({ actorId: account.id, actor: account.username, action: 'export.created', subject: `task:${taskCode}`, detail: { rows: rows.length, format: 'csv' } });
    const lines = [['序号', '编号', '姓名', '电话', '单位', '状态'], ...rows.map((row, at) => [String(at + 1), row.code, open(row.name), row.phone === null ? '' : maskPhone(open(row.phone)), row.unit ?? '', STATES[row.state] ?? row.state])];
    return { name: `${task.title}-报名表.csv`, text: `\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n` };
  }
}
