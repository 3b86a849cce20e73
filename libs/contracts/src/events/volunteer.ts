import { z } from 'zod';
import { instant, location, ref, text } from './common.js';

export const volunteerClaim = z.strictObject({
  taskRef: ref,
  volunteerRef: ref,
  action: z.enum(['take', 'withdraw'], { error: 'action 应为 take 或 withdraw' }),
});

/** Without `checkOut` the volunteer is on duty now; the same claim is completed by a later event that has it. */
export const volunteerService = z
  .strictObject({
    taskRef: ref,
    volunteerRef: ref,
    checkIn: instant,
    checkOut: instant.optional(),
    place: z.strictObject({ areaCode: ref.optional(), address: text(200).optional(), location: location.optional() }).optional(),
    note: text(1000).optional(),
  })
  .refine((value) => value.checkOut === undefined || Date.parse(value.checkOut) >= Date.parse(value.checkIn), {
    error: 'checkOut 不能早于 checkIn',
  })
  .refine((value) => value.checkOut === undefined || Date.parse(value.checkOut) - Date.parse(value.checkIn) <= 16 * 3_600_000, {
    error: '一次服务最长 16 小时',
  });

export const volunteerRegistration = z.strictObject({
  volunteerRef: ref,
  community: ref,
  unit: text(100).optional(),
  skills: z.array(text(32)).max(20).optional(),
});

export type VolunteerClaim = z.infer<typeof volunteerClaim>;
export type VolunteerService = z.infer<typeof volunteerService>;
export type VolunteerRegistration = z.infer<typeof volunteerRegistration>;
