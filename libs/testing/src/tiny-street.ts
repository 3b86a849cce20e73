import { randomUUID } from 'node:crypto';
import { bulkInsert, type Database, idNoIndex, nameKeys, phoneIndex, phoneTail, seal, type SqlValue, sqlTime, type Tx } from '#platform';

/** Public codes of the smallest street on which every event type has its effect. */
export const TINY = {
  street: '000000001',
  community: '000000001001',
  otherCommunity: '000000001002',
  grid: '00000000100101',
  otherGrid: '00000000100201',
  micro: '0000000010010101',
  household: 'H1',
  otherHousehold: 'H2',
  person: 'P1',
  org: 'S1',
  volunteer: 'V1',
  task: 'T1',
  sos: 'demo:sos:TEST0001',
  camera: 'demo:camera:TEST0002',
  building: 'B1',
  /** A point inside the first grid, WGS-84. */
  inside: { lon: 118.6005, lat: 38.5995 },
} as const;

/** Fictional people whose personal values are unlike anything else, so that a leak is found by looking for them. */
export interface TinyPerson {
  id: number;
  code: string;
  householdId: 1 | 2;
  name: string;
  idNo: string;
  phone: string;
  sex: string;
  birthDate: string;
  relation: string;
  workUnit: string;
}
export const TINY_PEOPLE: readonly TinyPerson[] = [
  { id: 1, code: 'P1', householdId: 1, name: '张测试', idNo: '000000194801010013', phone: '15400000001', sex: '1', birthDate: '1948-01-01', relation: '02', workUnit: '红星金丝雀厂' },
  { id: 2, code: 'P2', householdId: 1, name: '欧阳淑琴', idNo: '000000195003054526', phone: '15477650002', sex: '2', birthDate: '1950-03-05', relation: '12', workUnit: '朝阳金丝雀所' },
  { id: 3, code: 'P3', householdId: 2, name: '买买提·艾力', idNo: '000000197507179014', phone: '15488760003', sex: '1', birthDate: '1975-07-17', relation: '02', workUnit: '和平金丝雀社' },
];

const PERSON_COLUMNS = ['id', 'code', 'household_id', 'area_id', 'area_path', 'name', 'name_pinyin', 'name_initials', 'name_given', 'id_no', 'id_no_index', 'phone', 'phone_index', 'phone_tail', 'sex', 'birth_date', 'relation', 'ethnic', 'marital', 'political', 'employment', 'work_unit', 'health', 'residence_type', 'residence_status'];

function personRow(person: TinyPerson): SqlValue[] {
  const keys = nameKeys(person.name);
  const [areaId, areaPath] = person.householdId === 1 ? [4, '/1/2/3/4/'] : [6, '/1/5/6/'];
  return [person.id, person.code, person.householdId, areaId, areaPath, person.name, keys.name_pinyin, keys.name_initials, keys.name_given, seal(person.idNo), idNoIndex(person.idNo), seal(person.phone), phoneIndex(person.phone), phoneTail(person.phone), person.sex, person.birthDate, person.relation, '01', '20', '13', '80', person.workUnit, '31', '户籍', 'LIVING'];
}

const square = (lon: number, lat: number) => JSON.stringify({ type: 'Polygon', coordinates: [[[lon, lat], [lon + 0.001, lat], [lon + 0.001, lat + 0.001], [lon, lat + 0.001], [lon, lat]]] });

type Table = [table: string, columns: string[], rows: SqlValue[][]];

