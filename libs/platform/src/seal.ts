/**
 * The one codec of personal columns, event payloads, quarantine and journal entries.
 * The first byte names the form, so that sealed and plain rows can live side by side while keys are introduced:
 * 0 = plain UTF-8 (now); AES-256-GCM follows with the access rules of issue 2.
 */
const PLAIN = 0;

export function seal(text: string): Buffer;
export function seal(text: string | null): Buffer | null;
export function seal(text: string | null): Buffer | null {
  if (text === null) return null;
  const bytes = Buffer.byteLength(text);
  const out = Buffer.allocUnsafe(bytes + 1);
  out[0] = PLAIN;
  out.write(text, 1, 'utf8');
  return out;
}

/** Reverse of {@link seal}; throws on a form this program does not know. */
export function open(sealed: Uint8Array): string;
export function open(sealed: Uint8Array | null): string | null;
export function open(sealed: Uint8Array | null): string | null {
  if (sealed === null) return null;
  if (sealed[0] !== PLAIN) throw new Error(`sealed value has unknown form ${String(sealed[0])}`);
  return Buffer.from(sealed.buffer, sealed.byteOffset + 1, sealed.byteLength - 1).toString('utf8');
}
