import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';

/** The time in ms, moving on once a minute: ages on the page are in days. */
export function useNow(): ShallowRef<number> {
  const now = shallowRef(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), 60_000);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
