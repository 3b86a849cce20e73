/** Contradictions among what happened. */
export const FACT_CHECKS: readonly { name: string; sql: string }[] = [
  { name: '任务结束早于开始', sql: 'SELECT code FROM volunteer_task WHERE ends_at <= starts_at LIMIT 50' },
  { name: '巡查结束早于开始', sql: 'SELECT id FROM patrol WHERE ended_at < started_at LIMIT 50' },
  { name: '事件办结早于上报', sql: 'SELECT code FROM case_item WHERE closed_at < reported_at LIMIT 50' },
  { name: '在办事件却有办结时间', sql: 'SELECT code FROM case_item WHERE (is_open = 1 AND closed_at IS NOT NULL) OR (is_open = 0 AND closed_at IS NULL) LIMIT 50' },
  { name: '服务签退早于签到', sql: 'SELECT id FROM task_claim WHERE check_out_at < check_in_at LIMIT 50' },
  { name: '服务时长不符', sql: 'SELECT id FROM task_claim WHERE check_out_at IS NOT NULL AND ABS(TIMESTAMPDIFF(MINUTE, check_in_at, check_out_at) - minutes) > 1 LIMIT 50' },
  { name: '走访的住户存在', sql: 'SELECT v.id FROM visit v LEFT JOIN household h ON h.id = v.household_id WHERE h.id IS NULL LIMIT 50' },
  { name: '自查的场所存在', sql: 'SELECT c.id FROM self_check c LEFT JOIN org o ON o.id = c.org_id WHERE o.id IS NULL LIMIT 50' },
  { name: '发生在未来的事', sql: "SELECT 'visit' AS kind, id FROM visit WHERE at > UTC_TIMESTAMP() + INTERVAL 11 MINUTE UNION ALL SELECT 'case', id FROM case_item WHERE reported_at > UTC_TIMESTAMP() + INTERVAL 11 MINUTE LIMIT 50" },
];
