import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { AlarmCard } from '#contracts';
import { NO_MEMORY, nextTakeover } from './takeover.js';
import type { Takeover, TakeoverMemory } from './takeover.js';

export const PAUSE_MS = 30_000;

/** Keeps the little memory a takeover needs, and tells when another alarm has been put on the screen. */
export function useTakeover(
  alarms: Ref<ReadonlyMap<string, AlarmCard>>,
  now: Ref<number>,
  painted: (alarm: AlarmCard) => void,
): { takeover: ComputedRef<Takeover | null>; pause: () => void; resume: () => void } {
  const memory = shallowRef<TakeoverMemory>(NO_MEMORY);
  const takeover = computed(() => nextTakeover(alarms.value, memory.value, now.value));

  watch(takeover, (next) => {
    const id = next?.alarm.id ?? null;
    if (id === memory.value.shownId) return;
    memory.value = { ...memory.value, shownId: id };
    if (next) painted(next.alarm);
  }, { immediate: true, flush: 'sync' });

  return {
    takeover,
    pause: () => {
      // `now` steps by the second, so an alarm just shown may lie after it.
      const shownAt = Date.parse(takeover.value?.alarm.receivedAt ?? '');
      memory.value = { shownId: null, pausedAt: Math.max(now.value, shownAt || 0), pausedUntil: now.value + PAUSE_MS };
    },
    resume: () => (memory.value = { ...memory.value, pausedUntil: 0 }),
  };
}
