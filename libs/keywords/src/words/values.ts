import { CASE_CATEGORIES, CODE_LISTS, ENUM_WORDS, fieldOf, FIELDS, TAGS } from '#catalogue';
import type { TableEntity } from '#contracts';
import type { Sense, ValueOption } from '../types.js';

export interface Entry {
  word: string;
  sense: Sense;
}

const eq = (field: string, value: string | boolean): ValueOption => ({ field, op: 'eq', value });
const within = (field: string, value: string[]): ValueOption => ({ field, op: 'in', value });
const has = (tag: string): ValueOption => ({ field: 'person.tags', op: 'has', value: tag });
const value = (options: ValueOption[], more: { entity?: TableEntity; elder?: boolean; assume?: string } = {}): Sense => ({ kind: 'value', options, ...more });

/** Tags that are an age by their definition are asked by age, so that the day of the table decides. */
const AGE_TAGS = new Set(['elder_60', 'elder_80', 'elder_100']);
/** Low-income words mean a household's relief in tables of households. */
const RELIEF: Readonly<Record<string, string>> = { low_income: '低保', low_income_edge: '低保边缘', extreme_poverty: '特困' };
/** Words of street requests beyond the product list. */
const TAG_WORDS: Readonly<Record<string, string>> = {
  living_alone: '独居 独自居住 单身居住 一个人居住 孤寡 孤寡老人 鳏寡 独居者 独居人员 独居长者',
  empty_nest: '空巢 空巢家庭 空巢者',
  left_behind_elder: '留守老人',
  left_behind_child: '留守儿童 留守孩子',
  disabled_care: '失能 完全失能 卧床 卧床老人 长期卧床 不能自理 瘫痪 生活不能自理 失能人员',
  semi_disabled_care: '半失能 半自理 部分失能 生活半自理 半失能人员',
  dementia: '失智 认知症 老年痴呆 痴呆 认知障碍 失智老人 阿尔茨海默',
  low_income: '低保 低保户 低保对象 最低生活保障 低保人员 低保家庭 吃低保 低保人口',
  low_income_edge: '低保边缘 低边户 边缘户 低保边缘户 低保边缘家庭 低收入家庭 低边 低收入户',
  extreme_poverty: '特困 特困供养 特困人员 五保 五保户 特困户 特困家庭 五保老人 分散供养',
  temp_relief: '临时救助 临救 临时救助对象',
  disability: '残疾 残疾人 残疾人员 残障 残障人士 残疾人士 残疾者',
  bereaved_family: '失独 失独家庭 特扶 计生特殊家庭 计划生育特殊家庭 失独老人',
  orphan: '孤儿',
  child_difficulty: '困境儿童 事实无人抚养儿童 困难儿童 事实孤儿',
  special_care: '优抚对象 优抚 烈属 军属 三属 军烈属',
  veteran: '退役军人 退伍军人 退伍 退役 复员 老兵 复退军人 退伍兵 转业军人 复员军人 退役士兵',
  party_member: '党员 在职党员 流动党员 共产党员 中共党员',
  volunteer: '志愿者 义工 志愿人员',
  retired: '退休人员 退休 离退休人员 离退休 退休职工',
  unemployed: '失业人员 失业 待业 无业 待业人员 无业人员 下岗 下岗职工 无工作 没有工作 没工作',
  flexible_job: '灵活就业 灵活就业人员',
  graduate: '高校毕业生 应届毕业生 未就业毕业生 毕业生',
  migrant: '流动人口 外来人口 暂住 流动人员 外来人员 外来务工人员 暂住人口 外来流动人口 外地人',
  renter: '租户 租客 承租人 租房户 租住人员 房客 租房人员',
  overseas_kin: '侨属 侨眷 归侨 归侨侨眷',
  hmt: '港澳台居民 台胞 港澳居民 港澳台同胞 港澳台',
  foreigner: '境外人员 外国人 外籍 外籍人员 老外',
  pregnant: '孕产妇 孕妇 产妇 怀孕 孕期妇女',
  infant: '0-3岁婴幼儿 婴幼儿 宝宝 婴儿',
  preschool: '学龄前儿童 学前儿童 学龄前',
  school_age: '学龄儿童 适龄儿童',
  hypertension: '高血压 高血压患者',
  diabetes: '糖尿病 糖尿病患者',
  chronic: '慢性病 慢病 慢性病患者 慢病患者',
  severe_mental: '严重精神障碍 精神障碍 精神病 精神病人 精神障碍患者 重精患者 精神病患者',
  correction: '社区矫正对象 社区矫正 社矫 矫正对象 社区矫正人员 社矫人员',
  released: '安置帮教对象 安置帮教 刑满释放 刑释 刑满释放人员 刑释人员 安置帮教人员',
  drug_rehab: '社区戒毒康复人员 社区戒毒 吸毒 戒毒 吸毒人员 戒毒人员 涉毒人员',
  petition: '信访重点人员 信访 信访人员 上访 上访人员',
};
/** `…老人` as a whole word is the tag and the age, as 老人 alone would say. */
const ELDER_ENDING = /老人$|老年人$/u;
const HOUSEHOLD_ENDING = /(?:低保|特困|五保|边缘|低边|收入|家)户$|家庭$/u;

