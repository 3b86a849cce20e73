import { onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue';
import { api, messageOf } from '../api.js';

export interface Reading<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<string | null>;
  loading: ShallowRef<boolean>;
  reload(): Promise<void>;
}

/** Reads an address now and whenever it changes; the newest question wins. Null: nothing to read. */
export function useRead<T>(path: () => string | null): Reading<T> {
  const data: ShallowRef<T | null> = shallowRef(null);
  const error = shallowRef<string | null>(null);
  const loading = shallowRef(false);
  let current: AbortController | null = null;
  onScopeDispose(() => current?.abort());

  async function reload(): Promise<void> {
    const wanted = path();
    current?.abort();
    const mine = (current = new AbortController());
    error.value = null;
    if (wanted === null) {
      data.value = null;
      loading.value = false;
      return;
    }
    loading.value = true;
    try {
      const found = await api<T>(wanted, { signal: mine.signal, timeoutMs: 30_000 });
      if (current === mine) data.value = found;
    } catch (cause) {
      if (!mine.signal.aborted) error.value = messageOf(cause);
    } finally {
      if (current === mine) loading.value = false;
    }
  }

  watch(path, () => void reload(), { immediate: true });
  return { data, error, loading, reload };
}