function tables(now: number): Table[] {
  const at = sqlTime(now - 86_400_000);
  const soon = sqlTime(now + 86_400_000);
  return [
    [
      'area',
      ['id', 'code', 'name', 'level', 'parent_id', 'path', 'is_leaf', 'geometry', 'lon', 'lat'],
      [
        [1, TINY.street, '测试街道', 'street', null, '/1/', 0, null, 118.6, 38.6],
        [2, TINY.community, '幸福社区', 'community', 1, '/1/2/', 0, square(118.6, 38.599), 118.6005, 38.5995],
        [3, TINY.grid, '第一网格', 'grid', 2, '/1/2/3/', 0, square(118.6, 38.599), 118.6005, 38.5995],
        [4, TINY.micro, '第1微网格', 'microgrid', 3, '/1/2/3/4/', 1, null, null, null],
        [5, TINY.otherCommunity, '和平社区', 'community', 1, '/1/5/', 0, square(118.61, 38.599), 118.6105, 38.5995],
        [6, TINY.otherGrid, '第一网格', 'grid', 5, '/1/5/6/', 0, square(118.61, 38.599), 118.6105, 38.5995],
        [7, `${TINY.street}000`, '未定位', 'microgrid', 1, '/1/7/', 1, null, null, null],
      ],
    ],
    ['feed_head', ['street_id', 'seq', 'epoch'], [[1, 0, randomUUID()]]],
    ['estate', ['id', 'code', 'name', 'community_id'], [[1, 'E1', '幸福里小区', 2], [2, 'E2', '和平里', 5]]],
    ['building', ['id', 'code', 'name', 'estate_id', 'area_id', 'area_path', 'floors', 'units', 'height', 'geometry', 'lon', 'lat'], [[1, TINY.building, '1号楼', 1, 4, '/1/2/3/4/', 6, 2, 18, square(118.6002, 38.5992), TINY.inside.lon, TINY.inside.lat], [2, 'B2', '2号楼', 2, 6, '/1/5/6/', 6, 1, 18, square(118.6102, 38.5992), 118.6105, 38.5995]]],
    ['doorway', ['id', 'code', 'name', 'building_id'], [[1, 'B1-1', '1单元', 1], [2, 'B2-1', '1单元', 2]]],
    ['house', ['id', 'code', 'building_id', 'doorway_id', 'floor', 'room', 'area_id', 'area_path', 'usage_kind'], [[1, 'R1', 1, 1, 3, '302', 4, '/1/2/3/4/', 'residence'], [2, 'R2', 2, 2, 5, '501', 6, '/1/5/6/', 'residence']]],
    ['household', ['id', 'code', 'house_id', 'area_id', 'area_path'], [[1, TINY.household, 1, 4, '/1/2/3/4/'], [2, TINY.otherHousehold, 2, 6, '/1/5/6/']]],
    ['person', PERSON_COLUMNS, TINY_PEOPLE.map((person) => personRow(person))],
    ['alarm_subject', ['id', 'kind', 'person_id', 'household_id', 'area_id', 'area_path', 'status', 'since'], [[1, 'elder', 1, 1, 4, '/1/2/3/4/', 'ACTIVE', at]]],
    ['org', ['id', 'code', 'name', 'small_place', 'building_id', 'area_id', 'area_path', 'address', 'status', 'self_check_required', 'lon', 'lat'], [[1, TINY.org, '幸福小吃店', 'dining', 1, 4, '/1/2/3/4/', '幸福里 1 号', 'OPEN', 1, TINY.inside.lon, TINY.inside.lat]]],
    [
      'device',
      ['id', 'device_key', 'class', 'name', 'area_id', 'area_path', 'building_id', 'household_id', 'subject_id', 'place', 'lon', 'lat', 'state', 'interval_s', 'last_seen_at', 'silent_at', 'installed_at'],
      [
        [1, TINY.sos, 'sos', '一键求助器', 4, '/1/2/3/4/', 1, 1, 1, '幸福里小区1号楼', TINY.inside.lon, TINY.inside.lat, 'INSTALLED', 86_400, at, soon, at],
        [2, TINY.camera, 'camera', '东门摄像机', 4, '/1/2/3/4/', 1, null, null, '幸福里小区东门', TINY.inside.lon, TINY.inside.lat, 'INSTALLED', 300, at, soon, at],
      ],
    ],
    ['volunteer', ['id', 'code', 'name', 'area_id', 'area_path', 'skills', 'status', 'registered_at'], [[1, TINY.volunteer, seal('李志愿'), 2, '/1/2/', '[]', 'ACTIVE', at]]],
    ['volunteer_task', ['id', 'code', 'title', 'kind', 'area_id', 'area_path', 'starts_at', 'ends_at', 'seats', 'status'], [[1, TINY.task, '陪老人就医', 'care', 3, '/1/2/3/', at, soon, 10, 'OPEN']]],
  ];
}

/** Writes the tiny street into an empty schema. Counters are left to `RecountService.rebuild`. */
export async function seedTinyStreet(database: Database, now: number): Promise<void> {
  await database.transaction(async (tx: Tx) => {
    for (const [table, columns, rows] of tables(now)) await bulkInsert(tx, table, columns, rows);
  });
}
