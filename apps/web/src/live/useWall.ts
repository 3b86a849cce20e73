import type { Ref } from 'vue';
import { NAMESPACES } from '#contracts';
import { useLive } from './useLive.js';
import type { Live } from './useLive.js';

export function useWall(area: Ref<string | null>, scene: Ref<string>): Live {
  return useLive(NAMESPACES.wall, area, scene);
}
