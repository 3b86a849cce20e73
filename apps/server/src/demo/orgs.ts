import type { Random } from '#catalogue';
import type { Built } from './buildings.js';
import { creditCode } from './citizen-id.js';
import { publicCode } from './people.js';
import type { StreetPlan } from './plan.js';
import type { DrawnOrg } from './rows.js';

interface Trade {
  share: number;
  nouns: string;
}

/** Kinds of 九小场所 with their share and what such a place calls itself. */
const TRADES: Record<string, Trade> = {
  shop: { share: 33, nouns: '便利店 超市 水果店 粮油店 五金店 文具店 烟酒店 鲜花店 服装店 日杂店 药店 手机店' },
  dining: { share: 26, nouns: '面馆 饺子馆 小吃店 快餐店 早餐店 火锅店 烧烤店 包子铺 家常菜馆 麻辣烫 奶茶店 米线店' },
  beauty: { share: 14, nouns: '理发店 美发店 美容院 美甲店 足浴店 洗浴中心' },
  workshop: { share: 8, nouns: '裁缝铺 豆腐坊 家具维修部 印刷社 门窗加工部 电器维修部' },
  clinic: { share: 6, nouns: '诊所 口腔诊所 中医馆 卫生室' },
  school: { share: 5, nouns: '幼儿园 托管班 艺术培训中心 书法学校' },
  hotel: { share: 4, nouns: '旅馆 宾馆 快捷酒店 民宿' },
  netbar: { share: 2.5, nouns: '网吧 网咖' },
  ktv: { share: 1.5, nouns: '歌厅 量贩歌城' },
};
const WORDS = '老李 老王 老张 小赵 阿英 兰姐 福满 鑫源 顺达 好又来 家家乐 便民 百姓 万家 鸿运 聚友 惠民 佳佳 美味 一品 清河 望海 幸福 和美 金桥 东升 永盛 宏发 康泰 春晖 阳光 彩虹 大众 诚信 新新 四季 邻里 常来 喜洋洋 海韵'.split(' ');

/** Shops on the ground floor of residential buildings, the kinds in their usual proportion. */
export function openShops(plan: StreetPlan, built: Built, random: Random): DrawnOrg[] {
  const kinds = Object.entries(TRADES);
  const used = new Set<string>();
  const perBuilding = new Map<number, number>();
  return Array.from({ length: plan.scale.shops }, (_, at): DrawnOrg => {
    // The first nine are one of each kind: a small street must not lack one by chance.
    const [kind, trade] = kinds[at] ?? random.weighted(kinds.map((item) => [item, item[1].share] as const));
    const place = random.pick(built.places);
    const no = (perBuilding.get(place.row.id) ?? 0) + 1;
    perBuilding.set(place.row.id, no);
    const where = `${place.estate.name}${place.row.name}`;
    let name = random.pick(WORDS) + random.pick(trade.nouns.split(' '));
    if (used.has(name)) name = `${name}（${place.estate.name}店）`;
    if (used.has(name)) name = `${name.slice(0, -1)}${no}）`;
    for (let copy = 2; used.has(name); copy++) name = `${name.replace(/\d*）$/, '')}${no}-${copy}）`;
    used.add(name);
    return {
      id: plan.idBase + at + 1,
      code: publicCode('S', plan, at + 1, 6),
      name,
      small_place: kind,
      building_id: place.row.id,
      area_id: place.row.area_id,
      area_path: place.row.area_path,
      address: `${place.grid.community.name}${where}底商${no}号`,
      status: 'OPEN',
      self_check_required: 1,
      lon: Math.round((place.row.lon + random.between(-0.00015, 0.00015)) * 1e7) / 1e7,
      lat: Math.round((place.row.lat + random.between(-0.00005, 0.00005)) * 1e7) / 1e7,
      uscc: creditCode(plan.index * 100_000 + at + 1),
    };
  });
}
