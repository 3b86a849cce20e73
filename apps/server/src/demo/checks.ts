import education from '#data/education.json' with { type: 'json' };
import employment from '#data/employment.json' with { type: 'json' };
import ethnic from '#data/ethnic.json' with { type: 'json' };
import relation from '#data/family-relation.json' with { type: 'json' };
import health from '#data/health.json' with { type: 'json' };
import tags from '#data/key-population.json' with { type: 'json' };
import marital from '#data/marital.json' with { type: 'json' };
import political from '#data/political.json' with { type: 'json' };
import places from '#data/small-places.json' with { type: 'json' };
import { DEVICE_CLASSES } from '#contracts';
import { FACT_CHECKS } from './checks-facts.js';

/** A search for contradictions: every row `sql` returns is one; none are expected. Runs on MariaDB and MySQL. */
export interface DemoCheck {
  name: string;
  sql: string;
}

const AGE = 'TIMESTAMPDIFF(YEAR, p.birth_date, CURRENT_DATE)';
const list = (items: readonly { code: string }[]) => items.map((item) => `'${item.code}'`).join(',');
const people = (name: string, where: string): DemoCheck => ({ name, sql: `SELECT p.code FROM person p WHERE p.valid_to IS NULL AND (${where}) LIMIT 50` });
const tagged = (tag: string, rule: string, where: string): DemoCheck => ({
  name: `标签 ${tag}: ${rule}`,
  sql: `SELECT p.code, t.tag FROM person_tag t JOIN person p ON p.id = t.person_id WHERE t.tag = '${tag}' AND t.valid_to IS NULL AND (${where}) LIMIT 50`,
});
const orphan = (name: string, child: string, column: string, parent: string): DemoCheck => ({
  name,
  sql: `SELECT c.id FROM ${child} c LEFT JOIN ${parent} x ON x.id = c.${column} WHERE c.${column} IS NOT NULL AND x.id IS NULL LIMIT 50`,
});
const pathOf = (table: string): DemoCheck => ({
  name: `${table}: 区域路径与区域一致`,
  sql: `SELECT r.id FROM ${table} r LEFT JOIN area a ON a.id = r.area_id WHERE a.id IS NULL OR a.path <> r.area_path LIMIT 50`,
});
/** Two members of one household; `h` is the head. */
const kin = (name: string, relations: string, where: string): DemoCheck => ({
  name,
  sql: `SELECT p.code FROM person p JOIN person h ON h.household_id = p.household_id AND h.relation = '02' WHERE p.relation IN (${relations}) AND (${where}) LIMIT 50`,
});
const YEARS_OLDER = 'TIMESTAMPDIFF(YEAR, h.birth_date, p.birth_date)';
const YEARS_YOUNGER = 'TIMESTAMPDIFF(YEAR, p.birth_date, h.birth_date)';
const OWN_CHILDREN = "'20','21','22','23','24','30','31','32','33','34'";

const STRUCTURE: DemoCheck[] = [
  orphan('住户都有房屋', 'household', 'house_id', 'house'),
  orphan('人员都在户内', 'person', 'household_id', 'household'),
  orphan('房屋都在楼栋内', 'house', 'building_id', 'building'),
  orphan('房屋都在单元内', 'house', 'doorway_id', 'doorway'),
  orphan('单元都在楼栋内', 'doorway', 'building_id', 'building'),
  orphan('楼栋都在小区内', 'building', 'estate_id', 'estate'),
  orphan('设备的服务对象存在', 'device', 'subject_id', 'alarm_subject'),
  orphan('设备的场所存在', 'device', 'org_id', 'org'),
  { name: '标签的人员存在', sql: 'SELECT t.person_id, t.tag FROM person_tag t LEFT JOIN person p ON p.id = t.person_id WHERE p.id IS NULL LIMIT 50' },
  ...['building', 'house', 'household', 'person', 'alarm_subject', 'org', 'asset', 'device', 'grid_staff', 'volunteer', 'volunteer_task'].map(pathOf),
  { name: '下级区域在上级之内', sql: "SELECT c.code FROM area c JOIN area p ON p.id = c.parent_id WHERE c.path <> CONCAT(p.path, c.id, '/') LIMIT 50" },
  { name: '每个街道有且只有一个未定位', sql: "SELECT s.code FROM area s LEFT JOIN area u ON u.parent_id = s.id AND u.code = CONCAT(s.code, '000') AND u.is_leaf = 1 WHERE s.level = 'street' AND u.id IS NULL LIMIT 50" },
  { name: '微网格 30 至 100 户', sql: 'SELECT area_id, COUNT(*) AS homes FROM household WHERE valid_to IS NULL GROUP BY area_id HAVING COUNT(*) < 30 OR COUNT(*) > 100 LIMIT 50' },
  { name: '底册挂在最末级', sql: 'SELECT h.code FROM household h JOIN area a ON a.id = h.area_id WHERE a.is_leaf = 0 LIMIT 50' },
  { name: '一房一户', sql: 'SELECT house_id FROM household WHERE valid_to IS NULL GROUP BY house_id HAVING COUNT(*) > 1 LIMIT 50' },
  { name: '每户恰有一位户主', sql: "SELECT h.code FROM household h LEFT JOIN person p ON p.household_id = h.id AND p.relation = '02' AND p.valid_to IS NULL WHERE h.valid_to IS NULL GROUP BY h.id, h.code HAVING COUNT(p.id) <> 1 LIMIT 50" },
  { name: '人员与住户同在一个微网格', sql: 'SELECT p.code FROM person p JOIN household h ON h.id = p.household_id WHERE p.area_id <> h.area_id LIMIT 50' },
  { name: '住户与房屋同在一个微网格', sql: 'SELECT h.code FROM household h JOIN house o ON o.id = h.house_id WHERE h.area_id <> o.area_id LIMIT 50' },
  { name: '房号与楼层一致', sql: "SELECT h.code FROM house h JOIN building b ON b.id = h.building_id WHERE h.room NOT LIKE CONCAT(h.floor, '__') OR h.floor < 1 OR h.floor > b.floors LIMIT 50" },
  { name: '每个网格都有网格员', sql: "SELECT a.code FROM area a LEFT JOIN grid_staff s ON s.area_id = a.id AND s.role = 'grid_worker' WHERE a.level = 'grid' AND s.id IS NULL LIMIT 50" },
];