function tagEntries(): Entry[] {
  const entries: Entry[] = [];
  for (const tag of TAGS) {
    if (AGE_TAGS.has(tag.code)) continue;
    const words = new Set([...(TAG_WORDS[tag.code] ?? '').split(' '), tag.name, ...tag.aliases].filter((word) => word !== '' && word !== '学生'));
    const relief = RELIEF[tag.code];
    for (const word of words) {
      const options = relief === undefined ? [has(tag.code)] : [has(tag.code), eq('household.low_income_type', relief)];
      entries.push({ word, sense: value(options, { elder: ELDER_ENDING.test(word), ...(HOUSEHOLD_ENDING.test(word) ? { entity: 'household' } : {}) }) });
    }
  }
  return entries;
}

function enumEntries(): Entry[] {
  const byWord = new Map<string, ValueOption[]>();
  const add = (word: string, option: ValueOption) => byWord.set(word, [...(byWord.get(word) ?? []), option]);
  for (const field of FIELDS) {
    for (const option of field.options ?? []) {
      const words = new Set([option, ...(ENUM_WORDS[field.id]?.[option] ?? []), ...(OPTION_WORDS[`${field.id}=${option}`] ?? '').split(' ')]);
      for (const word of words) if (word.length > 1 && !TOO_GENERAL.has(word) && !TOO_GENERAL.has(`${field.id}=${word}`)) add(word, eq(field.id, option));
    }
  }
  return [...byWord].map(([word, options]) => ({ word, sense: value(options, { ...(/房$|屋$/u.test(word) ? { entity: 'house' as const } : {}) }) }));
}

