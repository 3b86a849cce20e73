const DAY_MS = 86_400_000;
const LAST_SERIAL = 2_958_465;

/** How a number format shows a number: as a day, a month of a year, a time of day, or a plain number. */
export type NumberFormat = 'day' | 'month' | 'time' | 'number';

const BUILT_IN: Readonly<Record<NumberFormat, readonly number[]>> = {
  day: [14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58],
  month: [17, 27, 36, 50, 52, 57],
  time: [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56],
  number: [],
};
const byId = new Map(Object.entries(BUILT_IN).flatMap(([kind, ids]) => ids.map((id) => [id, kind as NumberFormat] as const)));

function ofCode(code: string): NumberFormat {
  const [first = ''] = code.split(';');
  const bare = first.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  if (bare.includes('d')) return 'day';
  if (bare.includes('y')) return 'month';
  return /[hs]/.test(bare) ? 'time' : 'number';
}

/** Reading of a format by its number and, for custom ones, its code. */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  return code === undefined ? (byId.get(id) ?? 'number') : ofCode(code);
}

/** Text of a serial number under a date format; null when the number is no day Excel knows. */
export function serialText(serial: number, format: NumberFormat, date1904: boolean): string | null {
  if (format === 'number' || !(serial >= 0 && serial <= LAST_SERIAL)) return null;
  if (format === 'time') return new Date(Math.round((serial % 1) * DAY_MS)).toISOString().slice(11, 16);
  if (serial < 1 && !date1904) return null;
  // Excel counts a 29 February 1900 that never was.
  const days = Math.floor(serial) + (!date1904 && serial < 60 ? 1 : 0);
  const day = new Date((date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)) + days * DAY_MS).toISOString().slice(0, 10);
  return format === 'month' ? day.slice(0, 7) : day;
}
