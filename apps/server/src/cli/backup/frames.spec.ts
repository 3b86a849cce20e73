import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DecryptFrames, EncryptFrames, newLock, unlock } from './frames.js';

async function through(chunks: readonly Buffer[], transform: EncryptFrames | DecryptFrames): Promise<Buffer> {
  const out: Buffer[] = [];
  await pipeline(Readable.from(chunks), transform, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) out.push(chunk);
  });
  return Buffer.concat(out);
}

const split = (bytes: Buffer, size: number): Buffer[] => Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
const key = randomBytes(32);

describe('frames', () => {
  it('give back what went in, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 700_000 }), fc.integer({ min: 1000, max: 400_000 }), async (length, size) => {
        const plain = randomBytes(length);
        const sealed = await through(split(plain, size), new EncryptFrames(key));
        expect((await through(split(sealed, size + 1), new DecryptFrames(key))).equals(plain)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('refuse a changed bit, a lost, moved or cut frame, and bytes at the end', async () => {
    const sealed = await through([randomBytes(600_000)], new EncryptFrames(key));
    const frame = 256 * 1024 + 21;
    const changed = Buffer.from(sealed);
    changed[frame + 40] = (changed[frame + 40] ?? 0) ^ 1;
    const bad = [changed, sealed.subarray(frame), Buffer.concat([sealed.subarray(frame, 2 * frame), sealed.subarray(0, frame), sealed.subarray(2 * frame)]), sealed.subarray(0, 2 * frame), sealed.subarray(0, -1), Buffer.concat([sealed, Buffer.alloc(30)])];
    for (const bytes of bad) await expect(through([bytes], new DecryptFrames(key))).rejects.toThrow(/备份文件(已损坏|不完整)/);
    await expect(through([sealed], new DecryptFrames(randomBytes(32)))).rejects.toThrow('已损坏');
  });

  it('open with the pass phrase only', async () => {
    const made = await newLock('一句很长的口令é');
    expect((await unlock('一句很长的口令e\u0301', made.lock)).equals(made.key)).toBe(true);
    await expect(unlock('另一句口令', made.lock)).rejects.toThrow('口令不对');
  });
});
