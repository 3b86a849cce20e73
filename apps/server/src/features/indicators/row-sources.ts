/** Where the rows behind a number come from. Texts only: a value shown is never a personal one (issue 2 adds masked people). */
export interface RowSource {
  columns: { key: string; label: string }[];
  /** Select list; `path` is the scope column, `at` orders. */
  select: string;
  from: string;
  where: string;
  path: string;
  /** Column of the business day, when the number is one of a day. */
  dayColumn?: string;
  order: string;
}

const place = { key: 'area', label: '所在区域' };
const PLACE = 'ar.name AS area';

const cases: Omit<RowSource, 'where'> = {
  columns: [{ key: 'code', label: '编号' }, { key: 'category', label: '类别' }, place, { key: 'status', label: '状态' }, { key: 'reportedAt', label: '上报时间' }, { key: 'dueAt', label: '办结时限' }],
  select: `c.code, c.category, ${PLACE}, c.status, c.reported_at AS reportedAt, c.due_at AS dueAt`,
  from: 'case_item c JOIN area ar ON ar.id = c.area_id',
  path: 'c.area_path',
  order: 'c.reported_at DESC, c.id DESC',
};

const alarms: Omit<RowSource, 'where'> = {
  columns: [{ key: 'code', label: '编号' }, { key: 'kind', label: '类型' }, { key: 'priority', label: '级别' }, { key: 'place', label: '地点' }, { key: 'state', label: '状态' }, { key: 'receivedAt', label: '接收时间' }],
  select: 'a.code, a.kind, a.priority, a.place, a.state, a.received_at AS receivedAt',
  from: 'alarm a',
  path: 'a.area_path',
  order: 'a.received_at DESC, a.id DESC',
};

const orgs: RowSource = {
  columns: [{ key: 'code', label: '编号' }, { key: 'name', label: '名称' }, { key: 'smallPlace', label: '类型' }, place, { key: 'address', label: '地址' }],
  select: `o.code, o.name, o.small_place AS smallPlace, ${PLACE}, o.address`,
  from: 'org o JOIN area ar ON ar.id = o.area_id',
  where: "o.status = 'OPEN'",
  path: 'o.area_path',
  order: 'o.code',
};

const claims: Omit<RowSource, 'where'> = {
  columns: [{ key: 'taskRef', label: '任务编号' }, { key: 'title', label: '任务' }, { key: 'volunteerRef', label: '志愿者编号' }, place, { key: 'state', label: '状态' }, { key: 'checkIn', label: '签到' }, { key: 'checkOut', label: '签退' }, { key: 'minutes', label: '分钟' }],
  select: `t.code AS taskRef, t.title, v.code AS volunteerRef, ${PLACE}, c.state, c.check_in_at AS checkIn, c.check_out_at AS checkOut, c.minutes`,
  from: 'task_claim c JOIN volunteer_task t ON t.id = c.task_id JOIN volunteer v ON v.id = c.volunteer_id JOIN area ar ON ar.id = c.area_id',
  path: 'c.area_path',
  order: 'c.id DESC',
};

const patrols: Omit<RowSource, 'where'> = {
  columns: [{ key: 'worker', label: '网格员' }, place, { key: 'startedAt', label: '开始' }, { key: 'endedAt', label: '结束' }],
  select: `p.worker, ${PLACE}, p.started_at AS startedAt, p.ended_at AS endedAt`,
  from: 'patrol p JOIN area ar ON ar.id = p.area_id',
  path: 'p.area_path',
  order: 'p.id DESC',
};

const checks: RowSource = {
  columns: [{ key: 'name', label: '场所' }, place, { key: 'at', label: '提交时间' }, { key: 'bad', label: '不合格项' }],
  select: `o.name, ${PLACE}, s.at, s.bad_count AS bad`,
  from: 'self_check s JOIN org o ON o.id = s.org_id JOIN area ar ON ar.id = s.area_id',
  where: '1 = 1',
  path: 's.area_path',
  order: 's.at DESC, s.id DESC',
};

const devices: RowSource = {
  columns: [{ key: 'code', label: '设备' }, { key: 'name', label: '名称' }, { key: 'class', label: '类型' }, { key: 'place', label: '安装位置' }, { key: 'lastSeenAt', label: '最后在线' }],
  select: 'd.device_key AS code, d.name, d.class, d.place, d.last_seen_at AS lastSeenAt',
  from: 'device d',
  where: "d.state = 'INSTALLED'",
  path: 'd.area_path',
  order: 'd.silent_at, d.id',
};

