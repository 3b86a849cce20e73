import { onScopeDispose, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import { api, messageOf } from '../api.js';

export interface Poll<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<string | null>;
  /** Local time of the last good answer. */
  at: ShallowRef<number>;
  refresh: () => Promise<void>;
}

/** Reads an address again and again; the next turn starts after the last one ended, so that a slow server is not pressed. */
export function usePoll<T>(path: string, everyMs: number | null): Poll<T> {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<string | null>(null);
  const at = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let gone = false;

  async function refresh(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    try {
      data.value = await api<T>(path);
      error.value = null;
      at.value = Date.now();
    } catch (cause) {
      error.value = messageOf(cause);
    }
    if (everyMs !== null && !gone) timer = setTimeout(() => void refresh(), everyMs);
  }

  void refresh();
  onScopeDispose(() => {
    gone = true;
    if (timer !== null) clearTimeout(timer);
  });
  return { data, error, at, refresh };
}
