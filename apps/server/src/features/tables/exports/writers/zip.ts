import { crc32, createDeflateRaw } from 'node:zlib';
import type { Sink } from './cells.js';

/** Quick rather than small: the office waits for the file, the disk does not. */
const LEVEL = 4;
const FLAGS = 0x0808; // sizes follow the content; names are UTF-8
const METHOD = 8;
const DATE = (2026 - 1980) * 512 + 33;

interface Entry {
  name: Buffer;
  crc: number;
  packed: number;
  size: number;
  at: number;
}

/** A ZIP archive written from front to back; nothing of an entry is kept but its sizes. */
export class ZipWriter {
  private readonly entries: Entry[] = [];
  private at = 0;

  constructor(private readonly sink: Sink) {}

  /** Adds one file from pieces of text. */
  async add(name: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const entry: Entry = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, at: this.at };
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(FLAGS, 6);
    head.writeUInt16LE(METHOD, 8);
    head.writeUInt16LE(DATE, 12);
    head.writeUInt16LE(entry.name.length, 26);
    await this.put(head);
    await this.put(entry.name);
    const deflate = createDeflateRaw({ level: LEVEL });
    let ready: Buffer[] = [];
    deflate.on('data', (bytes: Buffer) => ready.push(bytes));
    const flush = async (): Promise<void> => {
      const now = ready;
      ready = [];
      for (const bytes of now) {
        entry.packed += bytes.length;
        await this.put(bytes);
      }
    };
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece, 'utf8');
      entry.crc = crc32(bytes, entry.crc);
      entry.size += bytes.length;
      await new Promise<void>((resolve, reject) => deflate.write(bytes, (error) => (error ? reject(error) : resolve())));
      await flush();
    }
    const ended = new Promise<void>((resolve, reject) => deflate.on('end', resolve).on('error', reject));
    deflate.end();
    await ended;
    await flush();
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(0x08074b50, 0);
    sizes.writeUInt32LE(entry.crc, 4);
    sizes.writeUInt32LE(entry.packed, 8);
    sizes.writeUInt32LE(entry.size, 12);
    await this.put(sizes);
    this.entries.push(entry);
  }

  /** The directory at the end; the archive is whole after it. */
  async finish(): Promise<void> {
    const start = this.at;
    for (const entry of this.entries) {
      const record = Buffer.alloc(46);
      record.writeUInt32LE(0x02014b50, 0);
      record.writeUInt16LE(20, 4);
      record.writeUInt16LE(20, 6);
      record.writeUInt16LE(FLAGS, 8);
      record.writeUInt16LE(METHOD, 10);
      record.writeUInt16LE(DATE, 14);
      record.writeUInt32LE(entry.crc, 16);
      record.writeUInt32LE(entry.packed, 20);
      record.writeUInt32LE(entry.size, 24);
      record.writeUInt16LE(entry.name.length, 28);
      record.writeUInt32LE(entry.at, 42);
      await this.put(record);
      await this.put(entry.name);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.entries.length, 8);
    end.writeUInt16LE(this.entries.length, 10);
    end.writeUInt32LE(this.at - start, 12);
    end.writeUInt32LE(start, 16);
    await this.put(end);
  }

  private async put(bytes: Buffer): Promise<void> {
    this.at += bytes.length;
    await this.sink.write(bytes);
  }
}
