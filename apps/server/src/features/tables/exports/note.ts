import type { AccountPrincipal } from '../../access/index.js';
import type { AreaIndex } from '../../spine/index.js';
import type { PlanContext } from '../query/plan.js';
import type { ExportRow } from './exports.repository.js';
import type { ExportRows } from './export-rows.js';
import { basisText, chipsText, localMinute } from './words.js';

/** Who took it out and when, in every file. */
export function watermarkOf(job: Pick<ExportRow, 'id'>, account: Pick<AccountPrincipal, 'name' | 'username'>, now: number): string {
  return `水印 ${account.name}(${account.username}) ${localMinute(now)} 导出编号 ${job.id}`;
}

/** 口径说明: what a reader must know to trust the table and to make it again. */
export function noteOf(job: ExportRow, account: AccountPrincipal, rows: ExportRows, context: PlanContext, areas: AreaIndex, now: number): [string, string][] {
  const { definition, text } = job.asked;
  const places = [...new Set(context.scope.grants.map((grant) => (grant.areaId === null ? '全部街道' : (areas.id(grant.areaId)?.name ?? ''))))].filter((name) => name !== '');
  const lines: [string, string][] = [];
  if (job.asked.issue !== undefined) lines.push(['期次', job.asked.issue]);
  if (text !== null && text !== '') lines.push(['所问', text]);
  lines.push(
    ['口径', basisText(definition, job.as_of)],
    ['理解', chipsText(definition)],
    ['截至', definition.asOf ?? localMinute(job.as_of)],
    ['范围', `${places.join('、')}(按导出人权限)`],
    ['行数', `${rows.count} 行`],
    ['列', rows.columns.map((column) => column.label).join('、')],
    ['导出人', `${account.name}(${account.username})`],
    ['导出时间', localMinute(now)],
  );
  if (job.reason !== null) lines.push(['用途', job.reason]);
  if (job.approved === 1 && job.frozen === 0) lines.push(['批准', `${job.decided_by ?? ''} ${job.decided_at === null ? '' : localMinute(job.decided_at)}${job.decision_reason === null ? '' : `:${job.decision_reason}`}`]);
  lines.push(
    ['遮蔽', job.approved === 1 ? '经批准,导出人有权查看的敏感列为明文;其余与页面显示的遮蔽一致。“无权查看”为不在其权限内的内容' : '与页面显示的遮蔽一致;“无权查看”为不在导出人权限内的内容'],
    ['文本', '证件号码、电话等按文本写出;CSV 中以 \' 开头的是文本,读取时去掉这一个符号'],
    ['内容校验', `SHA-256 ${rows.hash}`],
    ['导出编号', String(job.id)],
    ['提示', '含个人信息,仅限所述用途,不得转发;每次下载均记入审计'],
  );
  return lines;
}
