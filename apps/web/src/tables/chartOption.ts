import type { EChartsCoreOption } from 'echarts/core';
import type { TableResult } from '#contracts';

const MOST_BARS = 30;
const COLOURS = ['#1f6b68', '#8a6d3b', '#46566a', '#2c8f8b', '#b08d57', '#7b8794'];
/** Signs of the chart besides those of the data, for the font to be there before the canvas is drawn. */
export const CHART_SIGNS = '0123456789.,%其余';

/** A grouped table as bars: one group on the axis, a second one or the counted columns as series. */
export function chartOption(result: TableResult): EChartsCoreOption {
  const groups = result.columns.filter((column) => column.kind === 'group');
  const numbers = result.columns.filter((column) => column.kind === 'aggregate' && column.type === 'int' && !column.id.endsWith('_change'));
  const first = groups[0]?.id ?? '';
  const second = groups[1]?.id;
  const axis = [...new Set(result.rows.map((row) => String(row.values[first] ?? '合计')))].slice(0, MOST_BARS);
  const value = (cell: unknown): number => (typeof cell === 'number' ? cell : 0);
  const stacked = second !== undefined;
  const measured = numbers[0]?.id ?? '';
  const series = stacked
    ? [...new Set(result.rows.map((row) => String(row.values[second] ?? '')))].map((name) => ({ name, type: 'bar', stack: 'all', data: axis.map((label) => value(result.rows.find((row) => String(row.values[first]) === label && String(row.values[second]) === name)?.values[measured])) }))
    : numbers.map((column) => ({ name: column.label, type: 'bar', data: axis.map((label) => value(result.rows.find((row) => String(row.values[first] ?? '合计') === label)?.values[column.id])) }));
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: 'Noto Sans SC Variable, Noto Sans SC, sans-serif', fontSize: 13, color: '#16212e' },
    grid: { left: 16, right: 24, top: series.length > 1 ? 44 : 20, bottom: 12, containLabel: true },
    legend: series.length > 1 ? { top: 6, left: 12, type: 'scroll' } : undefined,
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'category', data: axis, axisLabel: { interval: 0, rotate: axis.length > 8 ? 30 : 0, color: '#46566a' }, axisTick: { show: false }, axisLine: { lineStyle: { color: '#b4c0cc' } } },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: '#e6ebf0' } }, axisLabel: { color: '#46566a' } },
    series: series.map((item) => ({ ...item, barMaxWidth: 36, label: { show: !stacked && axis.length <= 16, position: 'top', color: '#16212e' } })),
  };
}
