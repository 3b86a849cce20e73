import { z } from 'zod';
import { text, values } from './common.js';

const deviceKey = z.string({ error: '缺少 deviceKey' }).min(1, { error: 'deviceKey 不能为空' }).max(128);

export const ALARM_PHASES = ['start', 'update', 'end', 'pulse'] as const;

/** Location of a signal: an unknown datum is kept as said and never converted (alarms.md §4.2). */
const signalLocation = z.strictObject({
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  datum: z.enum(['WGS84', 'CGCS2000', 'GCJ02', 'BD09', 'unknown'], { error: '坐标系应为 WGS84、CGCS2000、GCJ02、BD09 或 unknown' }),
  accuracyM: z.number().min(0).max(100_000).optional(),
});

export const alarmSignal = z.strictObject({
  deviceKey,
  phase: z.enum(ALARM_PHASES, { error: 'phase 应为 start、update、end 或 pulse' }),
  values: values.optional(),
  confidence: z.number().min(0).max(1).optional(),
  location: signalLocation.optional(),
  media: z
    .array(
      z.strictObject({
        type: z.enum(['image', 'video', 'audio']),
        url: z.string().max(1000),
        sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
        expiresAt: z.string().max(40).optional(),
      }),
    )
    .max(10)
    .optional(),
  mode: z.enum(['live', 'test', 'drill'], { error: 'mode 应为 live、test 或 drill' }).optional(),
  note: text(500).optional(),
});

export const DEVICE_KINDS = {
  heartbeat: '心跳',
  online: '上线',
  offline: '离线',
  low_battery: '电量低',
  fault: '故障',
  test: '测试',
} as const;
export type DeviceKind = keyof typeof DEVICE_KINDS;

export const deviceReport = z.strictObject({ deviceKey, values: values.optional() });

export type AlarmSignal = z.infer<typeof alarmSignal>;
export type DeviceReport = z.infer<typeof deviceReport>;

/** Classes of devices with the interval of their heartbeat in seconds (issue 1, item 9). */
export const DEVICE_CLASSES = {
  camera: { text: '摄像机', intervalS: 300 },
  gateway: { text: '网关', intervalS: 300 },
  lift: { text: '电梯终端', intervalS: 300 },
  robot: { text: '机器人', intervalS: 300 },
  pump: { text: '水泵', intervalS: 600 },
  gas: { text: '燃气探测器', intervalS: 600 },
  sos: { text: '一键求助器', intervalS: 86_400 },
  fall: { text: '跌倒监测器', intervalS: 86_400 },
  smoke: { text: '烟感', intervalS: 86_400 },
  door: { text: '门磁', intervalS: 86_400 },
} as const;
export type DeviceClass = keyof typeof DEVICE_CLASSES;
