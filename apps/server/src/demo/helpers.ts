import { addDays, businessDay, dayStart, seal, sqlTime } from '#platform';
import type { Random } from '#catalogue';
import type { AreaTree } from './areas.js';
import type { Sex } from './household-kinds.js';
import { givenName, surname } from './names.js';
import { publicCode, type Family, type Numbers } from './people.js';
import type { StreetPlan } from './plan.js';
import type { PersonTagRow, StaffRow, VolunteerRow, VolunteerTaskRow } from './rows.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Grid workers: one per grid first, the rest where most people live. Code W + the last 8 digits of the grid + number. */
export function hireStaff(plan: StreetPlan, areas: AreaTree, families: readonly Family[], numbers: Numbers, random: Random): StaffRow[] {
  const homes = areas.grids.map((grid) => ({ grid: grid.row, homes: families.filter((family) => family.row.area_path.startsWith(grid.row.path)).length, workers: 0 }));
  return Array.from({ length: plan.scale.workers }, (_, at): StaffRow => {
    const spot = homes.reduce((best, item) => (item.homes / (item.workers + (item.workers === 0 ? 0.001 : 1)) > best.homes / (best.workers + (best.workers === 0 ? 0.001 : 1)) ? item : best));
    spot.workers++;
    const sex: Sex = random.chance(0.62) ? '2' : '1';
    return {
      id: plan.idBase + at + 1,
      code: `W${spot.grid.code.slice(6)}-${spot.workers}`,
      name: seal(surname(random) + givenName(random, random.int(1966, 1999), sex)),
      role: 'grid_worker',
      area_id: spot.grid.id,
      area_path: spot.grid.path,
      phone: seal(numbers.phone()),
    };
  });
}

const SKILLS = ['助老', '医护', '心理疏导', '法律', '教学', '水电维修', '理发', '应急', '文艺', '摄影', '环保', '交通引导'];
const UNITS = ['市第二中学', '区人民医院', '供电公司', '银行支行', '区税务局', '公交公司', '街道机关', '律师事务所', '社区卫生服务中心', '物业公司'];

/** Volunteers are residents of working age and young pensioners; each also carries the tag. */
export function signUpVolunteers(plan: StreetPlan, families: readonly Family[], random: Random, now: number, tags: PersonTagRow[]): VolunteerRow[] {
  const able = families.flatMap((family) => family.residents).filter((item) => item.member.age >= 18 && item.member.age < 74 && item.phone !== null && !item.facts.health.startsWith('6'));
  return random.sample(able, plan.scale.volunteers).map((resident, at): VolunteerRow => {
    const since = now - random.int(30, Math.min(1500, Math.floor((resident.member.age - 17) * 365))) * DAY_MS;
    tags.push({ person_id: resident.row.id, tag: 'volunteer', valid_from: businessDay(since), valid_to: null, source: '志愿登记' });
    return {
      id: plan.idBase + at + 1,
      code: publicCode('V', plan, at + 1, 6),
      name: seal(resident.name),
      phone: resident.row.phone,
      area_id: resident.row.area_id,
      area_path: resident.row.area_path,
      unit: resident.facts.employment === '80' || random.chance(0.55) ? null : random.pick(UNITS),
      skills: JSON.stringify(random.sample(SKILLS, random.int(0, 3))),
      status: 'ACTIVE',
      registered_at: sqlTime(since),
    };
  });
}

type TaskKind = readonly [title: string, kind: string, startHour: number, hours: number, seats: number];

/** Kept up every day; together they cover the whole day and night, so that somebody is on duty at any hour. */
const DAILY: readonly TaskKind[] = [
  ['清晨市场秩序维护', 'service', 5, 3, 4],
  ['早高峰文明交通引导', 'traffic', 7, 2, 6],
  ['入户探访独居老人', 'elder_care', 9, 3, 6],
  ['午间助餐送餐', 'elder_care', 11, 3, 8],
  ['社区图书室值守', 'service', 13, 4, 4],
  ['垃圾分类桶边指导', 'environment', 17, 2, 8],
  ['夜间平安巡逻', 'patrol', 19, 2, 8],
  ['夜间值守（前半夜）', 'patrol', 21, 4, 4],
  ['夜间值守（后半夜）', 'patrol', 25, 4, 3],
];
const OTHERS: readonly TaskKind[] = [
  ['楼道杂物清理行动', 'environment', 9, 2, 12],
  ['小区环境卫生整治', 'environment', 14, 2, 15],
  ['青少年课后托管', 'children', 16, 2, 6],
  ['智能手机助老课堂', 'teaching', 14, 2, 8],
  ['义务理发进社区', 'service', 9, 3, 6],
  ['反诈宣传进楼栋', 'publicity', 15, 2, 8],
  ['消防安全宣传', 'publicity', 10, 2, 8],
];

/** Tasks of the last two months and the coming three weeks: past ones ENDED, the others PUBLISHED. */
export function planTasks(plan: StreetPlan, areas: AreaTree, random: Random, now: number): VolunteerTaskRow[] {
  const out: VolunteerTaskRow[] = [];
  const today = businessDay(now);
  for (let offset = -61; offset <= 21; offset++) {
    const start = dayStart(addDays(today, offset));
    const others = random.shuffle(OTHERS).slice(0, offset > 6 ? 0 : plan.small ? 1 : 5);
    for (const [title, kind, hour, hours, seats] of [...DAILY, ...others]) {
      const community = random.pick(areas.communities);
      const leaf = random.pick(areas.microgrids.filter((row) => row.path.startsWith(community.path)));
      const startsAt = start + hour * HOUR_MS;
      const endsAt = startsAt + hours * HOUR_MS;
      out.push({
        id: plan.idBase + out.length + 1,
        code: publicCode('T', plan, out.length + 1, 6),
        title: `${community.name}${title}`,
        kind,
        area_id: leaf.id,
        area_path: leaf.path,
        starts_at: sqlTime(startsAt),
        ends_at: sqlTime(endsAt),
        seats: plan.small ? Math.ceil(seats / 2) : seats,
        status: endsAt < now ? 'ENDED' : 'PUBLISHED',
      });
    }
  }
  return out;
}