const PEOPLE: DemoCheck[] = [
  people('性别代码', "p.sex NOT IN ('1','2')"),
  people('家庭关系代码', `p.relation NOT IN (${list(relation.items)})`),
  people('学历代码', `p.education IS NOT NULL AND p.education NOT IN (${list(education.items)})`),
  people('婚姻代码', `p.marital NOT IN (${list(marital.items)})`),
  people('政治面貌代码', `p.political NOT IN (${list(political.items)})`),
  people('从业状况代码', `p.employment NOT IN (${list(employment.items)})`),
  people('健康状况代码', `p.health NOT IN (${list(health.items)})`),
  people('民族代码', `p.ethnic NOT IN (${list(ethnic.items)})`),
  people('人口类型', "p.residence_type NOT IN ('户籍','人户分离','流动','空挂户','境外')"),
  people('年龄在 0 至 110 岁', `p.birth_date > CURRENT_DATE + INTERVAL 1 DAY OR ${AGE} > 110`),
  people('未到法定婚龄而已婚', `p.marital <> '10' AND ((p.sex = '1' AND ${AGE} < 22) OR (p.sex = '2' AND ${AGE} < 20))`),
  people('未满 16 岁而就业', `${AGE} < 16 AND p.employment NOT IN ('31','70','90')`),
  people('未到退休年龄而退休', `p.employment = '80' AND ((p.sex = '1' AND ${AGE} < 60) OR (p.sex = '2' AND ${AGE} < 50))`),
  people('学生年龄', `p.employment = '31' AND (${AGE} < 5 OR ${AGE} > 30)`),
  people('学历高于年龄', `(p.education LIKE '1%' AND ${AGE} < 22) OR (p.education LIKE '2%' AND ${AGE} < 17) OR (p.education LIKE '3%' AND ${AGE} < 17) OR (p.education LIKE '6%' AND ${AGE} < 14)`),
  people('党员年龄', `p.political IN ('01','02') AND ${AGE} < 18`),
  people('团员年龄', `p.political = '03' AND (${AGE} < 14 OR ${AGE} > 30)`),
  kin('配偶性别相同', "'10','11','12'", 'p.sex = h.sex'),
  kin('夫妻婚姻状况不符', "'10','11','12'", "p.marital NOT LIKE '2%' OR h.marital NOT LIKE '2%'"),
  kin('夫妻年龄悬殊', "'10','11','12'", `ABS(DATEDIFF(p.birth_date, h.birth_date)) > 20 * 366`),
  kin('子女比户主只小不足 20 岁', OWN_CHILDREN, `${YEARS_OLDER} < 20`),
  {
    name: '母亲生育年龄 20 至 38 岁',
    sql: `SELECT p.code FROM person p JOIN person h ON h.household_id = p.household_id AND h.relation IN ('02','12') AND h.sex = '2' WHERE p.relation IN (${OWN_CHILDREN}) AND ${YEARS_OLDER} NOT BETWEEN 20 AND 38 LIMIT 50`,
  },
  kin('父母比户主大不足 20 岁', "'51','52'", `${YEARS_YOUNGER} < 20`),
  kin('母亲生户主时的年龄', "'52'", `${YEARS_YOUNGER} NOT BETWEEN 20 AND 38`),
  kin('孙辈与户主年龄差', "'41','42','43','44'", `${YEARS_OLDER} < 36`),
  kin('子的性别', "'20','21','22','23','41','43','51','53','55','11'", "p.sex <> '1'"),
  kin('女的性别', "'30','31','32','33','42','44','52','54','56','12'", "p.sex <> '2'"),
];

