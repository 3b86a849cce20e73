import type { Random } from './random.js';

/** Texts of demo history and simulator: what grid workers and residents of a fictional street would write. */
interface CaseText {
  weight: number;
  titles: readonly string[];
  detail: string;
}

/** `{place}` stands for estate and building. Weights follow what street offices report most. */
export const CASE_TEXTS: Readonly<Record<string, CaseText>> = {
  illegal_parking: { weight: 13, titles: ['{place}前车辆乱停乱放', '{place}路口机动车占道停放', '{place}出入口被私家车堵住'], detail: '巡查发现车辆未按位停放，影响通行，已联系车主挪车。' },
  blocked_passage: { weight: 8, titles: ['{place}消防通道被占用', '{place}单元门口堆放三轮车', '{place}消防登高面停车'], detail: '现场通道被占用，需当场清理并告知责任人。' },
  corridor_clutter: { weight: 9, titles: ['{place}楼道堆放旧家具', '{place}3层楼道堆放纸箱', '{place}楼梯间堆物影响疏散'], detail: '楼道内堆放可燃杂物，影响疏散，请协调清理。' },
  ebike_charging: { weight: 6, titles: ['{place}飞线充电', '{place}电动车推进楼道充电', '{place}单元门厅违规充电'], detail: '发现电动车违规充电，存在火灾风险。' },
  street_light: { weight: 4, titles: ['{place}旁路灯不亮', '{place}小区道路照明损坏', '{place}单元门灯坏了'], detail: '夜间照明不足，老人出行不便。' },
  road_damage: { weight: 3, titles: ['{place}前路面坑洼', '{place}人行道地砖松动', '{place}路面塌陷一处'], detail: '路面破损约一平方米，已放置警示标志。' },
  manhole: { weight: 2, titles: ['{place}旁井盖松动', '{place}雨水井盖破损', '{place}井盖缺失已围挡'], detail: '井盖异常，存在绊倒坠落风险，已做临时围挡。' },
  water: { weight: 4, titles: ['{place}自来水管漏水', '{place}2单元停水', '{place}楼顶水箱渗漏'], detail: '居民反映用水异常，请水务单位到场查看。' },
  power: { weight: 2, titles: ['{place}1单元停电', '{place}电表箱跳闸', '{place}整栋短时停电'], detail: '居民反映停电，请供电部门核查。' },
  gas: { weight: 1, titles: ['{place}楼道有燃气异味', '{place}燃气表读数异常', '{place}燃气软管老化'], detail: '已提醒居民关阀通风，请燃气公司检测。' },
  heating: { weight: 4, titles: ['{place}供暖温度不足', '{place}暖气管道渗水', '{place}顶层暖气不热'], detail: '入户测温不足十八度，请供热单位处理。' },
  sewer: { weight: 3, titles: ['{place}污水外溢', '{place}下水道堵塞返水', '{place}化粪池需要清掏'], detail: '污水外溢影响通行，请疏通。' },
  garbage: { weight: 7, titles: ['{place}旁垃圾堆放', '{place}装修垃圾未清运', '{place}垃圾桶满溢'], detail: '垃圾未及时清运，气味明显。' },
  noise: { weight: 5, titles: ['{place}夜间噪声扰民', '{place}装修噪声扰民', '{place}楼下商户音响过大'], detail: '居民反映噪声影响休息，请劝导。' },
  pets: { weight: 3, titles: ['{place}遛狗不牵绳', '{place}犬只粪便未清理', '{place}大型犬吓到老人'], detail: '请上门宣传文明养犬。' },
  illegal_building: { weight: 2, titles: ['{place}一层私搭棚子', '{place}楼顶搭建彩钢房', '{place}圈占绿地'], detail: '疑似违建，请执法部门核实。' },
  dispute: { weight: 4, titles: ['{place}楼上漏水引发邻里纠纷', '{place}停车位纠纷', '{place}邻里因噪声争执'], detail: '双方情绪已稳定，约定时间调解。' },
  property: { weight: 5, titles: ['{place}保洁不到位', '{place}单元门禁损坏未修', '{place}物业维修不及时'], detail: '居民对物业服务不满，请督促物业整改。' },
  lift: { weight: 3, titles: ['{place}电梯异响', '{place}电梯停运', '{place}电梯门反复开合'], detail: '已张贴提示并通知维保单位。' },
  help: { weight: 5, titles: ['{place}老人需要代买药品', '{place}独居老人水管需维修', '{place}居民求助搬运轮椅'], detail: '居民生活有困难，请安排上门帮助。' },
  policy: { weight: 4, titles: ['{place}居民咨询高龄津贴', '{place}居民咨询医保报销', '{place}居民咨询老旧小区改造'], detail: '已登记联系方式，请业务窗口答复。' },
  care: { weight: 3, titles: ['{place}老人情绪低落需要陪伴', '{place}出院老人需要探访', '{place}困难家庭需要关爱'], detail: '请社区安排走访，关注其近况。' },
  opinion: { weight: 3, titles: ['{place}建议增设晾衣杆', '{place}建议增加休息座椅', '{place}建议加装监控'], detail: '居民意见已记录，请列入议事内容。' },
  high_throwing: { weight: 2, titles: ['{place}高空抛物险伤人', '{place}楼上抛烟头', '{place}阳台花盆摆放不稳'], detail: '已调看监控并入户提醒。' },
  other: { weight: 2, titles: ['{place}流浪猫聚集', '{place}树枝影响采光', '{place}快递柜占道'], detail: '请核实后分派。' },
};
const CATEGORY_WEIGHTS = Object.entries(CASE_TEXTS).map(([code, item]) => [code, item.weight] as const);

