import { createHmac, randomBytes } from 'node:crypto';

export interface DataKey {
  /** Four bytes in hex; written into every value that the key sealed. */
  id: string;
  secret: Buffer;
}

export const SECRET_BYTES = 32;

/**
 * The keys of one installation. Data keys are oldest first and the newest seals; all of them open. The index key makes
 * blind indexes, and must never change while rows carry them.
 */
export class Keyring {
  constructor(
    readonly dataKeys: readonly [DataKey, ...DataKey[]],
    readonly indexKey: Buffer,
  ) {}

  /** A new ring that is nowhere but in memory. */
  static random(): Keyring {
    return new Keyring([newDataKey()], randomBytes(SECRET_BYTES));
  }

  get current(): DataKey {
    return this.dataKeys.at(-1) ?? this.dataKeys[0];
  }
}

export function newDataKey(): DataKey {
  const id = randomBytes(4);
  // 0xF8 and above never begin a UTF-8 character: a sealed value whose form byte was changed cannot pass as plain text.
  id[0] = (id[0] ?? 0) | 0xf8;
  return { id: id.toString('hex'), secret: randomBytes(SECRET_BYTES) };
}

/** What seals now, prepared for the hot path. */
interface InUse {
  id: Buffer;
  secret: Buffer;
  indexKey: Buffer;
}

const known = new Map<number, Buffer>();
let inUse: InUse | null = null;

/**
 * Makes a ring the one of this process. The keys of a ring used before stay readable, so that two servers in one test
 * process can each open their own rows.
 */
export function useKeyring(ring: Keyring): void {
  for (const key of ring.dataKeys) known.set(Number.parseInt(key.id, 16), key.secret);
  inUse = { id: Buffer.from(ring.current.id, 'hex'), secret: ring.current.secret, indexKey: ring.indexKey };
}

/** @throws when no ring was opened: a programming error, never a user's */
export function keysInUse(): InUse {
  if (inUse === null) throw new Error('no keyring in use: call useKeyring(openKeyring(dataDir)) before sealing');
  return inUse;
}

/** Secret of a data key by the number its four bytes make. */
export function dataSecret(id: number): Buffer | undefined {
  return known.get(id);
}

const BLIND_BYTES = 16;

/**
 * Keyed fingerprint by which a sealed value is found again without opening any: equal texts of one kind give equal
 * indexes, and without the index key nothing can be guessed from them. `kind` keeps the indexes of two columns apart.
 */
export function blindIndex(kind: string, text: string): Buffer {
  return createHmac('sha256', keysInUse().indexKey).update(`${kind}\0${text}`).digest().subarray(0, BLIND_BYTES);
}
