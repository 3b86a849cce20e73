/** Alarm vocabulary: kinds, priorities and states of `design/alarms.md` §3.2, §3.3, §4.2. */
export type Priority = 'P1' | 'P2' | 'P3' | 'P4';

export type HazardFamily = 'life' | 'fire' | 'water' | 'intrusion' | 'traffic' | 'aerial' | 'crowd' | 'technical';

interface AlarmKindInfo {
  text: string;
  priority: Priority;
  family: HazardFamily;
}

/** Kinds that make an alarm. Priority by kind: alarms.md §3.2; family: §3.5. */
export const ALARM_KINDS = {
  sos: { text: '一键求助', priority: 'P1', family: 'life' },
  fall: { text: '跌倒', priority: 'P1', family: 'life' },
  fall_pending: { text: '疑似跌倒', priority: 'P2', family: 'life' },
  smoke: { text: '烟雾报警', priority: 'P1', family: 'fire' },
  gas: { text: '燃气报警', priority: 'P1', family: 'fire' },
  co: { text: '一氧化碳报警', priority: 'P1', family: 'fire' },
  water_leak: { text: '漏水报警', priority: 'P3', family: 'water' },
  door_open: { text: '门未关', priority: 'P3', family: 'intrusion' },
  door_close: { text: '门已关', priority: 'P3', family: 'intrusion' },
  no_activity: { text: '长时间无活动', priority: 'P2', family: 'life' },
  wander: { text: '走失预警', priority: 'P3', family: 'life' },
  vital: { text: '体征异常', priority: 'P2', family: 'life' },
  video_flame: { text: '视频发现明火', priority: 'P2', family: 'fire' },
  video_smoke: { text: '视频发现烟雾', priority: 'P2', family: 'fire' },
  video_throwing: { text: '高空抛物', priority: 'P2', family: 'aerial' },
  video_vehicle: { text: '车辆占用消防通道', priority: 'P3', family: 'traffic' },
  video_occupy: { text: '通道占用', priority: 'P3', family: 'traffic' },
  video_crowd: { text: '人员聚集', priority: 'P3', family: 'crowd' },
  ebike_in_lift: { text: '电动车进电梯', priority: 'P3', family: 'traffic' },
  robot_event: { text: '机器人告警', priority: 'P3', family: 'technical' },
  pump_start: { text: '水泵启动', priority: 'P3', family: 'technical' },
  pump_stop: { text: '水泵停止', priority: 'P3', family: 'technical' },
  tamper: { text: '设备被拆', priority: 'P3', family: 'intrusion' },
  unknown: { text: '未知告警', priority: 'P3', family: 'technical' },
} as const satisfies Record<string, AlarmKindInfo>;

export type AlarmKind = keyof typeof ALARM_KINDS;
export const ALARM_KIND_CODES = Object.keys(ALARM_KINDS) as AlarmKind[];

/** Priority texts and response clocks in seconds (alarms.md §3.2). */
export const PRIORITIES: Record<Priority, { text: string; limitS: number; shape: string }> = {
  P1: { text: '特急', limitS: 15, shape: '◆' },
  P2: { text: '紧急', limitS: 30, shape: '▲' },
  P3: { text: '一般', limitS: 180, shape: '■' },
  P4: { text: '提示', limitS: 1800, shape: '●' },
};

export const ALARM_STATES = {
  RECEIVED: '已接收',
  QUEUED: '待受理',
  CLAIMED: '已受理',
  VERIFYING: '核实中',
  RESPONDING: '处置中',
  MONITORING: '观察中',
  RESOLVED: '已处置',
  FOLLOW_UP: '待回访',
  CLOSED: '已结案',
  SHELVED: '已搁置',
  MERGED: '已归并',
} as const;
export type AlarmState = keyof typeof ALARM_STATES;

/** States that no longer count as open (indicator ELD-02). */
export const ALARM_DONE_STATES: readonly AlarmState[] = ['RESOLVED', 'FOLLOW_UP', 'CLOSED', 'MERGED'];

/**
 * What the wall and the list may show of an alarm: place to the building, no resident.
 * Times are ISO 8601 with Z; `limitS` is the response clock in seconds.
 */
export interface AlarmCard {
  id: string;
  code: string;
  kind: AlarmKind;
  kindText: string;
  priority: Priority;
  state: AlarmState;
  stateText: string;
  version: number;
  /** Code of the finest known area, or of the street when the place is unknown. */
  area: string;
  communityName: string | null;
  gridName: string | null;
  /** Estate and building, or "未绑定" / "未定位". */
  place: string;
  buildingCode: string | null;
  location: { lon: number; lat: number; datum: 'WGS84' } | null;
  occurredAt: string;
  receivedAt: string;
  claimedAt: string | null;
  holder: { name: string; seat: string | null } | null;
  limitS: number;
  signals: number;
  lastSignalAt: string;
  sourceKind: 'elder' | 'camera' | 'robot' | 'lift' | 'sensor' | 'unknown';
  late: boolean;
}

/** An alarm with its history and what the caller may do now. */
export interface AlarmDetail extends AlarmCard {
  allowedActions: string[];
  timeline: { no: number; at: string; actor: string; action: string; text: string }[];
}
