import { FIELDS, HEADER_WORDS } from '#catalogue';
import type { Entry } from './values.js';

/** Words of street requests for fields, beyond the catalogue's label and aliases. */
const MORE: Readonly<Record<string, string>> = {
  'person.phone': '电话 手机 手机号 联系方式 联系电话 号码 电话号码 手机号码 联系手机',
  'person.name': '姓名 名字 人名',
  'person.id_no': '身份证 身份证号 身份证号码 证件号',
  'person.live_address': '住址 地址 家庭住址 住哪 居住地址 现住址 家庭地址 详细地址',
  'person.tags': '人员标签 重点人群 特殊人群 人员类别标签 人员类别 人群类别 标签 人群分类 重点人群类别 人群标签 人员分类',
  'person.emergency_contact': '紧急联系人 监护人 家属姓名 联系人 监护人姓名 家属 紧急联系人姓名',
  'person.emergency_phone': '监护人电话 紧急联系人电话 家属电话 联系人电话 监护人联系方式 家属联系方式 紧急联系电话',
  'person.birth_date': '出生日期 出生年月 生日',
  'person.age': '年龄 岁数 周岁',
  'person.sex': '性别 男女',
  'person.education': '学历 文化程度',
  'person.grid': '网格 所属网格 所在网格',
  'person.community': '社区 所属社区 所在社区 居委会',
  'person.disability_type': '残疾类别 残疾类型 残疾种类',
  'person.disability_level': '残疾等级 残疾级别',
  'household.size': '家庭人口 家庭人口数 家庭人数 户内人数 几口人 家庭成员数 人口',
  'household.head': '户主 户主姓名',
  'household.low_income_type': '救助类型 低保类型 救助类别',
  'building.no': '楼栋 楼号 栋号 幢号 楼栋号 几号楼 楼幢号',
  'building.floors': '楼层数 层数 总层数',
  'building.year': '建成年代 建成年份 建造年份 房龄',
  'building.elevator': '有无电梯 电梯 电梯情况',
  'building.steward': '楼门长 楼长 楼栋长',
  'house.unit': '单元 单元号',
  'house.room': '房号 门牌号 房间号 室号 门牌',
  'house.owner': '房主 业主 房东 产权人 房主姓名 房东姓名 业主姓名',
  'house.owner_phone': '房主电话 业主电话 房东电话 房主联系方式 房东联系方式 业主联系方式',
  'house.tenure': '房屋状态 居住状态 房屋性质',
  'house.gas': '用气方式 燃气类型',
  'estate.name': '小区 小区名称 院落',
  'org.name': '单位名称 场所名称 店名 商户名称 企业名称 名称',
  'org.principal': '负责人 法人 店主 经营者 法定代表人 老板 负责人姓名',
  'org.phone': '负责人电话 单位电话 负责人联系方式 店主电话 法人电话',
  'org.small_place': '九小场所类别 九小类别 场所类型',
  'org.hazard': '隐患 存在隐患 隐患情况 安全隐患',
  'org.address': '经营地址 场所地址 单位地址',
  'org.last_check': '最近检查日期 检查时间 最近检查时间',
  'visit.last_date': '最近走访日期 上次走访 最后走访 最近走访时间 最近走访 上次走访时间 最近一次走访',
  'visit.date': '走访日期 走访时间',
  'visit.collector': '网格员 走访人 采集人 走访网格员',
  'event.type': '事件类型 类别 问题类型 事件类别 诉求类型',
  'event.reported_at': '上报时间 发现时间 上报日期',
  'event.closed_at': '办结时间 办结日期',
  'grid.worker': '网格员 网格长 网格员姓名',
  'grid.name': '网格 网格名称',
  'volunteer.hours': '服务时长 志愿时长 服务小时',
  'alarm.kind': '报警类型 警情类型 类型',
  'device.class': '设备类型 类型',
  'org.type': '单位类型 行业 类型',
};
/** Same field, other entity: 社区 of a place is `org.community`. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  社区: ['person.community', 'org.community', 'event.community', 'volunteer.community', 'alarm.community', 'device.community', 'inspection.community'],
  网格: ['person.grid', 'org.grid', 'event.grid', 'grid.name', 'alarm.grid', 'device.grid', 'inspection.grid', 'volunteer.grid'],
  电话: ['person.phone', 'org.phone', 'volunteer.phone'],
  地址: ['person.live_address', 'org.address', 'house.address', 'event.address', 'alarm.place'],
  地点: ['event.address', 'alarm.place', 'asset.address'],
  类型: ['org.type', 'event.type', 'alarm.kind', 'device.class', 'asset.type', 'person.tags'],
  状态: ['event.status', 'asset.status', 'org.status', 'alarm.state', 'device.state', 'house.tenure'],
  编号: ['event.no', 'asset.no', 'household.no'],
  单位: ['org.name', 'person.work_unit'],
  名称: ['org.name', 'grid.name', 'estate.name'],
  等级: ['person.disability_level', 'person.care_level'],
  级别: ['alarm.priority', 'person.disability_level'],
  面积: ['house.area_sqm', 'org.area_sqm'],
  员工: ['org.staff'],
};
const SAME_AS: Readonly<Record<string, string>> = { 社区: '社区', 所属社区: '社区', 所在社区: '社区', 居委会: '社区', 网格: '网格', 所属网格: '网格', 所在网格: '网格', 电话: '电话', 手机: '电话', 手机号: '电话', 联系电话: '电话', 联系方式: '电话', 手机号码: '电话', 电话号码: '电话', 地址: '地址', 详细地址: '地址', 住址: '地址', 位置: '地点', 地点: '地点', 类型: '类型', 状态: '状态', 编号: '编号', 名称: '名称', 等级: '等级', 级别: '级别', 面积: '面积', 员工: '员工' };
/** Header words that say too little outside a table's head. */
const ONLY_HEADERS = new Set(['人数', '其他', '其它', '人员', '居民', '家属', '单位', '场所', '店铺', '老板', '标签', '户籍', '健康', '残级', '兵役', '社保', '本人', '亲属', '参保情况']);
const SHORTEST_HEADER = 3;
/** Field words that mean something else in a request. */
const MISLEADING = ['职务', '社区居委会', '户人口', '户人数', '人口数'];

/** Field words: catalogue labels, aliases, usage, and those header words that are clear by themselves. */
export function fieldEntries(): Entry[] {
  const byWord = new Map<string, Set<string>>();
  const add = (word: string, id: string) => byWord.set(word, (byWord.get(word) ?? new Set()).add(id));
  const known = new Set(FIELDS.map((field) => field.id));
  for (const [id, words] of Object.entries(MORE)) for (const word of words.split(' ')) add(word, id);
  const claimed = new Set(byWord.keys());
  for (const field of FIELDS) for (const word of [field.label, ...field.aliases]) if (!(claimed.has(word) && MORE[field.id] === undefined) || word === field.label) add(word, field.id);
  for (const [id, words] of Object.entries(HEADER_WORDS)) {
    for (const word of words) if (word.length >= SHORTEST_HEADER && !byWord.has(word) && !ONLY_HEADERS.has(word) && !/[\s/()\-男女]/u.test(word)) add(word, id);
  }
  for (const [word, list] of Object.entries(SAME_AS)) for (const id of SHARED[list] ?? []) add(word, id);
  for (const word of MISLEADING) byWord.delete(word);
  return [...byWord].map(([word, ids]) => ({ word, sense: { kind: 'field', fields: [...ids].filter((id) => known.has(id)) } }));
}
