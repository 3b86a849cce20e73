import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { api, messageOf } from '../../api.js';
import { readMap } from './mapData.js';
import type { MapData, StreetGeo } from './mapData.js';

/** Loads once the map of all that this screen may see; a failure is tried again, because the wall has no one to press reload. */
export function useStreetMap(ready: Ref<boolean>): { data: ShallowRef<MapData | null>; error: ShallowRef<string | null> } {
  const data = shallowRef<MapData | null>(null);
  const error = shallowRef<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | null = null;

  async function load(): Promise<void> {
    try {
      data.value = readMap(await api<StreetGeo>('/api/v1/map', { timeoutMs: 20_000 }));
      error.value = null;
    } catch (cause) {
      error.value = messageOf(cause);
      timer = setTimeout(() => void load(), 10_000);
    }
  }

  watch(ready, (now) => now && data.value === null && void load(), { immediate: true });
  onScopeDispose(() => timer !== null && clearTimeout(timer));
  return { data, error };
}
