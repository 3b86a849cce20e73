import { CASE_CATEGORIES, isOpinion } from '#catalogue';

/** Business day of a UTC column: Shanghai has no daylight saving, so a fixed shift is exact. */
const day = (column: string) => `DATE(DATE_ADD(${column}, INTERVAL 8 HOUR))`;
const hour = (column: string) => `CAST(HOUR(DATE_ADD(${column}, INTERVAL 8 HOUR)) AS CHAR)`;
const STANDING_DAY = "DATE('2000-01-01')";
const quoted = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');
const OPINION_CODES = quoted(CASE_CATEGORIES.filter((item) => isOpinion(item.class)).map((item) => item.code));

const select = (dayExpression: string, slot: string, value: string, rest: string) => `SELECT ${dayExpression} AS day, area_id, ${slot} AS slot, ${value} AS value ${rest}`;
const stock = (slot: string, rest: string, value = 'COUNT(*)') => select(STANDING_DAY, slot, value, `${rest} GROUP BY area_id${slot === "''" ? '' : `, ${slot}`}`);
const flow = (at: string, slot: string, rest: string, value = 'COUNT(*)') => select(day(at), slot, value, `${rest} GROUP BY ${day(at)}, area_id${slot === "''" ? '' : `, ${slot}`}`);

/** Each counter of kind `delta` from its base table: the second opinion that `cli recount` compares with. */
export const RECOUNT: Readonly<Record<string, readonly string[]>> = {
  'LED-01': [stock("''", "FROM person WHERE residence_status = 'LIVING' AND valid_to IS NULL")],
  'LED-02': [stock("''", 'FROM household WHERE valid_to IS NULL')],
  'LED-03': [stock("''", 'FROM house WHERE valid_to IS NULL')],
  'LED-04': [stock("''", "FROM org WHERE status = 'OPEN'")],
  'LED-05': [stock('small_place', "FROM org WHERE status = 'OPEN' AND small_place IS NOT NULL")],
  'LED-11': [`SELECT ${STANDING_DAY} AS day, id AS area_id, level AS slot, 1 AS value FROM area WHERE status = 'ACTIVE' AND level IN ('grid', 'microgrid') AND name <> '未定位'`],
  'PAT-02': [flow('ended_at', "''", 'FROM patrol WHERE ended_at IS NOT NULL')],
  'PAT-04': [flow('reported_at', "''", "FROM case_item WHERE source = 'patrol' AND status <> 'REJECTED'")],
  'CASE-01': [flow('reported_at', 'category', "FROM case_item WHERE status <> 'REJECTED'")],
  'CASE-01@h': [flow('reported_at', hour('reported_at'), "FROM case_item WHERE status <> 'REJECTED'")],
  'CASE-02': [stock('category', 'FROM case_item WHERE is_open = 1')],
  'CASE-03': [flow('s.at', "''", "FROM case_step s JOIN case_item c ON c.id = s.case_id WHERE s.status = 'CLOSED'")],
  'CASE-03@h': [flow('s.at', hour('s.at'), "FROM case_step s JOIN case_item c ON c.id = s.case_id WHERE s.status = 'CLOSED'")],
  'VOL-03': [stock("''", "FROM volunteer WHERE status = 'ACTIVE'")],
  'VOL-06': [flow('claimed_at', "''", "FROM task_claim WHERE claimed_at IS NOT NULL AND state <> 'WITHDRAWN'")],
  'VOL-09': [flow('check_out_at', "''", 'FROM task_claim WHERE check_out_at IS NOT NULL', 'SUM(minutes)')],
  'ELD-01': [stock("''", "FROM alarm_subject WHERE kind = 'elder' AND status = 'ACTIVE'")],
  'ELD-02': [stock("''", "FROM alarm WHERE is_open = 1 AND mode = 'live' AND subject_kind = 'elder'")],
  'ELD-03': [flow('received_at', 'kind', "FROM alarm WHERE mode = 'live' AND subject_kind = 'elder'")],
  'DEV-01': [flow('received_at', 'kind', "FROM alarm WHERE mode = 'live' AND source_kind IN ('camera', 'robot', 'lift', 'sensor')")],
  'ALM@d': [flow('received_at', "''", "FROM alarm WHERE mode = 'live'")],
  'SAF-01@n': [select('w.week_of', "''", 'COUNT(*)', "FROM (SELECT DISTINCT s.org_id, s.area_id, s.week_of FROM self_check s JOIN org o ON o.id = s.org_id WHERE o.self_check_required = 1 AND o.status = 'OPEN') w GROUP BY w.week_of, w.area_id")],
  'SAF-01@d': [stock("''", "FROM org WHERE self_check_required = 1 AND status = 'OPEN'")],
  'SAF-02': [flow('at', "''", 'FROM self_check')],
  'SAF-03': [stock('level', "FROM hazard WHERE status NOT IN ('CLOSED', 'INVALID')")],
  'PHY-01': [stock("''", 'FROM asset WHERE valid_to IS NULL'), stock("''", "FROM device WHERE state <> 'REMOVED'")],
  'OPI-01': [flow('reported_at', "''", `FROM case_item WHERE status <> 'REJECTED' AND category IN (${OPINION_CODES})`), flow('at', "''", 'FROM visit WHERE need = 1')],
};
