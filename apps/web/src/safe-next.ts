/** Only a path of this site may follow the sign-in, never an address from elsewhere. */
export function safeNext(next: unknown): string | null {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : null;
}
