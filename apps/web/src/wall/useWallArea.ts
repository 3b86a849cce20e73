import { computed, onMounted } from 'vue';
import type { ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useConfig } from '../stores/config.js';

export interface WallArea {
  /** Area of the URL, else the street; null until the street is known. */
  area: ComputedRef<string | null>;
  street: ComputedRef<string | null>;
  open: (code: string) => void;
  /** Back to the street; false when already there. */
  up: () => boolean;
}

/** The URL is the only memory of what the wall shows, so that a link or a reload shows the same. */
export function useWallArea(): WallArea {
  const route = useRoute();
  const router = useRouter();
  const store = useConfig();
  onMounted(() => void store.load());

  const street = computed(() => store.config?.street?.code ?? null);
  const asked = computed(() => (typeof route.query['area'] === 'string' && route.query['area'] !== '' ? route.query['area'] : null));
  const area = computed(() => asked.value ?? street.value);

  function open(code: string): void {
    if (code === area.value) return;
    const query = { ...route.query };
    if (code === street.value) delete query['area'];
    else query['area'] = code;
    void router.push({ path: route.path, query });
  }

  function up(): boolean {
    if (street.value === null || area.value === street.value) return false;
    open(street.value);
    return true;
  }

  return { area, street, open, up };
}
