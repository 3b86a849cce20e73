/** Numbers and times as a person in the street office reads them. Times are always Asia/Shanghai. */
const ZONE = 'Asia/Shanghai';

const partsOf = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  weekday: 'short',
});

interface Moment {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
  weekday: string;
}

function moment(at: number | string): Moment | null {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const out: Record<string, string> = {};
  for (const part of partsOf.formatToParts(date)) out[part.type] = part.value;
  return out as unknown as Moment;
}

export interface Amount {
  value: string;
  /** 万 or 亿 in front of the counting word, or empty. */
  scale: string;
}

function threeDigits(value: number): string {
  if (value < 10) return value.toFixed(2);
  if (value < 100) return value.toFixed(1);
  return value.toFixed(0);
}

/** At most four significant digits; 10,000 and more in 万. Trailing zeros stay so that the width does not jump. */
export function formatAmount(value: number): Amount {
  const size = Math.abs(value);
  if (size >= 99_995_000) return { value: threeDigits(value / 1e8), scale: '亿' };
  if (size >= 10_000) return { value: threeDigits(value / 1e4), scale: '万' };
  if (Number.isInteger(value)) return { value: String(value), scale: '' };
  return { value: size >= 1000 ? String(Math.round(value)) : String(Number(value.toFixed(1))), scale: '' };
}

export function formatPlain(value: number): string {
  const amount = formatAmount(value);
  return amount.scale === '' ? amount.value : `${amount.value} ${amount.scale}`;
}

/** 12,345 with separators, for numbers people check digit by digit. */
export function formatExact(value: number): string {
  return new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 }).format(value);
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${(bytes / 1024 ** 3).toFixed(2)} GB`;
  if (bytes >= 1024 ** 2) return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${Math.round(bytes / 1024)} KB`;
}

export function formatTime(at: number | string): string {
  const m = moment(at);
  return m ? `${m.hour}:${m.minute}:${m.second}` : '—';
}

export function formatHourMinute(at: number | string): string {
  const m = moment(at);
  return m ? `${m.hour}:${m.minute}` : '—';
}

export function formatDate(at: number | string): string {
  const m = moment(at);
  return m ? `${Number(m.month)} 月 ${Number(m.day)} 日` : '—';
}

export function formatDateWeek(at: number | string): string {
  const m = moment(at);
  return m ? `${formatDate(at)} ${m.weekday}` : '—';
}

export function formatDateTime(at: number | string): string {
  const m = moment(at);
  return m ? `${m.month}-${m.day} ${m.hour}:${m.minute}:${m.second}` : '—';
}

export function dayOf(at: number | string): string {
  const m = moment(at);
  return m ? `${m.year}-${m.month}-${m.day}` : '';
}

/** `asOf` is an instant or a day; another day than today is named, because 截至 19:30 would mislead. */
export function formatAsOf(asOf: string | null | undefined, now: number): string {
  if (!asOf) return '—';
  if (/^\d{4}-\d{2}-\d{2}$/.test(asOf)) return `${Number(asOf.slice(5, 7))} 月 ${Number(asOf.slice(8))} 日`;
  return dayOf(asOf) === dayOf(now) ? formatHourMinute(asOf) : formatDate(asOf);
}

/** How long ago, in one unit. */
export function formatAge(seconds: number): string {
  if (seconds < 1) return '刚刚';
  if (seconds < 60) return `${Math.floor(seconds)} 秒`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时`;
  return `${Math.floor(seconds / 86_400)} 天`;
}

/** A running clock: 05:54, 1:02:33, and from the second day on in words. */
export function formatElapsed(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(total / 86_400);
  const hours = Math.floor(total / 3600);
  if (days >= 2) return `${days} 天`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const rest = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** A limit such as 15 秒, 3 分, 30 分. */
export function formatLimit(seconds: number): string {
  if (seconds < 120) return `${seconds} 秒`;
  return seconds % 3600 === 0 ? `${seconds / 3600} 小时` : `${Math.round(seconds / 60)} 分`;
}
