import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { dataSecret, keysInUse } from './keys/keyring.js';

/**
 * The one codec of personal columns, event payloads, quarantine and journal entries. The first byte names the form, so
 * that rows of both forms live side by side:
 * 0 = plain UTF-8 (rows of issue 1, read only)
 * 1 = AES-256-GCM: form 1 · key id 4 · iv 12 · ciphertext · tag 16
 */
const PLAIN = 0;
const SEALED = 1;
const IV_AT = 5;
const TEXT_AT = 17;
const TAG_BYTES = 16;
/** Bytes a sealed text takes more than its UTF-8. */
export const SEAL_OVERHEAD = TEXT_AT + TAG_BYTES;

/** A sealed value that cannot be opened: its key is not here, or its bytes were changed. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Unique by construction instead of by luck: eight random bytes drawn once a process and a counter, so that the
 * 2^32-message bound of random IVs does not apply and no random bytes are drawn on the hot path.
 */
const iv = randomFillSync(Buffer.alloc(12));
let count = 0;

function nextIv(): Buffer {
  if (count === 0xffffffff) {
    randomFillSync(iv, 0, 8);
    count = 0;
  }
  iv.writeUInt32BE(++count, 8);
  return iv;
}

/** Encrypts a text with the current data key. @throws when no keyring is in use */
export function seal(text: string): Buffer;
export function seal(text: string | null): Buffer | null;
export function seal(text: string | null): Buffer | null {
  if (text === null) return null;
  const { id, secret } = keysInUse();
  const bytes = Buffer.byteLength(text);
  const out = Buffer.allocUnsafe(bytes + SEAL_OVERHEAD);
  out[0] = SEALED;
  out.set(id, 1);
  out.set(nextIv(), IV_AT);
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  out.set(cipher.update(text, 'utf8'), TEXT_AT);
  cipher.final();
  out.set(cipher.getAuthTag(), TEXT_AT + bytes);
  return out;
}

/** Reverse of {@link seal}. @throws SealError naming the key id, or that the value was changed */
export function open(sealed: Uint8Array): string;
export function open(sealed: Uint8Array | null): string | null;
export function open(sealed: Uint8Array | null): string | null {
  if (sealed === null) return null;
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] === SEALED) return decrypt(bytes);
  if (bytes[0] !== PLAIN) throw new SealError(`无法识别的加密形式 ${String(bytes[0])}`);
  // The first byte of a key id, which no text begins with: a sealed value in the guise of a plain one.
  if ((bytes[1] ?? 0) >= 0xf8) throw new SealError('加密内容已被改动或损坏');
  return bytes.toString('utf8', 1);
}

function decrypt(bytes: Buffer): string {
  if (bytes.length < SEAL_OVERHEAD) throw new SealError('加密内容不完整');
  const id = bytes.readUInt32BE(1);
  const secret = dataSecret(id);
  if (secret === undefined) throw new SealError(`没有编号为 ${id.toString(16).padStart(8, '0')} 的密钥,请检查 DATA_DIR/keys`);
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(IV_AT, TEXT_AT), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(TEXT_AT, bytes.length - TAG_BYTES));
    decipher.final();
    return text.toString('utf8');
  } catch {
    throw new SealError('加密内容已被改动或损坏');
  }
}

/** True for a value of an older form, which is to be sealed again. */
export function isPlain(sealed: Uint8Array): boolean {
  return sealed[0] === PLAIN;
}
