import { onScopeDispose, ref, type ShallowRef, shallowRef } from 'vue';
import type { RevealReply } from '#contracts';

export const SHOWN_SECONDS = 60;

interface Shown {
  value: string | null;
  left: number;
}

/** Clear values that were asked for, each gone after a minute; nothing of them is kept anywhere else. */
export function useReveal(): { shown: ShallowRef<ReadonlyMap<string, Shown>>; show: (field: string, reply: RevealReply) => void; hide: (field?: string) => void } {
  const shown = shallowRef<ReadonlyMap<string, Shown>>(new Map());
  const ends = ref(new Map<string, number>());

  function tick(): void {
    const now = performance.now();
    const next = new Map<string, Shown>();
    for (const [field, item] of shown.value) {
      const left = Math.ceil(((ends.value.get(field) ?? 0) - now) / 1000);
      if (left > 0) next.set(field, { value: item.value, left });
    }
    shown.value = next;
  }
  const timer = setInterval(() => shown.value.size > 0 && tick(), 1000);
  onScopeDispose(() => clearInterval(timer));

  return {
    shown,
    show: (field, reply) => {
      ends.value.set(field, performance.now() + SHOWN_SECONDS * 1000);
      shown.value = new Map(shown.value).set(field, { value: reply.value, left: SHOWN_SECONDS });
    },
    hide: (field) => {
      const next = new Map(field === undefined ? [] : shown.value);
      if (field !== undefined) next.delete(field);
      shown.value = next;
    },
  };
}