/** Words that are options of some field and everyday words besides; or that a tag already claims. */
const TOO_GENERAL = new Set(['其他', '没有', '职工', '居民', '户籍', '救助', '工资', '务工', '子女', '家庭', '集体', '正常', '务农', '低保', '特困', '低保边缘', '低保户', '特困人员', '五保', '五保户', '特困供养', '低边', '低边户', '边缘户', '低保对象', '最低生活保障', '低收入家庭', '低保边缘家庭', '流动', '境外', '境外人员', '外籍', '外籍人员', '流动人口', '流动人员', '外来人口', '外来人员', '暂住', '暂住人口', '退役', '退伍', '退役军人', '退伍军人', '复员', '家庭户', '上学', '外来', '投亲', '赡养', '关门', '自有', '自用', '暂借', '管道', '用电', '未参加', '未缴', '养老金', '非户籍', '户籍人员', '停业', '损坏', '完好', '待检', '不用气', 'person.pension=城镇职工', 'person.pension=城乡居民', '常住户籍', '退休金']);
const OPTION_WORDS: Readonly<Record<string, string>> = {
  'person.residence_type=户籍': '户籍人口 户籍居民 本地人 本地户籍 户籍在册 在籍人口 户籍老人',
  'person.residence_type=人户分离': '人户分离 人户分离人员',
  'person.medical_insurance=职工': '职工医保 参加职工医保',
  'person.medical_insurance=居民': '居民医保 参加居民医保 城乡居民医保',
  'person.medical_insurance=未参保': '未参保 没参保 未参加医保 没有医保 无医保 没医保 未参医保 没有参保 未参加医疗保险 没有医疗保险 未缴医保 没交医保 未缴纳医保 医保未参保 未参保人员 医保断缴',
  'person.pension=职工': '职工养老 职工养老保险',
  'person.pension=居民': '居民养老 居民养老保险',
  'person.pension=未参保': '未参加养老保险 没有养老保险 无养老保险 没有社保 未参加社保 无社保 未缴社保 没交社保 养老保险未参保 未参加养老',
  'house.tenure=出租': '出租 出租房 出租屋 租赁房 出租房屋 租赁住房 出租户',
  'house.tenure=空置': '空置 空置房 空房 空置房屋 闲置 闲置房 空关房 没人住 无人居住 没有人住 闲置房屋',
  'house.tenure=群租': '群租 群租房',
  'house.tenure=自住': '自住 自住房 自有住房',
  'house.tenure=借住': '借住 借住房',
  'house.gas=瓶装': '瓶装 瓶装气 瓶装燃气 燃气瓶 液化气 液化气瓶 煤气罐 瓶装液化气 罐装气 煤气瓶 液化石油气',
  'org.gas=瓶装': '瓶装 瓶装气 瓶装燃气 燃气瓶 液化气 液化气瓶 煤气罐 瓶装液化气 罐装气 煤气瓶 液化石油气',
  'house.gas=管道': '管道气 管道燃气 天然气 管道天然气',
  'org.gas=管道': '管道气 管道燃气 天然气 管道天然气',
  'org.status=营业': '营业 营业中 正常营业 在营 开门营业',
  'org.status=停业': '停业 歇业 已停业 关停',
  'org.status=搬离': '搬离 已搬离',
  'org.week_check=已自查': '已自查 自查完成 已完成自查 本周已自查',
  'org.week_check=未自查': '未自查 没自查 没有自查 未完成自查 本周未自查 还没自查 未提交自查',
  'event.status=待受理': '待受理 未受理 待办 等待受理',
  'event.status=处理中': '处理中 办理中 正在处理 在办 处置中',
  'event.status=已办结': '已办结 办结了 已完成 已处理 已解决 已结案',
  'event.status=已归档': '已归档 归档',
  'event.status=超期': '超期 逾期 超时 已超期 过期 超期未办结 逾期未办结 超时未办结 超期未办 逾期未办 超期未处理',
  'person.military_service=现役': '现役 现役军人 服兵役',
  'person.reg_kind=居民集体户': '集体户口',
};

