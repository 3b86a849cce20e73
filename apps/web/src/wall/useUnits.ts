import { onScopeDispose, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';

/**
 * 1 u = canvas height / 135, as long as the 240 u of the standard layout fit in the width.
 * Real sizes instead of a CSS scale: charts and maps stay sharp and pointers stay true (wall.md 4.1).
 */
export function unitPx(width: number, height: number): number {
  return Math.max(4, Math.min(height / 135, width / 240));
}

export function useUnits(): ShallowRef<number> {
  const unit = shallowRef(unitPx(window.innerWidth, window.innerHeight));
  const root = document.documentElement;
  const apply = (): void => {
    unit.value = unitPx(window.innerWidth, window.innerHeight);
    root.style.setProperty('--u', `${unit.value}px`);
  };
  apply();
  window.addEventListener('resize', apply);
  onScopeDispose(() => {
    window.removeEventListener('resize', apply);
    root.style.removeProperty('--u');
  });
  return unit;
}
