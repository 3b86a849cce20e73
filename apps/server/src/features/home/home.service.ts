import { Inject, Injectable } from '@nestjs/common';
import type { HomeReply, PageLink, Role } from '#contracts';
import { businessDay, type Clock, Database, dayStart, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AccessService, type AccountPrincipal, rolesFor, rolesOf, scopeOf } from '../access/index.js';
import { DemoState } from '../areas/index.js';
import { IndicatorsService } from '../indicators/index.js';
import { AreaIndex } from '../spine/index.js';

interface PageRule extends PageLink {
  roles: readonly Role[] | 'all';
}

const LEDGER: readonly Role[] = rolesFor('ledger.list');
const EDITORS: readonly Role[] = rolesFor('ledger.import');
const PAGES: readonly PageRule[] = [
  { path: '/wall', name: '大屏', hint: '值守总览:人房物事情、警情、动态', roles: 'all' },
  { path: '/m', name: '入户走访', hint: '今日走访清单,离线也能填', roles: ['grid_worker', 'secretary'] },
  { path: '/m/links', name: '自查与志愿链接', hint: '给商户和志愿者的链接与二维码', roles: ['grid_worker', 'secretary'] },
  { path: '/m/tasks', name: '志愿任务', hint: '志愿任务与报名表', roles: rolesFor('volunteers.names') },
  { path: '/ledger/people', name: '居民', hint: '检索、档案、变更、标签', roles: LEDGER },
  { path: '/ledger/households', name: '户', hint: '户与房屋', roles: LEDGER },
  { path: '/ledger/buildings', name: '楼栋', hint: '层与单元一览', roles: LEDGER },
  { path: '/ledger/places', name: '场所', hint: '九小场所与自查', roles: LEDGER },
  { path: '/tables', name: '表格', hint: '打几个关键词就出表:名单、统计、来源可查', roles: LEDGER },
  { path: '/tables/templates', name: '模板', hint: '上传部门空白表,填好原表', roles: LEDGER },
  { path: '/tables/issues', name: '报表流转', hint: '各期报表:编制、核对、审批、发出,与上期的差异', roles: LEDGER },
  { path: '/tables/exports', name: '导出', hint: '我的导出文件,待我批准的导出', roles: LEDGER },
  { path: '/tables/shares', name: '数据共享', hint: '让其他系统凭密钥读取常用表', roles: rolesFor('tables.share') },
  { path: '/tables/reuse', name: '一数多用', hint: '字段复用、自动填充、填表减时', roles: LEDGER },
  { path: '/ledger/reviews', name: '待审核', hint: '走访与导入中不能直接入册的登记', roles: EDITORS },
  { path: '/ledger/imports', name: '表格导入', hint: '部门表格变成底册', roles: EDITORS },
  { path: '/desk', name: '值守席', hint: '未结警情与受理', roles: ['operator', 'shift_lead', 'supervisor', 'admin', 'leader'] },
  { path: '/admin/users', name: '账号与岗位', hint: '新建账号、授予岗位、停用', roles: ['admin'] },
  { path: '/admin/sources', name: '数据源', hint: '密钥的新建与更换', roles: ['admin'] },
  { path: '/admin/health', name: '系统健康', hint: '数据源、接收缓冲、隔离区、核对、在线大屏', roles: ['admin'] },
  { path: '/admin/walls', name: '大屏管理', hint: '为每块屏生成配对令牌', roles: ['admin'] },
  { path: '/admin/audit', name: '审计', hint: '谁在何时看了、改了什么;链的核对', roles: ['auditor'] },
];

const TODAY: readonly { id: string; name: string; unit: string; path: string | null; roles: readonly Role[] | 'all' }[] = [
  { id: 'ELD-02', name: '未解除报警', unit: '起', path: '/desk', roles: ['operator', 'shift_lead', 'supervisor', 'admin', 'leader'] },
  { id: 'CASE-01', name: '今日新增事件', unit: '件', path: '/wall', roles: 'all' },
  { id: 'CASE-03', name: '今日办结', unit: '件', path: '/wall', roles: 'all' },
  { id: 'CASE-13', name: '超期未结', unit: '件', path: '/wall', roles: 'all' },
  { id: 'OPI-01', name: '今日民情', unit: '条', path: '/wall', roles: 'all' },
];