const CODE_FIELDS: readonly [field: string, list: string][] = [
  ['person.ethnic', 'ethnic'],
  ['person.marital', 'marital'],
  ['person.education', 'education'],
  ['person.political', 'political'],
  ['person.disability_type', 'disability'],
  ['person.disability_level', 'disability-level'],
  ['org.small_place', 'small-places'],
];
/** Words for codes of the national tables; those above them are the standard's own. */
const CODE_WORDS: Readonly<Record<string, string>> = {
  'person.education:10': '研究生 硕士 博士 研究生学历 硕士研究生',
  'person.education:20': '本科 大学本科 本科学历 大学 大学生 本科生',
  'person.education:30': '大专 专科 高职 大专学历 大学专科',
  'person.education:40': '中专 中职 技校 职高 中专学历',
  'person.education:60': '高中 普高 高中学历',
  'person.education:70': '初中 初中学历',
  'person.education:80': '小学 小学学历',
  'person.education:90': '文盲 不识字',
  'person.marital:10': '未婚 没结婚 未结婚',
  'person.marital:20': '已婚 结婚 已结婚',
  'person.marital:30': '丧偶',
  'person.marital:40': '离婚 离异',
  'person.political:02': '预备党员 中共预备党员',
  'person.political:03': '团员 共青团员',
  'person.political:13': '政治面貌为群众',
  'person.disability_type:1': '视力残疾 视力 盲人 视障 视力残疾人',
  'person.disability_type:2': '听力残疾 听力 聋人 听障 听力残疾人',
  'person.disability_type:3': '言语残疾 言语 语言残疾 言语残疾人',
  'person.disability_type:4': '肢体残疾 肢体 肢残 肢体残疾人 肢残人',
  'person.disability_type:5': '智力残疾 智力 智残 智障 智力残疾人',
  'person.disability_type:6': '精神残疾 精神残疾人',
  'person.disability_type:7': '多重残疾 多重 多重残疾人',
  'person.disability_level:1': '一级 1级 残疾一级 一级残疾',
  'person.disability_level:2': '二级 2级 残疾二级 二级残疾',
  'person.disability_level:3': '三级 3级 残疾三级 三级残疾',
  'person.disability_level:4': '四级 4级 残疾四级 四级残疾',
  'org.small_place:school': '小学校 幼儿园 托幼机构 培训机构 小学校(幼儿园)',
  'org.small_place:clinic': '小医院 诊所 小诊所 卫生室',
  'org.small_place:shop': '小商店 超市 便利店 小超市 小卖部 小商场 小商铺',
  'org.small_place:dining': '小餐饮 餐饮 餐饮店 饭店 餐馆 饭馆 小饭店 餐厅 小吃店 小餐馆 餐饮场所 餐饮单位',
  'org.small_place:hotel': '小旅馆 旅馆 宾馆 民宿 旅店 小旅店 酒店',
  'org.small_place:ktv': '小歌舞娱乐 歌舞厅 ktv 娱乐场所 歌舞娱乐场所',
  'org.small_place:netbar': '小网吧 网吧',
  'org.small_place:beauty': '小美容洗浴 美容院 理发店 洗浴 美容美发 美发店 足浴店 洗浴场所',
  'org.small_place:workshop': '小作坊 小生产加工企业 加工厂 作坊 小加工厂 加工作坊',
};
const EVENT_WORDS: Readonly<Record<string, string>> = {
  illegal_parking: '乱停车 违停 乱停乱放 违章停车 停车问题',
  blocked_passage: '占用通道 堵塞消防通道 消防通道堵塞 占用消防通道 通道堵塞',
  corridor_clutter: '楼道堆物 楼道杂物 楼道堆放 堆放杂物',
  ebike_charging: '电动车充电 飞线充电 电动车违规充电 电动车进楼',
  street_light: '路灯 路灯不亮 路灯坏',
  road_damage: '路面破损 道路破损 路面坑洼',
  manhole: '井盖 井盖缺损 井盖丢失',
  water: '停水 漏水 停水漏水',
  power: '停电',
  gas: '燃气异常 燃气泄漏',
  heating: '供暖 供暖不足 暖气不热',
  sewer: '污水 污水外溢 下水道堵塞',
  garbage: '垃圾 垃圾堆放 乱倒垃圾 垃圾乱倒',
  noise: '噪声 噪音 噪音扰民 噪声扰民',
  pets: '养犬 不文明养犬 遛狗',
  illegal_building: '私搭乱建 违建 违章搭建 违法建设',
  dispute: '邻里纠纷 纠纷 矛盾纠纷',
  property: '物业服务 物业问题 物业纠纷',
  lift: '电梯故障 电梯问题',
  help: '生活求助',
  policy: '政策咨询',
  care: '需要关爱',
  opinion: '意见建议',
  high_throwing: '高空抛物',
};