export interface ReportText {
  category: string;
  title: string;
  text: string;
}

/** Category, title and text of one report about `place` (estate and building). */
export function reportText(random: Random, place: string, night = false): ReportText {
  // At night people call about what wakes them.
  const category = night && random.chance(0.6) ? random.weighted([['noise', 6], ['water', 1.5], ['power', 1], ['street_light', 1], ['dispute', 1], ['lift', 1]] as const) : random.weighted(CATEGORY_WEIGHTS);
  const item = CASE_TEXTS[category];
  if (item === undefined) throw new Error(`no text for category ${category}`);
  return { category, title: random.pick(item.titles).replace('{place}', place), text: item.detail };
}

export const RESULT_TEXTS = {
  closed: ['已现场处理完毕，居民表示满意。', '已联系责任单位处理，复查正常。', '劝导后当事人已整改。', '已维修完成并回访。', '已清理完毕，拍照留存。', '已答复居民，居民知晓。'],
  rejected: ['经核实情况不属实。', '重复上报，并入原件处理。', '不属于街道职责，已告知受理渠道。'],
  reopened: ['居民反映问题再次出现。', '复查发现未彻底解决，重新办理。'],
} as const;

/** Findings of a home visit; `need` when the household asks for something. */
export function visitText(random: Random): { findings: string; need: boolean } {
  if (random.chance(0.06)) return { findings: random.pick(NEEDS), need: true };
  return { findings: random.pick(FINDINGS), need: false };
}
const FINDINGS = ['家中情况正常，用电用气安全。', '老人精神状态良好，已提醒按时服药。', '信息核对无变化。', '已宣传反诈知识并留联系卡。', '提醒清理阳台杂物。', '家属均在外工作，已登记紧急联系人。', '燃气软管在有效期内。', '居民对社区工作表示满意。', '已提醒电动车不进楼。', '新近入住，已登记基本信息。'];
const NEEDS = ['希望协助办理居家养老服务。', '需要上门理发。', '希望申请加装扶手。', '咨询低保政策，需要指导材料。', '需要陪同就医。', '希望安排助餐送餐。', '暖气不热，希望协调。'];

/** What a shop notes at a bad item, by item code of the check templates. */
const BAD_NOTES: Readonly<Record<string, string>> = {
  extinguisher: '灭火器压力不足',
  exit_clear: '安全出口处堆放货物',
  exit_sign: '疏散指示标志损坏',
  emergency_light: '应急灯不亮',
  wiring: '私拉电线，插排串接',
  no_sleeping: '店内留宿人员',
  staff_skill: '新员工未培训',
  gas: '燃气软管超期未换',
  gas_kitchen: '燃气报警器故障',
  hood: '油烟管道未按期清洗',
  storage: '易燃物混放',
  goods: '货物遮挡消火栓',
};

export function badNote(itemCode: string): string {
  return BAD_NOTES[itemCode] ?? '不符合要求，正在整改';
}

/** Answers of one self-check; about one in forty has something bad (each bad item becomes a hazard). */
export function checkItems(random: Random, items: readonly { code: string }[]): { code: string; result: 'OK' | 'BAD' | 'NA'; note?: string }[] {
  const bad = random.chance(0.024) ? new Set(random.sample(items, random.chance(0.8) ? 1 : 2).map((item) => item.code)) : new Set<string>();
  return items.map(({ code }) => (bad.has(code) ? { code, result: 'BAD', note: badNote(code) } : { code, result: random.chance(0.015) ? 'NA' : 'OK' }));
}

export const HAZARD_LEVEL_WEIGHTS = [['GENERAL', 88], ['SERIOUS', 11], ['MAJOR', 1]] as const;
export const SERVICE_NOTES = ['服务顺利完成。', '居民配合，效果良好。', '共服务二十余人次。', '已拍照记录。', '现场秩序良好。'] as const;
