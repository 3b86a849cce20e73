import { computed, onScopeDispose, shallowRef } from 'vue';
import type { ComputedRef, Ref } from 'vue';

/** Five places, at most half a unit apart; one step a minute keeps still pictures out of the panel (wall.md 4.6). */
const PATH = [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5], [0.25, 0.25]] as const;

export function useBurnIn(unit: Ref<number>): ComputedRef<{ translate: string }> {
  const step = shallowRef(0);
  const timer = setInterval(() => (step.value = (step.value + 1) % PATH.length), 60_000);
  onScopeDispose(() => clearInterval(timer));
  return computed(() => {
    const [x, y] = PATH[step.value] ?? [0, 0];
    // Whole pixels only: half ones would blur every text.
    return { translate: `${Math.round(x * unit.value)}px ${Math.round(y * unit.value)}px` };
  });
}
