/** Masks of security.md §3.4. All cut by code point, never by UTF-16 unit; lengths that would tell something are fixed. */

const HIDDEN = '***';

/** First character and one star per further one, at most two: 张*, 欧**. */
export function maskName(name: string): string {
  const points = [...name];
  return `${points[0] ?? ''}${'*'.repeat(Math.min(2, Math.max(0, points.length - 1)))}`;
}

/** First three and last one, never the birth date; anything too short to hide is hidden whole. */
export function maskIdNo(idNo: string): string {
  const points = [...idNo];
  if (points.length < 8) return HIDDEN;
  return `${points.slice(0, 3).join('')}${'*'.repeat(points.length - 4)}${points.at(-1) ?? ''}`;
}

/** Mobile 138****5678; landline 0**-****3371; else the last two digits only. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  if (/^0\d{9,11}$/.test(digits)) return `0**-****${digits.slice(-4)}`;
  return digits.length >= 7 ? `****${digits.slice(-4)}` : HIDDEN;
}

/** Ten years around the birth year's age, so that nobody's day can be told: `80–89 岁`. */
export function maskBirthDate(age: number): string {
  const from = Math.floor(Math.max(0, age) / 10) * 10;
  return `${from}–${from + 9} 岁`;
}

/** Structured address, cut at the building (or the community); the room never leaves the server. */
export function maskAddress(place: string): string {
  return place === '' ? HIDDEN : `${place} ****`;
}

export function maskOther(): string {
  return HIDDEN;
}

/** Numbers that look like an id or a phone inside free text, whatever separates their digits. */
const LONG_NUMBER = /(?:[0-9０-９][\s-]?){14,17}[0-9０-９xXｘＸ]|(?:[0-9０-９][\s-]?){10}[0-9０-９]/gu;

/** Free text for those who may read it: numbers of persons in it stay hidden. */
export function maskText(text: string): string {
  return text.replace(LONG_NUMBER, HIDDEN);
}
