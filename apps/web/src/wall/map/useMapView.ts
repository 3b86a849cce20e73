import { nextTick, onMounted, onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { createMap3d, hasWebGl2 } from './map3d.js';
import { View2d } from './map2d.js';
import type { LonLat, MapData } from './mapData.js';
import type { Camera, Insets, MapEvents, MapView, Paint } from './mapView.js';

export interface MapWish {
  data: MapData | null;
  /** Community or grid to look at; null = the whole street. */
  scope: string | null;
  /** Building or place of the takeover; null = overview. */
  focus: { points: readonly LonLat[]; key: string } | null;
  paint: Paint;
  insets: Insets;
}

export interface MapStageState {
  view: ShallowRef<MapView | null>;
  /** Counts camera changes; overlays are placed anew when it changes. */
  moves: Ref<number>;
  ready: Ref<boolean>;
  failed: Ref<boolean>;
  /** A person moved the map away from its own view. */
  taken: Ref<boolean>;
  resetView: () => void;
}

/** Life of the one map: create, follow the scope, fly to a takeover and come back to the exact camera. */
export function useMapView(container: Ref<HTMLElement | null>, wish: () => MapWish, onArea: (code: string) => void): MapStageState {
  const view = shallowRef<MapView | null>(null);
  const moves = shallowRef(0);
  const ready = shallowRef(false);
  const failed = shallowRef(false);
  const taken = shallowRef(false);
  let before: { camera: Camera; taken: boolean } | null = null;
  let frame = 0;
  let creating = false;
  /** Size the map was last told of; a report of the same size must not cut a flight short. */
  let sized = '';
  let gone = false;

  const events: MapEvents = {
    moved() {
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        moves.value += 1;
      });
    },
    ready: () => (ready.value = true),
    area: (code) => onArea(code),
    taken: () => (taken.value = true),
  };

  const sizeNow = (): string => `${container.value?.clientWidth ?? 0}x${container.value?.clientHeight ?? 0}`;

  function resize(): void {
    sized = sizeNow();
    view.value?.resize();
  }

  function scopePoints(): readonly LonLat[] {
    const { data, scope } = wish();
    return (scope === null ? undefined : data?.areas.get(scope)?.ring) ?? data?.outline ?? [];
  }

  function showScope(animate: boolean): void {
    taken.value = false;
    view.value?.fit(scopePoints(), wish().insets, animate);
  }

  async function create(): Promise<void> {
    const { data } = wish();
    const host = container.value;
    if (creating || view.value || !data || !host) return;
    creating = true;
    try {
      const made = hasWebGl2() ? await createMap3d(host, data, events) : new View2d(host, data, events);
      if (gone) return made.destroy();
      view.value = made;
    } catch {
      // WebGL may exist and still fail (lost driver): the drawing is better than a hole.
      host.replaceChildren();
      view.value = new View2d(host, data, events);
      failed.value = true;
    }
    made();
  }

  function made(): void {
    resize();
    showScope(false);
    view.value?.paint(wish().paint);
    if (wish().focus) enterFocus(true);
    events.moved();
  }

  function enterFocus(animate: boolean): void {
    const { focus, insets } = wish();
    const map = view.value;
    if (!map || !focus) return;
    before ??= { camera: map.camera(), taken: taken.value };
    resize();
    map.fit(focus.points, insets, animate);
  }

  function leaveFocus(): void {
    const map = view.value;
    resize();
    if (map && before) {
      map.restore(before.camera);
      taken.value = before.taken;
    }
    before = null;
  }

  const stops = [
    watch(() => wish().data, () => void create(), { flush: 'post' }),
    watch(() => wish().scope, () => {
      if (wish().focus) before = null;
      else showScope(true);
    }, { flush: 'post' }),
    watch(() => wish().focus?.key ?? null, (key) => void nextTick(() => (key === null ? leaveFocus() : enterFocus(true))), { flush: 'post' }),
    watch(() => wish().paint, (paint) => view.value?.paint(paint), { flush: 'post' }),
  ];

  let settle: ReturnType<typeof setTimeout> | null = null;
  const observer = new ResizeObserver(() => {
    if (settle !== null) clearTimeout(settle);
    settle = setTimeout(() => {
      if (sized === sizeNow()) return;
      resize();
      const { focus, insets } = wish();
      if (focus) view.value?.fit(focus.points, insets, false);
      else if (!taken.value && before === null) showScope(false);
    }, 120);
  });

  onMounted(() => {
    if (container.value) observer.observe(container.value);
    void create();
  });
  onScopeDispose(() => {
    gone = true;
    for (const stop of stops) stop();
    observer.disconnect();
    cancelAnimationFrame(frame);
    if (settle !== null) clearTimeout(settle);
    view.value?.destroy();
  });

  return { view, moves, ready, failed, taken, resetView: () => showScope(true) };
}
