import { markRaw, onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';

interface ChartSource {
  /** Loads ECharts lazily and starts it on an element. */
  start: (host: HTMLElement) => Promise<EChartsType>;
  /** Fonts for all signs the canvas will draw, since a slice that comes late shows boxes for ever. */
  fonts: () => Promise<unknown>;
  option: () => EChartsCoreOption;
  /** What is replaced is taken away, not merged. */
  replace?: boolean;
}

/** One ECharts instance for the life of a component, never behind a Vue proxy (wall.md 6.1). @returns draws anew */
export function useChart(host: Readonly<ShallowRef<HTMLElement | null>>, source: ChartSource): () => void {
  const chart = shallowRef<EChartsType | null>(null);
  let gone = false;
  const draw = (): void => chart.value?.setOption(source.option(), source.replace === true);
  const observer = new ResizeObserver(() => {
    chart.value?.resize();
    draw();
  });
  onMounted(async () => {
    if (host.value === null) return;
    const [started] = await Promise.all([source.start(host.value), source.fonts()]);
    if (gone) return started.dispose();
    chart.value = markRaw(started);
    draw();
    if (host.value !== null) observer.observe(host.value);
  });
  onBeforeUnmount(() => {
    gone = true;
    observer.disconnect();
    chart.value?.dispose();
  });
  return draw;
}
