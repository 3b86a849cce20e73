import { z } from 'zod';
import { instant, place, ref, text } from './common.js';

const scalar = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);

export const gridPatrol = z.strictObject({
  gridCode: ref,
  worker: ref,
  phase: z.enum(['start', 'end'], { error: 'phase 应为 start 或 end' }),
  at: instant,
});

/** `changes` of one person are `{field: value}`, of a household `[{personRef, field, value}]`: proposals until issue 2 applies them. */
export const gridVisit = z
  .strictObject({
    householdRef: ref.optional(),
    personRef: ref.optional(),
    visitor: ref,
    at: instant,
    findings: text(1000).optional(),
    need: z.boolean().optional(),
    changes: z
      .union([
        z.record(z.string().max(64), scalar),
        z.array(z.strictObject({ personRef: ref.optional(), field: z.string().min(1).max(64), value: scalar })).max(100),
      ])
      .optional(),
  })
  .refine((value) => value.householdRef !== undefined || value.personRef !== undefined, {
    error: '需要 householdRef 或 personRef',
  });

export const gridReport = z.strictObject({
  category: ref,
  title: text(100).min(1, { error: '标题不能为空' }),
  text: text(2000).optional(),
  place,
  urgency: z.enum(['normal', 'urgent']).optional(),
  reporter: ref.optional(),
});

export const gridCaseResult = z.strictObject({
  caseRef: ref,
  result: z.enum(['closed', 'rejected', 'reopened'], { error: 'result 应为 closed、rejected 或 reopened' }),
  by: ref,
  at: instant,
  text: text(2000).optional(),
});

export type GridPatrol = z.infer<typeof gridPatrol>;
export type GridVisit = z.infer<typeof gridVisit>;
export type GridReport = z.infer<typeof gridReport>;
export type GridCaseResult = z.infer<typeof gridCaseResult>;