const TAGS: DemoCheck[] = [
  { name: '标签代码', sql: `SELECT person_id, tag FROM person_tag WHERE tag NOT IN (${list(tags.items)}) LIMIT 50` },
  { name: '标签生效日期', sql: 'SELECT t.person_id, t.tag FROM person_tag t JOIN person p ON p.id = t.person_id WHERE t.valid_from < p.birth_date OR t.valid_from > CURRENT_DATE + INTERVAL 1 DAY LIMIT 50' },
  tagged('elder_60', '不满 60 岁', `${AGE} < 60`),
  tagged('elder_80', '不满 80 岁', `${AGE} < 80`),
  tagged('elder_100', '不满 100 岁', `${AGE} < 100`),
  tagged('living_alone', '不满 60 岁或并非一人户', `${AGE} < 60 OR (SELECT COUNT(*) FROM person m WHERE m.household_id = p.household_id) <> 1`),
  tagged('empty_nest', '户内有人不满 60 岁', 'EXISTS (SELECT 1 FROM person m WHERE m.household_id = p.household_id AND TIMESTAMPDIFF(YEAR, m.birth_date, CURRENT_DATE) < 60)'),
  tagged('left_behind_child', '已满 16 岁', `${AGE} >= 16`),
  tagged('orphan', '已满 18 岁', `${AGE} >= 18`),
  tagged('child_difficulty', '已满 18 岁', `${AGE} >= 18`),
  tagged('veteran', '不满 20 岁', `${AGE} < 20`),
  tagged('party_member', '不是党员', "p.political NOT IN ('01','02')"),
  tagged('retired', '从业状况不符', "p.employment <> '80'"),
  tagged('unemployed', '从业状况不符', "p.employment <> '70'"),
  tagged('migrant', '人口类型不符', "p.residence_type <> '流动'"),
  tagged('disability', '健康状况不符', "p.health NOT LIKE '6%'"),
  tagged('diabetes', '健康状况不符', "p.health <> '37'"),
  tagged('pregnant', '性别或年龄不符', `p.sex <> '2' OR ${AGE} NOT BETWEEN 18 AND 50`),
  tagged('infant', '已满 4 岁', `${AGE} >= 4`),
  tagged('disabled_care', '不满 60 岁', `${AGE} < 60`),
  { name: '党员都有党员标签', sql: `SELECT p.code FROM person p LEFT JOIN person_tag t ON t.person_id = p.id AND t.tag = 'party_member' WHERE p.political IN ('01','02') AND t.person_id IS NULL LIMIT 50` },
];

const DEVICES: DemoCheck[] = [
  { name: '服务对象是 60 岁以上老人', sql: `SELECT s.id FROM alarm_subject s JOIN person p ON p.id = s.person_id WHERE s.kind = 'elder' AND (${AGE} < 60 OR p.household_id <> s.household_id OR p.area_id <> s.area_id) LIMIT 50` },
  { name: '服务对象都有紧急联系人', sql: 'SELECT s.id FROM alarm_subject s LEFT JOIN subject_contact c ON c.subject_id = s.id WHERE c.subject_id IS NULL LIMIT 50' },
  { name: '服务对象都有求助设备', sql: "SELECT s.id FROM alarm_subject s LEFT JOIN (SELECT DISTINCT subject_id FROM device WHERE class IN ('sos','fall') AND subject_id IS NOT NULL) d ON d.subject_id = s.id WHERE s.status = 'ACTIVE' AND d.subject_id IS NULL LIMIT 50" },
  { name: '设备与服务对象同住一处', sql: 'SELECT d.device_key FROM device d JOIN alarm_subject s ON s.id = d.subject_id WHERE d.household_id <> s.household_id OR d.area_id <> s.area_id LIMIT 50' },
  { name: '设备类别与心跳间隔', sql: `SELECT d.device_key FROM device d WHERE d.interval_s <> CASE d.class ${Object.entries(DEVICE_CLASSES).map(([code, item]) => `WHEN '${code}' THEN ${item.intervalS}`).join(' ')} ELSE -1 END LIMIT 50` },
  { name: '场所类别代码', sql: `SELECT o.code FROM org o WHERE o.small_place IS NOT NULL AND o.small_place NOT IN (${list(places.items)}) LIMIT 50` },
  { name: '场所与楼栋同在一个微网格', sql: 'SELECT o.code FROM org o JOIN building b ON b.id = o.building_id WHERE o.area_id <> b.area_id LIMIT 50' },
];

export const DEMO_CHECKS: readonly DemoCheck[] = [...STRUCTURE, ...PEOPLE, ...TAGS, ...DEVICES, ...FACT_CHECKS];
