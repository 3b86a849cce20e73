import rule from '#data/citizen-id.json' with { type: 'json' };
import uscc from '#data/uscc.json' with { type: 'json' };

/** GB 11643 check character of the first 17 digits. */
export function checkDigitOf(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * (rule.weights[i] ?? 0);
  return rule.checkMap[sum % 11] ?? '';
}

/** A fictional citizen id: area 000000, which no division has. `order` 0…499 within one birth date and sex. */
export function citizenId(birthDate: string, sex: '1' | '2', order: number): string {
  const sequence = String(order * 2 + (sex === '1' ? 1 : 2)).padStart(3, '0').slice(-3);
  const first17 = `000000${birthDate.replaceAll('-', '')}${sequence}`;
  return first17 + checkDigitOf(first17);
}

/** A fictional unified social credit code of a sole trader (92, area 000000) with its check character. */
export function creditCode(serial: number): string {
  const body = `92000000MA${serial.toString().padStart(7, '0')}`;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += uscc.charset.indexOf(body[i] ?? '') * (uscc.weights[i] ?? 0);
  return body + (uscc.charset[(31 - (sum % 31)) % 31] ?? '');
}

/** Fictional mobile numbers 154 0000 0000 … 154 9999 9999: a walk that meets each number once. */
export function phoneOf(serial: number): string {
  return `154${String((serial * 7_368_787 + 12_345_678) % 100_000_000).padStart(8, '0')}`;
}
