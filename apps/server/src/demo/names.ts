import type { Random } from '#catalogue';

/** The commonest surnames with their share in per mille, and a tail of rarer ones. */
const COMMON: readonly (readonly [string, number])[] = (
  '王72 李72 张68 刘54 陈45 杨31 赵21 黄22 周20 吴20 徐17 孙15 胡13 朱13 高12 林12 何12 郭11 马11 罗9 梁8 宋8 郑8 谢7 韩7 唐7 冯6 于6 董6 萧5 程5 曹5 袁5 邓5 许5 傅4 沈4 曾4 彭4 吕4 苏4 卢4 蒋4 蔡4 贾4 丁4 魏4 薛4 叶4 阎3 余3 潘3 杜3 戴3 夏3 钟3 汪3 田3 任3 姜3 范3 方3 石3 姚3 谭3 廖3 邹3 熊3 金3 陆3 郝3 孔3 白3 崔3 康2 毛2 邱2 秦2 江2 史2 顾2 侯2 邵2 孟2 龙2 万2 段2 雷2 钱2 汤2 尹2 黎2 易2 常2 武2 乔2 贺2 赖2 龚2 文2 欧阳1 上官1 司马1'
).split(' ').map((item) => [item.replace(/\d+/, ''), Number(/\d+/.exec(item)?.[0])] as const);

interface Era {
  /** Born before this year. */
  before: number;
  male: string;
  female: string;
  /** Share of one-character given names. */
  single: number;
  singleMale: string;
  singleFemale: string;
}

/** Given names change with the decade: first characters, a slash, second characters. */
const ERAS: readonly Era[] = [
  { before: 1950, male: '德福国永长玉金文世振广明兴祥宝/山生林贵才福海田成发义忠仁和顺荣', female: '秀桂淑玉凤素月金翠兰惠美贵瑞/英兰珍芳花琴芝云荣贞华香梅清', single: 0.12, singleMale: '山林祥福海泉', singleFemale: '珍芳英兰梅琴' },
  { before: 1966, male: '建国卫志文永爱学长援家红树保光/国民军华平强生明林东忠义成业', female: '秀桂玉丽淑凤春爱红建亚翠金/芳英兰珍华荣琴梅云香萍敏霞', single: 0.2, singleMale: '勇军强平刚伟', singleFemale: '萍敏霞芳英丽' },
  { before: 1980, male: '志建晓永海春立文国宏振庆/强军伟勇斌辉涛东波峰平华明', female: '丽晓海红春艳玉雪秀建爱小/红梅芳霞艳丽娟敏燕华玲英', single: 0.4, singleMale: '勇军伟强斌波涛辉峰刚健', singleFemale: '丽敏静霞艳燕娟芳红梅玲' },
  { before: 1995, male: '志晓俊海文明家建宇鹏少国/鹏飞杰超龙辉宇斌峰凯伟洋', female: '晓丽雪婷海文雅梦佳思玉/丽娟婷静雯燕琳娜萍颖慧洁', single: 0.5, singleMale: '伟磊超鹏杰涛凯鑫斌浩洋帅', singleFemale: '静丽婷娜雪颖琳洁倩莹丹' },
  { before: 2008, male: '子浩宇俊文嘉泽天一家佳志/豪轩涵杰宇阳博文航鑫辰然', female: '雨欣佳思梦诗嘉雅梓紫文若/涵怡婷萱琪雯彤瑶妍颖欣悦', single: 0.25, singleMale: '浩宇鑫博昊阳', singleFemale: '欣怡悦雪瑶佳' },
  { before: 9999, male: '子梓浩宇沐奕景泽云一皓承/轩宸睿涵辰泽阳然言恩霖安', female: '梓一若语诗沐芷思可书念安/涵萱诺彤汐晨瑶桐苒妍怡柠', single: 0.06, singleMale: '睿宸朗', singleFemale: '诺玥婉' },
];

export function surname(random: Random): string {
  return random.weighted(COMMON);
}

/** A given name as parents of that year would have chosen it. */
export function givenName(random: Random, birthYear: number, sex: '1' | '2'): string {
  const era = ERAS.find((item) => birthYear < item.before) ?? ERAS.at(-1);
  if (era === undefined) throw new Error('no era of given names');
  if (random.chance(era.single)) return random.pick([...(sex === '1' ? era.singleMale : era.singleFemale)]);
  const [first = '', second = ''] = (sex === '1' ? era.male : era.female).split('/');
  const head = random.pick([...first]);
  const tail = random.pick([...second]);
  return head === tail && birthYear < 2008 ? random.pick([...first]) + (tail === '' ? head : tail) : head + tail;
}
