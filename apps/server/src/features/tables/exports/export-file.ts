import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sink } from './writers/cells.js';

/** A file that is nobody's until it is whole: written beside its place, readable by this user only, hashed on the way. */
export class ExportFile implements Sink {
  bytes = 0;
  private readonly hash = createHash('sha256');

  private constructor(
    private readonly handle: FileHandle,
    private readonly part: string,
    private readonly path: string,
  ) {}

  static async begin(folder: string, name: string): Promise<ExportFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const part = join(folder, `${name}.part`);
    await rm(part, { force: true });
    return new ExportFile(await open(part, 'wx', 0o600), part, join(folder, name));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    this.bytes += bytes.length;
    await this.handle.writeFile(bytes);
  }

  /** SHA-256 of what was written so far. */
  digest(): Buffer {
    return this.hash.copy().digest();
  }

  /** @returns SHA-256 of the whole file, which now stands in its place */
  async finish(): Promise<Buffer> {
    await this.handle.sync();
    await this.handle.close();
    await rename(this.part, this.path);
    return this.hash.digest();
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.part, { force: true });
  }
}
