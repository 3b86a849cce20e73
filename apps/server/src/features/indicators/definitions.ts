import { STANDING } from '../spine/index.js';

/** How this issue computes an indicator; every other id of the catalogue is `pending`. */
export type Computation =
  | { kind: 'standing'; grouped: boolean }
  | { kind: 'day'; grouped: boolean; divideBy?: number }
  | { kind: 'week-ratio'; numerator: string; denominator: string }
  | { kind: 'clock' }
  /** A middle value: told of a street only, for those of its parts cannot be added up. */
  | { kind: 'clock-street' }
  | { kind: 'clock-ratio' };

/** Counters with `@` are helpers of an indicator, not indicators: `CASE-01@h` by hour, `SAF-01@n` numerator, `ALM@d` all alarms. */
export const COMPUTED: Readonly<Record<string, Computation>> = {
  'LED-01': { kind: 'standing', grouped: false },
  'LED-02': { kind: 'standing', grouped: false },
  'LED-03': { kind: 'standing', grouped: false },
  'LED-04': { kind: 'standing', grouped: false },
  'LED-05': { kind: 'standing', grouped: true },
  'LED-11': { kind: 'standing', grouped: true },
  'PAT-01': { kind: 'clock' },
  'PAT-02': { kind: 'day', grouped: false },
  'PAT-04': { kind: 'day', grouped: false },
  'CASE-01': { kind: 'day', grouped: true },
  'CASE-02': { kind: 'standing', grouped: true },
  'CASE-03': { kind: 'day', grouped: false },
  'CASE-13': { kind: 'clock' },
  'VOL-03': { kind: 'standing', grouped: false },
  'VOL-06': { kind: 'day', grouped: false },
  'VOL-09': { kind: 'day', grouped: false, divideBy: 60 },
  'VOL-15': { kind: 'clock' },
  'BUR-01': { kind: 'clock' },
  'BUR-02': { kind: 'clock-ratio' },
  'BUR-03': { kind: 'clock-street' },
  'BUR-04': { kind: 'clock-ratio' },
  'ELD-01': { kind: 'standing', grouped: false },
  'ELD-02': { kind: 'standing', grouped: false },
  'ELD-03': { kind: 'day', grouped: true },
  'SAF-01': { kind: 'week-ratio', numerator: 'SAF-01@n', denominator: 'SAF-01@d' },
  'SAF-02': { kind: 'day', grouped: false },
  'SAF-03': { kind: 'standing', grouped: true },
  'DEV-01': { kind: 'day', grouped: true },
  'DEV-04': { kind: 'clock-ratio' },
  'PHY-01': { kind: 'standing', grouped: false },
  'OPI-01': { kind: 'day', grouped: false },
};

/** Indicators that count what stands now and so have no value for a past day. */
export function isNow(computation: Computation): boolean {
  return computation.kind === 'standing' || computation.kind === 'clock' || computation.kind === 'clock-street' || computation.kind === 'clock-ratio';
}

/** Counter day an indicator is stored under, given the day asked for. */
export function counterDay(computation: Computation, day: string): string {
  return computation.kind === 'standing' ? STANDING : day;
}

/** Ratio in per cent to one decimal, half up; null where there is nothing to divide by (indicators.json, rounding). */
export function percent(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : Math.floor((numerator / denominator) * 1000 + 0.5) / 10;
}
