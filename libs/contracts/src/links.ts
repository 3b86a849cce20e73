import { z } from 'zod';

/** What ties a person to a home, a place or another person. Where somebody lives is said by the household. */
export const LINK_KINDS = { owns: '拥有', rents: '租用', works_at: '就业于', cares_for: '照料', has_key_to: '持有钥匙' } as const;
export type LinkKind = keyof typeof LINK_KINDS;
const LINK_KIND_CODES = Object.keys(LINK_KINDS) as LinkKind[];

export const LINK_TARGET_KINDS = { house: '房屋', org: '场所', person: '居民' } as const;
export type LinkTargetKind = keyof typeof LINK_TARGET_KINDS;

/** What each kind may point at; the first is the usual one. */
export const LINK_TARGETS: Readonly<Record<LinkKind, readonly LinkTargetKind[]>> = { owns: ['house', 'org'], rents: ['house', 'org'], works_at: ['org'], cares_for: ['person'], has_key_to: ['house', 'org'] };

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: '日期应为 YYYY-MM-DD' });
const note = z.string().trim().max(100, { error: '说明最长 100 个字' }).optional();
const target = z.strictObject({ kind: z.enum(Object.keys(LINK_TARGET_KINDS) as LinkTargetKind[], { error: '对象可为:house、org、person' }), id: z.string().regex(/^[1-9]\d{0,15}$/, { error: '对象编号应为数字' }) });

/** `POST /residents/:id/links` */
export const newLinkSchema = z
  .strictObject({ kind: z.enum(LINK_KIND_CODES, { error: `kind 可为:${LINK_KIND_CODES.join('、')}` }), target, from: day, note })
  .refine((link) => LINK_TARGETS[link.kind].includes(link.target.kind), { error: '这种关系不能指向这类对象' });
export type NewLink = z.infer<typeof newLinkSchema>;

/** `POST /residents/:id/links/:link/end` */
export const linkEndSchema = z.strictObject({ to: day, note });
export type LinkEnd = z.infer<typeof linkEndSchema>;

/** A link as this caller may see it, from the side of the record it stands in. */
export interface LinkView {
  id: string;
  kind: LinkKind;
  kindText: string;
  targetKind: LinkTargetKind;
  /** Null where the target is outside the caller's area. */
  targetId: string | null;
  target: string;
  from: string;
  to: string | null;
  note: string | null;
  by: string;
}

/** One home of `GET /homes/houses`: what a link may point at, lived in or empty. */
export interface HouseItem {
  id: string;
  building: string;
  unit: string;
  room: string;
  area: { code: string; community: string | null; grid: string | null };
  householdId: string | null;
}
