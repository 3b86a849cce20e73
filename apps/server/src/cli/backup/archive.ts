import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline as chain, Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { BackupError } from './backup-error.js';
import type { Cell } from './cells.js';
import { DecryptFrames, EncryptFrames, lockSchema, newLock, unlock } from './frames.js';

/**
 * The archive: a line that says what it is, a gzip of JSON lines (encrypted in frames with a pass phrase), and the
 * SHA-256 of all that. Records come in order: header, files, tables with their rows, end.
 */
const MAGIC = 'STREET-COCKPIT-BACKUP';
export const FORMAT = 1;
const SUM_BYTES = 32;
const LINE_MAX = 1024;

export interface ArchiveHeader {
  type: 'header';
  format: number;
  madeAt: string;
  engine: string;
  /** Names of the migrations applied, oldest first. */
  migrations: string[];
  counts: Record<string, number>;
}

export type ArchiveRecord =
  | ArchiveHeader
  | { type: 'file'; path: string }
  | { type: 'data'; base64: string }
  | { type: 'table'; name: string; columns: string[] }
  | { type: 'rows'; rows: Cell[][] }
  | { type: 'end'; files: number };

const firstLineSchema = z.strictObject({ format: z.number().int(), lock: lockSchema.nullable() });

/**
 * Writes an archive; the file appears complete or not at all, readable by its owner only.
 * @throws BackupError when the file exists already or cannot be written
 */
export async function writeArchive(file: string, passphrase: string | null, records: AsyncIterable<ArchiveRecord>): Promise<void> {
  const part = `${file}.part`;
  await refuseExisting(file);
  const locked = passphrase === null ? null : await newLock(passphrase);
  const sum = new AppendSum(`${MAGIC} ${JSON.stringify({ format: FORMAT, lock: locked?.lock ?? null })}\n`);
  const lines = Readable.from(toLines(records), { objectMode: false });
  try {
    const out = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
    if (locked === null) await pipeline(lines, createGzip(), sum, out);
    else await pipeline(lines, createGzip(), new EncryptFrames(locked.key), sum, out);
    await rename(part, file);
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw new BackupError(`${part} 已存在:另一个备份正在进行,或上次中断。确认后删除它再试`);
    await rm(part, { force: true });
    if (['ENOENT', 'EACCES', 'ENOSPC', 'EROFS', 'ENOTDIR'].includes((error as { code?: string }).code ?? '')) throw new BackupError(`无法写入 ${file}:${(error as Error).message}`);
    throw error;
  }
}

async function refuseExisting(file: string): Promise<void> {
  const found = await open(file, 'r').catch(() => null);
  if (found === null) return;
  await found.close();
  throw new BackupError(`${file} 已存在,请换一个文件名`);
}

async function* toLines(records: AsyncIterable<ArchiveRecord>): AsyncGenerator<Buffer> {
  for await (const record of records) yield Buffer.from(`${JSON.stringify(record)}\n`);
}

/** Puts the first line before the stream, and the SHA-256 of everything after it. */
class AppendSum extends Transform {
  private readonly hash = createHash('sha256');
  private begun = false;

  constructor(private readonly firstLine: string) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.begun) this.pass(Buffer.from(this.firstLine));
    this.begun = true;
    this.pass(chunk);
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, this.hash.digest());
  }

  private pass(bytes: Buffer): void {
    this.hash.update(bytes);
    this.push(bytes);
  }
}

/** An archive whose sum was found right and whose pass phrase fits. */
export class Archive {
  private constructor(
    private readonly file: string,
    private readonly start: number,
    private readonly end: number,
    private readonly key: Buffer | null,
  ) {}

  /** @throws BackupError: not an archive, damaged, of a newer program, or another pass phrase */
  static async open(file: string, passphrase: string | null): Promise<Archive> {
    const { line, size } = await readFirstLine(file);
    await checkSum(file, size);
    if (!line.startsWith(`${MAGIC} `)) throw new BackupError(`${file} 不是本系统的备份文件`);
    let first: z.infer<typeof firstLineSchema>;
    try {
      first = firstLineSchema.parse(JSON.parse(line.slice(MAGIC.length + 1)));
    } catch {
      throw new BackupError('备份文件已损坏');
    }
    if (first.format > FORMAT) throw new BackupError('备份由更新的程序制作,请升级本程序后再恢复');
    if (first.lock !== null && passphrase === null) throw new BackupError('备份已加密,请用 --passphrase-file 指定口令文件');
    const key = first.lock === null || passphrase === null ? null : await unlock(passphrase, first.lock);
    return new Archive(file, Buffer.byteLength(line) + 1, size - SUM_BYTES - 1, key);
  }

  /** All records in order; may be called again to read from the start. */
  async *records(): AsyncGenerator<ArchiveRecord> {
    const source = createReadStream(this.file, { start: this.start, end: this.end });
    const none = (): void => undefined;
    const stream = this.key === null ? chain(source, createGunzip(), none) : chain(source, new DecryptFrames(this.key), createGunzip(), none);
    let rest: Buffer[] = [];
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        let from = 0;
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
          rest.push(chunk.subarray(from, at));
          yield JSON.parse(Buffer.concat(rest).toString('utf8')) as ArchiveRecord;
          rest = [];
          from = at + 1;
        }
        if (from < chunk.length) rest.push(chunk.subarray(from));
      }
    } catch (error) {
      throw error instanceof SyntaxError || (error as { code?: string }).code?.startsWith('Z_') === true ? new BackupError('备份文件已损坏') : error;
    }
    if (rest.length > 0) throw new BackupError('备份文件不完整');
  }

  async header(): Promise<ArchiveHeader> {
    for await (const record of this.records()) {
      if (record.type === 'header') return record;
      break;
    }
    throw new BackupError('备份文件已损坏');
  }
}

async function readFirstLine(file: string): Promise<{ line: string; size: number }> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) throw new BackupError(`找不到备份文件 ${file},或没有读取权限`);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LINE_MAX), 0, LINE_MAX, 0);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    const end = text.indexOf('\n');
    if (end < 0 || size < end + 1 + SUM_BYTES) throw new BackupError(`${file} 不是本系统的备份文件,或不完整`);
    return { line: text.slice(0, end), size };
  } finally {
    await handle.close();
  }
}

async function checkSum(file: string, size: number): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { end: size - SUM_BYTES - 1 }) as AsyncIterable<Buffer>) hash.update(chunk);
  const parts: Buffer[] = [];
  for await (const chunk of createReadStream(file, { start: size - SUM_BYTES }) as AsyncIterable<Buffer>) parts.push(chunk);
  if (!hash.digest().equals(Buffer.concat(parts))) throw new BackupError('备份文件已损坏:校验和不符(或不是本系统的备份文件)');
}
