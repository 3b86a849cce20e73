import { z } from 'zod';
import { instant, ref, text } from './common.js';

export const HAZARD_LEVELS = { GENERAL: '一般隐患', SERIOUS: '较大隐患', MAJOR: '重大隐患' } as const;
export type HazardLevel = keyof typeof HAZARD_LEVELS;

const link = z.string().max(500);

export const inspectionSubmitted = z.strictObject({
  placeRef: ref,
  template: ref,
  items: z
    .array(
      z.strictObject({
        code: ref,
        result: z.enum(['OK', 'BAD', 'NA'], { error: 'result 应为 OK、BAD 或 NA' }),
        note: text(500).optional(),
        photo: link.optional(),
      }),
    )
    .min(1, { error: '至少一个检查项' })
    .max(100),
  by: ref,
  at: instant,
});

export const inspectionHazard = z.strictObject({
  placeRef: ref,
  level: z.enum(['GENERAL', 'SERIOUS', 'MAJOR'], { error: 'level 应为 GENERAL、SERIOUS 或 MAJOR' }),
  text: text(1000).min(1, { error: '请说明隐患' }),
  photo: link.optional(),
});

export type InspectionSubmitted = z.infer<typeof inspectionSubmitted>;
export type InspectionHazard = z.infer<typeof inspectionHazard>;
