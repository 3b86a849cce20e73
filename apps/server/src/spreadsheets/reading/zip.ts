import { crc32, inflateRawSync } from 'node:zlib';
import { LIMITS, Refusal } from './types.js';

/** One entry as it lies in the archive, still packed: what a rewritten archive takes over unchanged. */
export interface PackedEntry {
  flags: number;
  method: number;
  /** MS-DOS time and date. */
  time: number;
  crc: number;
  unpacked: number;
  packed: Buffer;
}

interface Entry {
  flags: number;
  time: number;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
  encrypted: boolean;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const damaged = (reason: string) => new Refusal('FILE_DAMAGED', { reason });

/**
 * A zip archive in memory that trusts nothing it says of itself: entries are counted and their names checked before
 * anything is unpacked, and unpacked bytes are counted while inflating, whatever the header claims.
 */
export class ZipArchive {
  private readonly entries = new Map<string, Entry>();
  private unpacked = 0;

  constructor(private readonly data: Buffer) {
    this.readDirectory(this.findEnd());
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Bytes of one entry. Refuses what is encrypted, damaged or larger than the limits. */
  read(name: string): Buffer {
    const entry = this.entries.get(name);
    if (entry === undefined) throw damaged(`缺少 ${name}`);
    if (entry.encrypted) throw new Refusal('FILE_ENCRYPTED');
    const bytes = this.inflate(entry);
    this.unpacked += bytes.length;
    if (this.unpacked > LIMITS.unpackedBytes) throw new Refusal('FILE_TOO_LARGE_UNPACKED');
    if (bytes.length !== entry.unpacked || crc32(bytes) !== entry.crc) throw damaged('校验不符');
    return bytes;
  }

  /** Packed bytes of one entry, not inflated. Refuses what is encrypted or cut. */
  packed(name: string): PackedEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw damaged(`缺少 ${name}`);
    if (entry.encrypted) throw new Refusal('FILE_ENCRYPTED');
    const { flags, method, time, crc, unpacked } = entry;
    return { flags, method, time, crc, unpacked, packed: this.bytesOf(entry) };
  }

  private bytesOf(entry: Entry): Buffer {
    const at = entry.offset;
    if (at + 30 > this.data.length || this.data.readUInt32LE(at) !== LOCAL) throw damaged('条目位置不对');
    const start = at + 30 + this.data.readUInt16LE(at + 26) + this.data.readUInt16LE(at + 28);
    const packed = this.data.subarray(start, start + entry.packed);
    if (packed.length !== entry.packed) throw damaged('文件被截断');
    return packed;
  }

  private inflate(entry: Entry): Buffer {
    const packed = this.bytesOf(entry);
    if (entry.method === 0) return packed;
    if (entry.method !== 8) throw damaged('压缩方式不支持');
    try {
      return inflateRawSync(packed, { maxOutputLength: LIMITS.partBytes });
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? new Refusal('FILE_TOO_LARGE_UNPACKED') : damaged('解压失败');
    }
  }

  private findEnd(): number {
    const lowest = Math.max(0, this.data.length - END_SIZE - 0xffff);
    for (let at = this.data.length - END_SIZE; at >= lowest; at--) if (this.data.readUInt32LE(at) === END) return at;
    throw damaged('文件被截断,可能没有传完');
  }

  private readDirectory(end: number): void {
    const count = this.data.readUInt16LE(end + 10);
    if (count > LIMITS.zipEntries) throw damaged('内部条目过多');
    let at = this.data.readUInt32LE(end + 16);
    let declared = 0;
    for (let index = 0; index < count; index++) {
      if (at + 46 > this.data.length || this.data.readUInt32LE(at) !== CENTRAL) throw damaged('目录不完整');
      const nameLength = this.data.readUInt16LE(at + 28);
      const name = this.data.toString('utf8', at + 46, at + 46 + nameLength);
      this.add(name, {
        encrypted: (this.data.readUInt16LE(at + 8) & 1) === 1,
        flags: this.data.readUInt16LE(at + 8),
        time: this.data.readUInt32LE(at + 12),
        method: this.data.readUInt16LE(at + 10),
        crc: this.data.readUInt32LE(at + 16),
        packed: this.data.readUInt32LE(at + 20),
        unpacked: this.data.readUInt32LE(at + 24),
        offset: this.data.readUInt32LE(at + 42),
      });
      declared += this.data.readUInt32LE(at + 24);
      at += 46 + nameLength + this.data.readUInt16LE(at + 30) + this.data.readUInt16LE(at + 32);
    }
    if (declared > LIMITS.unpackedBytes) throw new Refusal('FILE_TOO_LARGE_UNPACKED');
  }

  private add(name: string, entry: Entry): void {
    const escapes = name.startsWith('/') || /^[a-zA-Z]:/.test(name) || /[\\\0]/.test(name) || name.split('/').includes('..');
    if (escapes) throw damaged('内部路径越界');
    if (this.entries.has(name)) throw damaged('内部条目重名');
    this.entries.set(name, entry);
  }
}
