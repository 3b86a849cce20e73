import { z } from 'zod';

export const LIMITS = {
  eventBytes: 256 * 1024,
  batchBytes: 1024 * 1024,
  batchEvents: 1000,
  jsonDepth: 16,
  ratePerSecond: 5000,
  rateBurst: 10_000,
} as const;

/** CloudEvents 1.0 attributes we read; unknown extension attributes are kept out on purpose. */
export const cloudEventSchema = z.object({
  specversion: z.literal('1.0', { error: 'specversion 应为 "1.0"' }),
  id: z.string({ error: '缺少 id' }).min(1, { error: 'id 不能为空' }).max(128, { error: 'id 最长 128 个字符' }),
  source: z.string({ error: '缺少 source' }).min(1).max(64),
  type: z.string({ error: '缺少 type' }).min(1).max(64),
  time: z.string({ error: '缺少 time' }).max(40),
  subject: z.string().max(256).optional(),
  datacontenttype: z.string().max(64).optional(),
  data: z.record(z.string(), z.unknown(), { error: 'data 应为对象' }),
});
export type CloudEvent = z.infer<typeof cloudEventSchema>;

/** The one envelope every door makes; journaled, stored and handed to the feature rules. */
export interface Envelope {
  sourceId: string;
  eventId: string;
  type: string;
  subject: string | null;
  /** Event time as the sender gave it (ISO 8601 with Z). */
  time: string;
  receivedAt: string;
  door: 'http' | 'mqtt' | 'page' | 'demo';
  /** Set when the event time cannot be believed; the receive time is used instead. */
  timeQuality: 'device' | 'none';
  data: Record<string, unknown>;
}
