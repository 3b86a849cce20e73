import { randomUUID } from 'node:crypto';
import { bulkInsert, type Database, seal, type SqlValue, sqlTime, type Tx } from '#platform';

/** Public codes of the smallest street on which every event type has its effect. */
export const TINY = {
  street: '000000001',
  community: '000000001001',
  otherCommunity: '000000001002',
  grid: '00000000100101',
  otherGrid: '00000000100201',
  micro: '0000000010010101',
  household: 'H1',
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
    ['estate', ['id', 'code', 'name', 'community_id'], [[1, 'E1', '幸福里小区', 2]]],
    ['building', ['id', 'code', 'name', 'estate_id', 'area_id', 'area_path', 'floors', 'units', 'height', 'geometry', 'lon', 'lat'], [[1, TINY.building, '1号楼', 1, 4, '/1/2/3/4/', 6, 2, 18, square(118.6002, 38.5992), TINY.inside.lon, TINY.inside.lat]]],
    ['doorway', ['id', 'code', 'name', 'building_id'], [[1, 'B1-1', '1单元', 1]]],
    ['house', ['id', 'code', 'building_id', 'doorway_id', 'floor', 'room', 'area_id', 'area_path', 'usage_kind'], [[1, 'R1', 1, 1, 3, '302', 4, '/1/2/3/4/', 'residence']]],
    ['household', ['id', 'code', 'house_id', 'area_id', 'area_path'], [[1, TINY.household, 1, 4, '/1/2/3/4/']]],
    [
      'person',
      ['id', 'code', 'household_id', 'area_id', 'area_path', 'name', 'id_no', 'phone', 'sex', 'birth_date', 'relation', 'ethnic', 'marital', 'political', 'employment', 'health', 'residence_type', 'residence_status'],
      [[1, TINY.person, 1, 4, '/1/2/3/4/', seal('张测试'), seal('000000194801010012'), seal('15400000001'), '1', '1948-01-01', '02', '01', '20', '13', '80', '10', '户籍', 'LIVING']],
    ],
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
