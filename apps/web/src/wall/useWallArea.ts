import { computed, onMounted, shallowRef } from 'vue';
import type { ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { AreaNode } from '#contracts';
import { useConfig } from '../stores/config.js';
import { useSession } from '../stores/session.js';

export interface WallArea {
  /** Area of the URL, else the top; null until the street is known. */
  area: ComputedRef<string | null>;
  street: ComputedRef<string | null>;
  open: (code: string) => void;
  /** Back to the top; false when already there. */
  up: () => boolean;
  /** The server does not show an area to this screen; `path` is that of the area it showed before. */
  refused: (path: readonly AreaNode[]) => void;
}

/** The URL is the only memory of what the wall shows, so that a link or a reload shows the same. */
export function useWallArea(): WallArea {
  const route = useRoute();
  const router = useRouter();
  const store = useConfig();
  const session = useSession();
  onMounted(() => void store.load());

  const street = computed(() => store.config?.street?.code ?? null);
  /** Own area of an account or a wall that may not see the whole street. */
  const own = shallowRef(session.home?.user.area?.code ?? null);
  const top = computed(() => own.value ?? street.value);
  const asked = computed(() => (typeof route.query['area'] === 'string' && route.query['area'] !== '' ? route.query['area'] : null));
  const area = computed(() => asked.value ?? top.value);

  function open(code: string): void {
    if (code === area.value) return;
    const query = { ...route.query };
    if (code === top.value || code === street.value) delete query['area'];
    else query['area'] = code;
    void router.push({ path: route.path, query });
  }

  function up(): boolean {
    if (top.value === null || area.value === top.value) return false;
    open(top.value);
    return true;
  }

  async function learn(path: readonly AreaNode[]): Promise<void> {
    if (session.home === null) await session.load();
    // A screen without an account came here from below its own area, which is a community.
    own.value = (session.home === null ? path[1]?.code : session.home.user.area?.code) ?? null;
  }

  function refused(path: readonly AreaNode[]): void {
    if (own.value === null && area.value === street.value) void learn(path);
  }

  return { area, street, open, up, refused };
}
