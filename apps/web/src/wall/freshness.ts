import type { SourceFreshness } from '#contracts';
import { formatAge } from '../format.js';

export interface SourceAge {
  kind: string;
  name: string;
  text: string;
  late: boolean;
}

/** Past its limit a source is named late in words and pattern. Never heard is not late: it is not connected yet. */
export function sourceAges(sources: readonly SourceFreshness[], now: number): SourceAge[] {
  return sources.map((source) => {
    if (source.lastAt === null) return { kind: source.kind, name: source.name, text: '待接入', late: false };
    const age = Math.max(0, (now - Date.parse(source.lastAt)) / 1000);
    const late = age > source.limitS;
    return { kind: source.kind, name: source.name, text: late ? `迟 ${formatAge(age)}` : formatAge(age), late };
  });
}
