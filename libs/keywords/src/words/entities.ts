import type { Sense } from '../types.js';

const entity = (name: Extract<Sense, { kind: 'entity' }>['entity'], weight: number, more: Partial<Extract<Sense, { kind: 'entity' }>> = {}): Sense => ({ kind: 'entity', entity: name, weight, ...more });
const age = (op: 'gte' | 'lte' | 'lt' | 'between', value: number | number[]) => ({ field: 'person.age', op, value }) as const;

const rows: [Sense, string][] = [
  [entity('person', 2), '人 人员 居民 人口 群众 对象 者 市民 住民 民众 公民 村民 老百姓 成员 个人 常住人口 常住居民 常住人员 人群'],
  [entity('person', 3, { filter: [age('gte', 60)], assume: '老人 → 年龄 ≥ 60' }), '老人 老年人 老年 老年人口 长者 老人家 老龄人口 年长者 老年群体 老年居民'],
  [entity('person', 3, { filter: [age('gte', 80)], assume: '高龄 → 年龄 ≥ 80' }), '高龄 高龄老人 高龄者 高龄老年人 耄耋老人'],
  [entity('person', 3, { filter: [age('gte', 100)] }), '百岁 百岁老人 寿星 百岁寿星'],
  [entity('person', 3, { filter: [age('lt', 18)], assume: '未成年人 → 年龄 < 18' }), '未成年人 未成年 未成年人口 未成年人员'],
  [entity('person', 3, { filter: [age('gte', 18)], assume: '成年人 → 年龄 ≥ 18' }), '成年人 成年 成年人口'],
  [entity('person', 3, { filter: [age('between', [16, 59])], assume: '劳动年龄 → 16 至 59 岁' }), '劳动年龄人口 劳动年龄 劳动力 劳动年龄人员 适龄劳动力'],
  [entity('person', 3, { filter: [age('lt', 14)], assume: '儿童 → 年龄 < 14' }), '儿童 少儿 少年儿童'],
  [entity('household', 3), '户 家庭 人家 住户 农户 户籍家庭 家庭户 各户 户家庭 大家庭'],
  [entity('house', 4), '房屋 住房 房 房子 套房 房产 住宅 房源'],
  [entity('building', 4), '楼栋 楼 楼房 楼宇 居民楼 住宅楼 楼幢 单体楼'],
  [entity('grid', 4), '网格列表 网格名单 网格清单 网格一览 网格基本情况'],
  [entity('grid', 6, { columns: ['grid.name', 'grid.worker', 'grid.worker_phone'] }), '网格员通讯录 网格通讯录 网格员联系表 网格员联系方式表 网格员电话表 网格长通讯录 通讯录'],
  [entity('org', 4), '场所 商户 商铺 店铺 店 门店 商店 企业 单位 经营户 商家 机构 公司 市场主体 经营单位 经营场所 沿街商铺 门面 铺面 沿街店铺'],
  [entity('org', 5, { filter: [{ field: 'org.small_place', op: 'not_null' }] }), '九小场所 九小 小场所 十小场所'],
  [entity('event', 4), '事件 工单 诉求件 案件 投诉 问题件 矛盾 事项 投诉件 事件工单 上报事件 办件 问题 事情 隐患事件'],
  [entity('visit', 4), '走访记录 走访台账 走访情况表 走访日志 探访记录 入户记录 走访明细 走访登记表 入户走访记录 走访信息 走访登记'],
  [entity('inspection', 4), '自查 自查记录 自查表 自查情况 检查记录 自查台账 场所自查'],
  [entity('volunteer', 2), '志愿服务 志愿服务记录 志愿者队伍 志愿服务情况'],
  [entity('alarm', 4), '报警 警情 报警记录 呼救 警报 告警 报警信息 预警 报警事件'],
  [entity('device', 4), '设备 终端 物联设备 感知设备 手环 传感器 智能设备 报警器'],
  [entity('asset', 4), '设施 部件 公共设施 城市部件 消防设施'],
];

export const ENTITY_WORDS: readonly { words: readonly string[]; sense: Sense }[] = rows.map(([sense, words]) => ({ sense, words: words.split(' ') }));

/** Verbs a time binds to. What each means depends on the table's entity: see `verbs.ts`. */
export const VERBS: Readonly<Record<string, string>> = {
  add: '新增 新增加 新纳入 纳入 新认定 认定 新增的 新确认 新识别 新进 新入 新评',
  moveIn: '迁入 搬入 搬来 入住 流入 新搬来 新迁入 搬进来 搬进 新入住 迁来',
  moveOut: '迁出 搬走 搬离 搬出 流出 迁走 搬出去 外迁',
  die: '去世 死亡 过世 身故 离世 病故 亡故 逝世 已故 殁 去逝',
  born: '出生 生于 出生于 新生 新出生',
  visit: '走访 探访 入户 上门走访 走访过 探望 回访 入户走访 上门探访 探视 走访慰问',
  check: '检查 巡查 检查过 被检查 巡检 安全检查',
  report: '上报 发现 反映 提交 受理 登记上报 报上来 报告 上报的',
  close: '办结 结案 办完 处理完 解决 处置完成 办理完成 结束 处理完成 完成办理 办好',
  update: '更新 修改 变更 更新过 改过 维护',
  verify: '核实 核查 确认 复核 核实过 核对',
  rent: '起租 租出 租出去',
  open: '开业 新开业 开张 新开 成立',
  register: '注册 新注册',
  build: '建成 建造 修建 建的 建成的 竣工',
  selfCheck: '完成自查 提交自查 自查过',
};
