import type { EChartsCoreOption } from 'echarts/core';
import type { HourPoint } from '#contracts';

export const CHART_FONT = '"Noto Sans SC Variable", "Noto Sans SC", sans-serif';
/** Everything the canvas writes: its font slices must be there before the first stroke (toolchain.md trap 10). */
export const CHART_TEXT = '0123456789 时新增办结';

export interface Curves {
  reported: [number, number][];
  closed: [number, number][];
}

/** Sums by hour; a curve begins at 0 h with nothing and stops at the last hour that has begun. */
export function cumulate(hours: readonly HourPoint[]): Curves {
  const out: Curves = { reported: [[0, 0]], closed: [[0, 0]] };
  let reported = 0;
  let closed = 0;
  for (const point of [...hours].sort((a, b) => a.hour - b.hour)) {
    reported += point.reported;
    closed += point.closed;
    out.reported.push([point.hour + 1, reported]);
    out.closed.push([point.hour + 1, closed]);
  }
  return out;
}

/** Two labels at the ends of two near curves must not lie on each other. */
export function labelShift(upper: number, lower: number, max: number, plotPx: number, linePx: number): number {
  const apart = (Math.abs(upper - lower) / Math.max(1, max)) * plotPx;
  return Math.max(0, linePx - apart) / 2;
}

/** Nor may the lower of them lie on the hours below the axis. */
export function labelLift(lower: number, max: number, plotPx: number, neededPx: number): number {
  return Math.max(0, neededPx - (lower / Math.max(1, max)) * plotPx);
}

export function casesOption(hours: readonly HourPoint[], u: number): EChartsCoreOption {
  const curves = cumulate(hours);
  const reported = curves.reported[curves.reported.length - 1]?.[1] ?? 0;
  const closed = curves.closed[curves.closed.length - 1]?.[1] ?? 0;
  const top = Math.max(4, Math.max(reported, closed) * 1.08);
  const shift = labelShift(reported, closed, top, 10 * u, 2.75 * u);
  const lift = labelLift(Math.min(reported, closed), top, 10 * u, 1.25 * u + shift);
  const up = reported >= closed;
  const text = { fontFamily: CHART_FONT, fontSize: 2.5 * u };
  const line = (name: string, data: [number, number][], color: string, dy: number, dashed: boolean): object => ({
    name,
    type: 'line',
    data,
    showSymbol: false,
    silent: true,
    lineStyle: { color, width: Math.max(2, 0.35 * u), type: dashed ? [u * 0.75, u * 0.5] : 'solid' },
    endLabel: { show: true, formatter: `${name} ${data[data.length - 1]?.[1] ?? 0}`, color: '#e6edf3', offset: [0.5 * u, dy], ...text },
  });
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 0.5 * u, right: 12.5 * u, top: 1.25 * u, bottom: 4 * u },
    xAxis: {
      type: 'value',
      min: 0,
      max: 24,
      interval: 6,
      axisLine: { lineStyle: { color: '#2a3a4c' } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...text, color: '#7c8b9a', margin: u, hideOverlap: true, formatter: (h: number) => (h === 0 ? '0 时' : h === 24 ? '' : String(h)), alignMinLabel: 'left' },
    },
    yAxis: { type: 'value', min: 0, max: top, interval: top / 2, axisLabel: { show: false }, splitLine: { lineStyle: { color: '#223140' } } },
    series: [
      line('新增', curves.reported, '#d5dee7', (up ? -shift : shift) - lift, false),
      line('办结', curves.closed, '#2c8f8b', (up ? shift : -shift) - lift, true),
    ],
  };
}
