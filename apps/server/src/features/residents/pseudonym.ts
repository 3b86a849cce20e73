import { blindIndex } from '#platform';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A name by which an auditor can tell people apart without knowing them. Stable for a person, useless without the index key. */
export function pseudonymOf(personId: number): string {
  const bytes = blindIndex('pseudonym', String(personId));
  return `人员-${Array.from(bytes.subarray(0, 6), (byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('')}`;
}
