import { hash, verify } from '@node-rs/argon2';
import { fail } from '#platform';

/** Argon2id, 19 MiB, two passes (OWASP's first choice). */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MIN = 8;
const MAX = 128;

/** One form of the same characters, at setting and at signing in alike. */
const normal = (password: string) => password.normalize('NFC');

/** @throws PASSWORD_WEAK */
export function checkPassword(password: string, username: string): void {
  const length = [...normal(password)].length;
  const control = [...password].some((character) => character < ' ');
  if (length < MIN || length > MAX || control || normal(password).toLowerCase() === username.toLowerCase() || new Set(password).size < 4) throw fail('PASSWORD_WEAK', { min: MIN, max: MAX });
}

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), ARGON);
}

export function passwordMatches(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, normal(password)).catch(() => false);
}