/** What is mine today, and every page I may open. */
@Injectable()
export class HomeService {
  constructor(
    private readonly access: AccessService,
    private readonly areas: AreaIndex,
    private readonly indicators: IndicatorsService,
    private readonly demo: DemoState,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(account: AccountPrincipal): Promise<HomeReply> {
    const open = (roles: readonly Role[] | 'all') => roles === 'all' || rolesOf(account).some((role) => roles.includes(role));
    const area = (account.areaId === null ? undefined : this.areas.id(account.areaId)) ?? this.areas.streets()[0];
    const values = area === undefined ? {} : (await this.indicators.read(area, this.indicators.today())).values;
    return {
      user: this.access.describe(account),
      pages: PAGES.filter((page) => open(page.roles)).map(({ path, name, hint }) => ({ path, name, hint })),
      today: [...(await this.own(account)), ...TODAY.filter((item) => open(item.roles)).map((item) => ({ name: item.name, unit: item.unit, value: values[item.id] ?? null, path: item.path !== null && open(PAGES.find((page) => page.path === item.path)?.roles ?? []) ? item.path : null }))],
      demo: this.demo.present,
    };
  }

  /** What waits for this person in particular: doors to knock at, registrations to decide. */
  private async own(account: AccountPrincipal): Promise<HomeReply['today']> {
    const items: HomeReply['today'] = [];
    const day = businessDay(this.clock.now());
    const visits = scopeOf(account, 'visit.record');
    if (!visits.isEmpty) {
      const rows = await this.database.query<{ planned: number; done: number }>('SELECT COUNT(*) AS planned, SUM(EXISTS (SELECT 1 FROM visit v WHERE v.household_id = p.household_id AND v.account_id = p.account_id AND v.at >= ?)) AS done FROM visit_plan p WHERE p.account_id = ? AND p.day = ?', [sqlTime(dayStart(day)), account.id, day]);
      const planned = Number(rows[0]?.planned ?? 0);
      // The list is drawn when it is first opened; until then there is no number to show.
      if (planned > 0) items.push({ name: '今日待走访', unit: '户', value: planned - Number(rows[0]?.done ?? 0), path: '/m' });
    }
    const reviews = scopeOf(account, 'ledger.review');
    if (!reviews.isEmpty) {
      const within = reviews.predicate('area_path');
      const rows = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ledger_proposal WHERE state = 'waiting' AND ${within.sql}`, within.values);
      items.push({ name: '待审核登记', unit: '条', value: Number(rows[0]?.total ?? 0), path: '/ledger/reviews' });
    }
    const approvals = scopeOf(account, 'tables.approve');
    if (!approvals.isEmpty) {
      const within = approvals.predicate('area_path');
      const rows = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM table_export WHERE state = 'waiting_approval' AND account_id <> ? AND ${within.sql}`, [account.id, ...within.values]);
      const total = Number(rows[0]?.total ?? 0);
      if (total > 0) items.push({ name: '待批准导出', unit: '件', value: total, path: '/tables/exports' });
    }
    const issues = await this.issues(account);
    if (issues > 0) items.push({ name: '待我办理报表', unit: '件', value: issues, path: '/tables/issues' });
    return items;
  }

  /** Issues of tables that wait for this person's check, approval, correction or sending. */
  private async issues(account: AccountPrincipal): Promise<number> {
    const checks = scopeOf(account, 'ledger.review').predicate('area_path');
    const approvals = scopeOf(account, 'tables.approve').predicate('area_path');
    const rows = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM table_issue WHERE (account_id = ? AND state IN ('returned', 'approved')) OR ((account_id <> ? OR personal = 0) AND ((state = 'prepared' AND ${checks.sql}) OR (state = 'checked' AND ${approvals.sql})))`,
      [account.id, account.id, ...checks.values, ...approvals.values],
    );
    return Number(rows[0]?.total ?? 0);
  }
}
