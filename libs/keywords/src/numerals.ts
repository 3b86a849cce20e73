const DIGITS = '零一二三四五六七八九';
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** A number in digits or Chinese numerals (十二, 一百零五, 二〇二三 as 二零二三). */
export const NUMBER = '(?:\\d{1,5}|[零一二两三四五六七八九十百千]{1,6})';

/** Value of what `NUMBER` matches; NaN when the numerals make no number. */
export function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const plain = text.replaceAll('两', '二');
  if (!/[十百千]/.test(plain)) return Number([...plain].map((sign) => DIGITS.indexOf(sign)).join(''));
  let total = 0;
  let digit = 0;
  let seen = false;
  for (const sign of plain) {
    const unit = UNITS[sign];
    if (unit === undefined) {
      digit = DIGITS.indexOf(sign);
      seen = true;
    } else {
      total += (seen && digit > 0 ? digit : 1) * unit;
      digit = 0;
      seen = false;
    }
  }
  return total + digit;
}

/** 1 → 一, 12 → 十二: as names of grids are written. */
export function chineseNumber(value: number): string {
  if (value < 10) return DIGITS[value] ?? String(value);
  if (value < 20) return `十${value === 10 ? '' : (DIGITS[value - 10] ?? '')}`;
  if (value < 100) return `${DIGITS[Math.floor(value / 10)] ?? ''}十${value % 10 === 0 ? '' : (DIGITS[value % 10] ?? '')}`;
  return String(value);
}
