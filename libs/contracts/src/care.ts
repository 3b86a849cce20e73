import { z } from 'zod';
import { usernameSchema } from './accounts.js';

/** `POST /care-list`: people a grid worker looks after from now on, or no longer. What is sensitive of them shows at their door. */
export const careChangeSchema = z.strictObject({
  worker: usernameSchema,
  residents: z.array(z.string().regex(/^[1-9]\d{0,15}$/, { error: '人员编号应为数字' })).min(1).max(100, { error: '一次最多 100 人' }),
  action: z.enum(['add', 'end']),
  reason: z.string().trim().min(1, { error: '请填写依据' }).max(200, { error: '依据最长 200 个字' }),
});
export type CareChange = z.infer<typeof careChangeSchema>;

/** A grid worker who may be given people to look after. `GET /care-workers` */
export interface CareWorker {
  username: string;
  name: string;
  areas: string[];
}

/** Who looks after a person. */
export interface Carer {
  username: string;
  name: string;
  since: string;
}
