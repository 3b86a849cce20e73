import type { Page } from '#contracts';

export interface WallItem {
  wallId: string;
  name: string;
  area: string;
  createdAt?: string;
  revokedAt?: string | null;
}

/** The list may come bare or as a page; revoked screens are history and not shown. */
export function wallList(reply: WallItem[] | Page<WallItem> | null): WallItem[] {
  const items = reply === null ? [] : Array.isArray(reply) ? reply : reply.items;
  return items.filter((item) => !item.revokedAt);
}