const households: RowSource = {
  columns: [{ key: 'code', label: '户编号' }, place, { key: 'verifiedAt', label: '最近核实' }],
  select: `h.code, ${PLACE}, h.last_verified_at AS verifiedAt`,
  from: 'household h JOIN area ar ON ar.id = h.area_id',
  where: 'h.valid_to IS NULL',
  path: 'h.area_path',
  order: 'h.code',
};

export const ROW_SOURCES: Readonly<Record<string, RowSource>> = {
  'LED-01': {
    columns: [{ key: 'code', label: '人员编号' }, place, { key: 'sex', label: '性别' }, { key: 'ageBand', label: '年龄段' }],
    select: `p.code, ${PLACE}, p.sex, CONCAT(FLOOR(TIMESTAMPDIFF(YEAR, p.birth_date, CURDATE()) / 10) * 10, ' 岁段') AS ageBand`,
    from: 'person p JOIN area ar ON ar.id = p.area_id',
    where: "p.residence_status = 'LIVING' AND p.valid_to IS NULL",
    path: 'p.area_path',
    order: 'p.id',
  },
  'LED-02': households,
  'LED-03': { columns: [{ key: 'code', label: '房屋编号' }, { key: 'building', label: '楼栋' }, { key: 'room', label: '房号' }, place], select: `h.code, b.name AS building, h.room, ${PLACE}`, from: 'house h JOIN building b ON b.id = h.building_id JOIN area ar ON ar.id = h.area_id', where: 'h.valid_to IS NULL', path: 'h.area_path', order: 'h.code' },
  'LED-04': orgs,
  'LED-05': { ...orgs, where: "o.status = 'OPEN' AND o.small_place IS NOT NULL" },
  'PHY-01': devices,
  'DEV-04': devices,
  'CASE-01': { ...cases, where: "c.status <> 'REJECTED'", dayColumn: 'c.reported_at' },
  'CASE-02': { ...cases, where: 'c.is_open = 1' },
  'CASE-03': { ...cases, where: "c.status = 'CLOSED'", dayColumn: 'c.closed_at' },
  'CASE-13': { ...cases, where: 'c.is_open = 1 AND c.due_at < UTC_TIMESTAMP(3)', order: 'c.due_at' },
  'PAT-01': { ...patrols, where: 'p.ended_at IS NULL', dayColumn: 'p.started_at' },
  'PAT-02': { ...patrols, where: 'p.ended_at IS NOT NULL', dayColumn: 'p.ended_at' },
  'PAT-04': { ...cases, where: "c.source = 'patrol' AND c.status <> 'REJECTED'", dayColumn: 'c.reported_at' },
  'OPI-01': { ...cases, where: "c.status <> 'REJECTED' AND c.class IN ('need', 'opinion')", dayColumn: 'c.reported_at' },
  'VOL-06': { ...claims, where: "c.state <> 'WITHDRAWN'", dayColumn: 'c.claimed_at' },
  'VOL-09': { ...claims, where: 'c.check_out_at IS NOT NULL', dayColumn: 'c.check_out_at' },
  'VOL-15': { ...claims, where: 'c.check_in_at > DATE_SUB(UTC_TIMESTAMP(3), INTERVAL 12 HOUR) AND c.check_in_at <= UTC_TIMESTAMP(3) AND (c.check_out_at IS NULL OR c.check_out_at > UTC_TIMESTAMP(3))' },
  'ELD-02': { ...alarms, where: "a.is_open = 1 AND a.mode = 'live' AND a.subject_kind = 'elder'" },
  'ELD-03': { ...alarms, where: "a.mode = 'live' AND a.subject_kind = 'elder'", dayColumn: 'a.received_at' },
  'DEV-01': { ...alarms, where: "a.mode = 'live' AND a.source_kind IN ('camera', 'robot', 'lift', 'sensor')", dayColumn: 'a.received_at' },
  'SAF-01': checks,
  'SAF-02': { ...checks, dayColumn: 's.at' },
  'SAF-03': { columns: [{ key: 'name', label: '场所' }, { key: 'level', label: '等级' }, place, { key: 'status', label: '状态' }, { key: 'foundAt', label: '发现时间' }, { key: 'dueAt', label: '整改时限' }], select: `o.name, h.level, ${PLACE}, h.status, h.found_at AS foundAt, h.due_at AS dueAt`, from: 'hazard h JOIN org o ON o.id = h.org_id JOIN area ar ON ar.id = h.area_id', where: "h.status NOT IN ('CLOSED', 'INVALID')", path: 'h.area_path', order: 'h.due_at' },
};
