import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { z } from 'zod';
import { BackupError } from './backup-error.js';

/**
 * Encryption of an archive: a key from the pass phrase (scrypt), then frames of AES-256-GCM, so that neither writer nor
 * reader holds more than one. A frame is: length 4 · last 1 · ciphertext · tag 16. Its number and whether it is the
 * last are authenticated: frames cannot be left out, moved or cut off.
 */
const FRAME_BYTES = 256 * 1024;
const HEAD_BYTES = 5;
const TAG_BYTES = 16;
const COST = { N: 2 ** 17, r: 8, p: 1 };

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
/** Bounded, because a forged head must not make us work for hours. */
export const lockSchema = z.strictObject({ salt: hex(32), N: z.number().int().max(2 ** 20), r: z.number().int().max(16), p: z.number().int().max(4), check: hex(8) });
export type Lock = z.infer<typeof lockSchema>;

/** A fresh key for a new archive, and what its head says so that the pass phrase gives the key again. */
export async function newLock(passphrase: string): Promise<{ key: Buffer; lock: Lock }> {
  const salt = randomBytes(32).toString('hex');
  const key = await derive(passphrase, { salt, ...COST });
  return { key, lock: { salt, ...COST, check: checkOf(key) } };
}

/** @throws BackupError when the pass phrase is another */
export async function unlock(passphrase: string, lock: Lock): Promise<Buffer> {
  const key = await derive(passphrase, lock);
  if (checkOf(key) !== lock.check) throw new BackupError('口令不对');
  return key;
}

const checkOf = (key: Buffer): string => createHmac('sha256', key).update('check').digest('hex').slice(0, 16);

function derive(passphrase: string, { salt, N, r, p }: Omit<Lock, 'check'>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Composed and decomposed forms of a character are one pass phrase.
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'hex'), 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error === null ? resolve(key) : reject(new BackupError('备份文件的加密参数不正确'))));
  });
}

/** The key is of one archive only, so a counter is a nonce that never comes twice. */
function nonce(no: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(no, 6, 6);
  return bytes;
}

export class EncryptFrames extends Transform {
  private no = 0;
  private waiting: Buffer = Buffer.alloc(0);

  constructor(private readonly key: Buffer) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.waiting = Buffer.concat([this.waiting, chunk]);
    while (this.waiting.length > FRAME_BYTES) {
      this.frame(this.waiting.subarray(0, FRAME_BYTES), false);
      this.waiting = this.waiting.subarray(FRAME_BYTES);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.frame(this.waiting, true);
    done();
  }

  private frame(plain: Buffer, last: boolean): void {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(plain.length, 0);
    head[4] = last ? 1 : 0;
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce(this.no++));
    cipher.setAAD(head);
    const sealed = cipher.update(plain);
    cipher.final();
    this.push(Buffer.concat([head, sealed, cipher.getAuthTag()]));
  }
}

export class DecryptFrames extends Transform {
  private no = 0;
  private ended = false;
  private waiting: Buffer = Buffer.alloc(0);

  constructor(private readonly key: Buffer) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.waiting = Buffer.concat([this.waiting, chunk]);
    try {
      while (this.takeFrame());
      done();
    } catch {
      done(new BackupError('备份文件已损坏'));
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.ended && this.waiting.length === 0 ? null : new BackupError('备份文件不完整'));
  }

  private takeFrame(): boolean {
    if (this.waiting.length < HEAD_BYTES) return false;
    const head = this.waiting.subarray(0, HEAD_BYTES);
    const length = head.readUInt32BE(0);
    if (length > FRAME_BYTES || this.ended) throw new BackupError('备份文件已损坏');
    const end = HEAD_BYTES + length + TAG_BYTES;
    if (this.waiting.length < end) return false;
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce(this.no++));
    decipher.setAAD(head);
    decipher.setAuthTag(this.waiting.subarray(end - TAG_BYTES, end));
    const plain = decipher.update(this.waiting.subarray(HEAD_BYTES, end - TAG_BYTES));
    decipher.final();
    this.ended = head[4] === 1;
    this.waiting = this.waiting.subarray(end);
    this.push(plain);
    return true;
  }
}
