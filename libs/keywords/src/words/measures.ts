import type { Sense } from '../types.js';

type Measure = Extract<Sense, { kind: 'measure' }>;
const count = (unit: string, entity?: Measure['entity'], where?: Measure['where']): Sense => ({ kind: 'measure', fn: 'count', unit, ...(entity === undefined ? {} : { entity }), ...(where === undefined ? {} : { where }) });
const of = (fn: Measure['fn'], unit: string, field: string, entity?: Measure['entity']): Sense => ({ kind: 'measure', fn, unit, field, ...(entity === undefined ? {} : { entity }) });
const rate = (unit: string, entity: NonNullable<Measure['entity']>, where: NonNullable<Measure['where']>): Sense => ({ kind: 'measure', fn: 'share', unit, entity, where });

const rows: [Sense, string][] = [
  [count('人数', 'person'), '人数 人口数 总人数 多少人 几个人 有多少人 人口数量 总人口 人口总数 几人 人员数量 人员数 多少个人 有几人 多少位'],
  [count('户数', 'household'), '户数 多少户 几户 家庭数 总户数 有多少户 有几户 家庭户数'],
  [count('套数', 'house'), '套数 多少套 房屋数 房屋数量 几套 有多少套'],
  [count('栋数', 'building'), '栋数 楼栋数 多少栋 几栋 楼数 幢数'],
  [count('家数', 'org'), '家数 多少家 几家 商户数 企业数 场所数 单位数 店铺数 场所数量 商户数量'],
  [count('件数', 'event'), '件数 事件数 工单数 事件数量 工单量 多少件 几件 工单数量 投诉量 投诉数 事件量 上报数 诉求数'],
  [count('走访次数', 'visit'), '走访次数 走访数 走访量 入户次数 探访次数 多少次走访 走访户次 走访数量 探访数 走访总数'],
  [count('报警数', 'alarm'), '报警数 报警次数 警情数 报警量 报警数量'],
  [count('台数', 'device'), '台数 设备数 设备数量 多少台'],
  [count('次数'), '次数 多少次 几次'],
  [count('数量'), '数量 多少 总数 个数 有多少 几个 合计数 总量 数 多少个 数目 总计 共多少 共有多少'],
  [{ kind: 'measure', fn: 'share', unit: '占比' }, '占比 比例 比重 百分比 所占比例 占比情况 率 比率 占总数比例 占多少比例 占人口比例 占多少 占总人口比例 占总人口的比例 占全部人口比例 占总人数比例 占总人口比重 占总数的比例 占全部的比例 占总户数比例 占全部比例'],
  [rate('办结率', 'event', { field: 'event.status', op: 'in', value: ['已办结', '已归档'] }), '办结率 结案率'],
  [rate('超期率', 'event', { field: 'event.status', op: 'eq', value: '超期' }), '超期率 逾期率'],
  [rate('空置率', 'house', { field: 'house.tenure', op: 'eq', value: '空置' }), '空置率'],
  [rate('出租率', 'house', { field: 'house.tenure', op: 'eq', value: '出租' }), '出租率'],
  [rate('参保率', 'person', { field: 'person.medical_insurance', op: 'ne', value: '未参保' }), '参保率 医保参保率'],
  [rate('老龄化率', 'person', { field: 'person.age', op: 'gte', value: 60 }), '老龄化率 老龄化程度 老年人口占比 老年人占比 老人占比 老龄化比例 老年人比例'],
  [rate('自查率', 'org', { field: 'org.week_check', op: 'eq', value: '已自查' }), '自查率 自查完成率'],
  [rate('在线率', 'device', { field: 'device.state', op: 'eq', value: '在线' }), '在线率 设备在线率'],
  [of('avg', '户均人口', 'household.size', 'household'), '户均人口 户均人数 平均家庭人口 平均每户人口 每户平均人数 户均人口数 平均每户人数 平均户规模'],
  [of('avg', '平均年龄', 'person.age', 'person'), '平均年龄 年龄平均值 平均岁数 均龄'],
  [of('max', '最大年龄', 'person.age', 'person'), '最大年龄 最高年龄'],
  [of('min', '最小年龄', 'person.age', 'person'), '最小年龄'],
  [of('avg', '平均面积', 'house.area_sqm', 'house'), '平均面积 户均面积 平均建筑面积'],
  [of('sum', '总面积', 'house.area_sqm', 'house'), '总面积 建筑总面积 合计面积'],
  [of('sum', '从业人数', 'org.staff', 'org'), '从业人员总数 从业总人数 员工总数'],
  [of('sum', '家庭人口合计', 'household.size', 'household'), '家庭人口合计 涉及人口 涉及人数'],
  [of('avg', '平均楼层数', 'building.floors', 'building'), '平均楼层数 平均层数'],
  [of('sum', '服务时长合计', 'volunteer.hours', 'volunteer'), '服务总时长 总服务时长 服务时长合计'],
  [of('sum', '养犬数合计', 'household.dogs', 'household'), '养犬总数 犬只总数'],
];

export const MEASURES: readonly { words: readonly string[]; sense: Sense }[] = rows.map(([sense, words]) => ({ sense, words: words.split(' ') }));
