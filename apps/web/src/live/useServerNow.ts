import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';

/** Server time in ms, stepping once at each full server second, so that all clocks on a screen change together. */
export function useServerNow(offsetMs: Ref<number>): ShallowRef<number> {
  const now = shallowRef(Date.now() + offsetMs.value);
  let timer: ReturnType<typeof setTimeout>;
  const step = (): void => {
    clearTimeout(timer);
    now.value = Date.now() + offsetMs.value;
    timer = setTimeout(step, 1000 - (now.value % 1000) + 5);
  };
  timer = setTimeout(step, 0);
  watch(offsetMs, step);
  onScopeDispose(() => clearTimeout(timer));
  return now;
}
