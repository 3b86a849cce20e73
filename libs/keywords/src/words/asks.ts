import type { SimpleFilter, TableEntity } from '#contracts';

export interface AskReading {
  title: string;
  entity: TableEntity;
  filters: readonly SimpleFilter[];
}

const tagged = (...tags: string[]): SimpleFilter => (tags.length === 1 ? { field: 'person.tags', op: 'has', value: tags[0] } : { field: 'person.tags', op: 'has_any', value: tags });
const age = (op: 'gte' | 'lt' | 'lte' | 'between', value: number | number[]): SimpleFilter => ({ field: 'person.age', op, value });
const relief = (...types: string[]): SimpleFilter => ({ field: 'household.low_income_type', op: 'in', value: types });
const DIFFICULT = ['low_income', 'extreme_poverty', 'low_income_edge'];
const WATCHED = ['severe_mental', 'correction', 'released', 'drug_rehab', 'petition'];

/** Words that offices use in more than one sense: always asked, first reading first. */
export const ASKS: readonly { words: string; message: string; readings: readonly AskReading[] }[] = [
  {
    words: '老党员',
    message: '“老党员”可指 60 岁以上的党员,也可指党龄长的党员(底册不记党龄),请选择',
    readings: [
      { title: '60 岁以上的党员', entity: 'person', filters: [tagged('party_member'), age('gte', 60)] },
      { title: '70 岁以上的党员(接近党龄 50 年)', entity: 'person', filters: [tagged('party_member'), age('gte', 70)] },
      { title: '全部党员', entity: 'person', filters: [tagged('party_member')] },
    ],
  },
  {
    words: '困难家庭 困难户 贫困家庭 贫困户 困难群众家庭 生活困难家庭 家庭困难',
    message: '困难家庭按低保、特困、低保边缘统计,是否加入临时救助?',
    readings: [
      { title: '低保、特困、低保边缘家庭', entity: 'household', filters: [relief('低保', '特困', '低保边缘')] },
      { title: '只要低保、特困家庭', entity: 'household', filters: [relief('低保', '特困')] },
      { title: '低保、特困、低保边缘和临时救助人员', entity: 'person', filters: [tagged(...DIFFICULT, 'temp_relief')] },
    ],
  },
  {
    words: '困难群众 困难人员 贫困人员 困难居民 困难人群 生活困难人员 困难对象 困难老人',
    message: '“困难群众”没有统一口径,请选择',
    readings: [
      { title: '低保、特困、低保边缘人员', entity: 'person', filters: [tagged(...DIFFICULT)] },
      { title: '再加残疾、临时救助', entity: 'person', filters: [tagged(...DIFFICULT, 'temp_relief', 'disability')] },
      { title: '只要低保、特困人员', entity: 'person', filters: [tagged('low_income', 'extreme_poverty')] },
    ],
  },
  {
    words: '重点人员 重点人 重点对象 特殊人员 重点关注人员 管控人员 重点管控人员 重点关注对象',
    message: '“重点人员”可指综治重点人员,也可指全部重点人群,请选择',
    readings: [
      { title: '综治重点人员(精神障碍、矫正、帮教、戒毒、信访)', entity: 'person', filters: [tagged(...WATCHED)] },
      { title: '有任一人群标签的居民', entity: 'person', filters: [{ field: 'person.tags', op: 'not_null' }] },
      { title: '需要照护的老人(独居、空巢、失能、半失能)', entity: 'person', filters: [tagged('living_alone', 'empty_nest', 'disabled_care', 'semi_disabled_care')] },
    ],
  },
  {
    words: '学生 在校学生 在校生 中小学生 学生娃',
    message: '“学生”可按年龄(6 至 15 岁学龄儿童),也可按从业状况,请选择',
    readings: [
      { title: '学龄儿童(6 至 15 岁)', entity: 'person', filters: [tagged('school_age')] },
      { title: '从业状况为学生', entity: 'person', filters: [{ field: 'person.employment', op: 'eq', value: '31' }] },
      { title: '6 至 22 岁', entity: 'person', filters: [age('between', [6, 22])] },
    ],
  },
  {
    words: '年轻人 青年 青年人 年青人 青壮年',
    message: '“青年”没有写明年龄,请选择',
    readings: [
      { title: '14 至 35 岁', entity: 'person', filters: [age('between', [14, 35])] },
      { title: '18 至 44 岁', entity: 'person', filters: [age('between', [18, 44])] },
    ],
  },
  {
    words: '中年人 中年 中老年人 中老年',
    message: '“中年”没有写明年龄,请选择',
    readings: [
      { title: '45 至 59 岁', entity: 'person', filters: [age('between', [45, 59])] },
      { title: '36 至 59 岁', entity: 'person', filters: [age('between', [36, 59])] },
      { title: '45 岁以上', entity: 'person', filters: [age('gte', 45)] },
    ],
  },
  {
    words: '小孩 孩子 小朋友 娃娃 小孩子 娃',
    message: '“小孩”没有写明年龄,请选择',
    readings: [
      { title: '不满 14 岁', entity: 'person', filters: [age('lt', 14)] },
      { title: '不满 18 岁', entity: 'person', filters: [age('lt', 18)] },
      { title: '不满 6 岁', entity: 'person', filters: [age('lt', 6)] },
    ],
  },
  {
    words: '弱势群体 弱势人群 特殊群体 特殊困难群体 关爱对象 服务对象 重点服务对象 帮扶对象 关爱人员',
    message: '这个说法没有统一口径,请选择',
    readings: [
      { title: '独居、空巢、失能、残疾人员', entity: 'person', filters: [tagged('living_alone', 'empty_nest', 'disabled_care', 'disability')] },
      { title: '低保、特困、低保边缘人员', entity: 'person', filters: [tagged(...DIFFICULT)] },
      { title: '有任一人群标签的居民', entity: 'person', filters: [{ field: 'person.tags', op: 'not_null' }] },
    ],
  },
  {
    words: '病人 患病人员 生病的人 患者 重病患者 大病患者 重病人员',
    message: '底册按慢性病、精神障碍等标签记录,请选择',
    readings: [
      { title: '高血压、糖尿病、慢性病', entity: 'person', filters: [tagged('hypertension', 'diabetes', 'chronic')] },
      { title: '再加失智、严重精神障碍', entity: 'person', filters: [tagged('hypertension', 'diabetes', 'chronic', 'dementia', 'severe_mental')] },
    ],
  },
  {
    words: '危险场所 重点场所 重点单位 隐患场所',
    message: '请选择怎样的场所',
    readings: [
      { title: '有未销隐患的场所', entity: 'org', filters: [{ field: 'org.hazard', op: 'not_null' }] },
      { title: '九小场所', entity: 'org', filters: [{ field: 'org.small_place', op: 'not_null' }] },
      { title: '使用瓶装气的场所', entity: 'org', filters: [{ field: 'org.gas', op: 'eq', value: '瓶装' }] },
    ],
  },
];
