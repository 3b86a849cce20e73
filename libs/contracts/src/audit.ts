import { z } from 'zod';
import { isInstant } from './events/common.js';
import { listQuerySchema } from './http.js';

/** Everything the audit trail knows (security.md §3.5), with the words an auditor reads. */
export const AUDIT_ACTIONS = {
  'session.signIn': '登录',
  'session.failed': '登录失败',
  'session.signOut': '退出',
  'session.stepUp': '再次验证身份',
  'access.denied': '越权请求被拒',
  'record.open': '打开档案',
  'record.reveal': '查看明文',
  'record.changed': '修改档案',
  'care.added': '列入关爱名单',
  'care.ended': '移出关爱名单',
  'budget.exhausted': '查看次数用尽',
  'account.created': '新建账号',
  'account.disabled': '停用账号',
  'account.enabled': '启用账号',
  'account.passwordReset': '重设他人密码',
  'account.passwordChanged': '修改自己的密码',
  'assignment.granted': '授予岗位',
  'assignment.ended': '终止岗位',
  'source.created': '新建数据源',
  'source.rotated': '更换数据源密钥',
  'source.disabled': '停用数据源',
  'source.enabled': '启用数据源',
  'wall.created': '新建大屏令牌',
  'wall.revoked': '撤销大屏令牌',
  'import.committed': '导入入库',
  'import.undone': '撤销导入',
  'template.filled': '填充模板',
  'export.created': '申请导出',
  'export.approved': '批准导出',
  'export.refused': '驳回导出',
  'export.done': '导出生成',
  'export.cancelled': '取消导出',
  'table.download': '下载导出文件',
  'baseline.changed': '更改填表用时基线',
  'issue.prepared': '编制报表',
  'issue.moved': '流转报表',
  'issue.rechecked': '重新生成核对',
  'share.created': '新建数据共享',
  'share.rekeyed': '更换共享密钥',
  'share.revoked': '停用数据共享',
  'share.read': '其他系统读取',
  'share.refused': '其他系统读取被拒',
  'keys.rotated': '更换加密密钥',
  'backup.made': '备份',
  'restore.done': '恢复备份',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;
export const AUDIT_ACTION_CODES = Object.keys(AUDIT_ACTIONS) as AuditAction[];

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const dayOrInstant = z
  .string()
  .max(40)
  .refine((value) => isInstant(DAY.test(value) ? `${value}T00:00:00Z` : value), { error: '应为日期(2026-11-23)或带时区的时间' });

/** `GET /api/v1/audit`: a day in `to` is included whole. */
export const auditQuerySchema = listQuerySchema.omit({ area: true }).extend({
  action: z.enum(AUDIT_ACTION_CODES, { error: '没有这种操作' }).optional(),
  from: dayOrInstant.optional(),
  to: dayOrInstant.optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

/** One row of the audit trail as the auditor sees it: persons by pseudonym. */
export interface AuditItem {
  id: string;
  at: string;
  actor: string;
  action: AuditAction;
  actionText: string;
  subject: string;
  detail: Record<string, unknown>;
}

/** What breaks a chain of hashes, said to a person. */
export const CHAIN_FAULTS = {
  edited: '内容被改动',
  removed: '缺少记录',
  swapped: '与前一条不相连(顺序被调换,或有记录被插入、替换)',
  inserted: '多出未登记的记录',
  headChanged: '链尾登记被改动',
} as const;
export type ChainFault = keyof typeof CHAIN_FAULTS;

/** Result of the last check of the audit chain. `brokenAt` is the entry at which it breaks. */
export interface AuditCheck {
  ok: boolean;
  entries: number;
  brokenAt: string | null;
  fault: string | null;
  at: string;
}