function codeEntries(): Entry[] {
  const entries: Entry[] = [];
  for (const [field, list] of CODE_FIELDS) {
    for (const item of CODE_LISTS[list]?.items ?? []) {
      const words = new Set([item.name, ...(CODE_WORDS[`${field}:${item.code}`] ?? '').split(' ')]);
      if (field === 'person.ethnic' && item.code !== '01') words.add(`${item.name}群众`);
      for (const word of words) if (word.length > 1 && word !== '其他' && word !== '群众') entries.push({ word, sense: value([eq(field, item.code)], field.startsWith('org.') ? { entity: 'org' } : {}) });
    }
  }
  for (const category of CASE_CATEGORIES) {
    if (category.code === 'other') continue;
    for (const word of new Set([category.name, ...(EVENT_WORDS[category.code] ?? '').split(' ')])) if (word !== '') entries.push({ word, sense: value([eq('event.type', category.code)], { entity: 'event' }) });
  }
  return entries;
}

const notNull = (field: string): ValueOption => ({ field, op: 'not_null' });
const isNull = (field: string): ValueOption => ({ field, op: 'is_null' });

function otherEntries(): Entry[] {
  const rows: [Sense, string][] = [
    [value([eq('person.sex', '1')]), '男 男性 男的 男人 男士 男同志'],
    [value([eq('person.sex', '2')]), '女 女性 女的 妇女 女士 女人 女同志'],
    [value([{ field: 'person.ethnic', op: 'ne', value: '01' }]), '少数民族 少数民族人员 少数民族居民'],
    [value([within('person.disability_level', ['1', '2'])], { assume: '重度残疾 → 一级、二级' }), '重度残疾 重度残疾人 重残 重残人员'],
    [value([notNull('person.disability_cert')]), '持证残疾人 持证 有残疾证'],
    [value([within('person.marital', ['10', '30', '40'])], { assume: '单身 → 未婚、丧偶、离婚' }), '单身 单身人员 无配偶'],
    [value([within('event.status', ['待受理', '处理中', '超期'])]), '未办结 没办结 未结案 未办完 未处理 没有办结 未完结 没处理 未解决 没解决 未完成 办理未结束 未结 还没办结 在途'],
    [value([within('event.status', ['已办结', '已归档'])]), '办结件'],
    [value([notNull('org.hazard')]), '有隐患 存在隐患 有安全隐患 隐患未整改 有问题隐患'],
    [value([isNull('org.hazard')]), '无隐患 没有隐患'],
    [value([eq('building.elevator', true)]), '有电梯 带电梯 电梯房 电梯楼'],
    [value([eq('building.elevator', false)]), '无电梯 没有电梯 没电梯 不带电梯 步梯房 未加装电梯 没装电梯'],
    [value([eq('house.smoke_detector', true)]), '有烟感 装有烟感 已装烟感 安装烟感'],
    [value([eq('house.smoke_detector', false)]), '无烟感 没有烟感 未装烟感 没装烟感 未安装烟感 没有安装烟感'],
    [value([eq('org.night_stay', true)], { entity: 'org' }), '违规住人 夜间住人 三合一 店内住人 住人'],
    [value([{ field: 'household.dogs', op: 'gte', value: 1 }]), '养狗 养犬户 有狗 养狗户 养犬家庭'],
    [value([eq('person.relation', '02')]), '户主本人'],
    [value([eq('device.state', '离线')], { entity: 'device' }), '离线 掉线 不在线 失联 离线设备'],
    [value([eq('device.state', '在线')], { entity: 'device' }), '在线 在线设备'],
    [value([eq('alarm.kind', 'fall')], { entity: 'alarm' }), '跌倒 摔倒 跌倒报警'],
    [value([eq('alarm.kind', 'sos')], { entity: 'alarm' }), 'sos 一键呼救 紧急呼叫 求救'],
    [value([eq('alarm.kind', 'smoke')], { entity: 'alarm' }), '烟雾报警 烟感报警 火警'],
  ];
  return rows.flatMap(([sense, words]) => words.split(' ').map((word) => ({ word, sense })));
}

/** Every word that is a condition by itself, from the catalogue's codes, tags and options and from usage. */
export function valueEntries(): Entry[] {
  return [...tagEntries(), ...enumEntries(), ...codeEntries(), ...otherEntries()].filter(({ sense }) => sense.kind !== 'value' || sense.options.every((option) => fieldOf(option.field) !== undefined));
}
