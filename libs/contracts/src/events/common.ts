import { z } from 'zod';

/** Public code of a row (`…Ref`). */
export const ref = z.string({ error: '应为编号' }).min(1, { error: '编号不能为空' }).max(64, { error: '编号最长 64 个字符' });
export const text = (max: number) => z.string({ error: '应为文字' }).max(max, { error: `最长 ${max} 个字符` });

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const NAIVE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/** True for an RFC 3339 instant with a zone that names a real moment (30 February does not). */
export function isInstant(value: string): boolean {
  if (!ZONED.test(value)) return false;
  const [year, month, day] = value.slice(0, 10).split('-').map(Number) as [number, number, number];
  const hour = Number(value.slice(11, 13));
  const minute = Number(value.slice(14, 16));
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay && hour < 24 && minute < 60 && !Number.isNaN(Date.parse(value));
}

/** True when the text is a date-time without a zone: the commonest mistake, which deserves its own message. */
export function isNaiveTime(value: string): boolean {
  return NAIVE.test(value);
}

export const instant = z.string({ error: '应为时间' }).max(40).superRefine((value, ctx) => {
  if (isInstant(value)) return;
  ctx.addIssue({ code: 'custom', message: isNaiveTime(value) ? `时间“${value}”缺少时区` : `时间“${value}”不正确` });
});

export const DATUMS = ['WGS84', 'CGCS2000', 'GCJ02', 'BD09'] as const;
export type Datum = (typeof DATUMS)[number];

export const location = z.strictObject({
  lon: z.number({ error: '经度应为数字' }).min(-180).max(180),
  lat: z.number({ error: '纬度应为数字' }).min(-90).max(90),
  datum: z.enum(DATUMS, { error: '坐标系应为 WGS84、CGCS2000、GCJ02 或 BD09' }),
  accuracyM: z.number().min(0).max(100_000).optional(),
});
export type Location = z.infer<typeof location>;

export const place = z
  .strictObject({ areaCode: ref.optional(), address: text(200).optional(), location: location.optional() })
  .refine((value) => value.areaCode !== undefined || value.address !== undefined || value.location !== undefined, {
    error: 'place 至少要有 areaCode、address、location 之一',
  });
export type Place = z.infer<typeof place>;

/** Readings of a device: at most 200 scalars. */
export const values = z
  .record(z.string().max(64), z.union([z.number(), z.string().max(256), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 200, { error: 'values 最多 200 项' });
