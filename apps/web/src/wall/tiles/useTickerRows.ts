import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { FeedEntry } from '#contracts';
import { tickerWaitMs } from '../../live/cadence.js';

export const TICKER_ROWS = 8;

/** Rows change in discrete steps, slower under load; an alarm never waits for its turn, nor do the rows of another area. */
export function useTickerRows(source: () => readonly FeedEntry[], area: () => string | undefined): ShallowRef<readonly FeedEntry[]> {
  const rows = shallowRef<readonly FeedEntry[]>(source().slice(0, TICKER_ROWS));
  let changedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function show(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    changedAt = performance.now();
    rows.value = source().slice(0, TICKER_ROWS);
  }

  watch([source, area] as const, ([next, code], [, before]) => {
    const top = rows.value[0]?.seq ?? 0;
    const first = next[0]?.seq ?? 0;
    const added = next.filter((entry) => entry.seq > top);
    const other = code !== before || first < top || (rows.value.length === 0 && next.length > 0);
    if (other || added.some((entry) => entry.level === 'P1' || entry.level === 'P2')) return show();
    if (added.length === 0 || timer !== null) return;
    timer = setTimeout(show, Math.max(0, changedAt + tickerWaitMs(added.length) - performance.now()));
  });
  onScopeDispose(() => timer !== null && clearTimeout(timer));
  return rows;
}
