import { crc32, deflateRawSync } from 'node:zlib';
import type { PackedEntry, ZipArchive } from '../reading/index.js';

const DESCRIPTOR_FLAG = 0x0008;
const DEFLATED = 8;

function packedOf(former: PackedEntry, data: Buffer): PackedEntry {
  return { ...former, method: DEFLATED, crc: crc32(data), unpacked: data.length, packed: deflateRawSync(data, { level: 6 }) };
}

/** The 26 bytes that the local and the central header share. */
function headerOf(entry: PackedEntry, name: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(entry.flags & ~DESCRIPTOR_FLAG, 2);
  header.writeUInt16LE(entry.method, 4);
  header.writeUInt32LE(entry.time, 6);
  header.writeUInt32LE(entry.crc, 10);
  header.writeUInt32LE(entry.packed.length, 14);
  header.writeUInt32LE(entry.unpacked, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

/**
 * The archive with the content of some entries replaced. Order, names, times and the packed bytes of every other entry are
 * taken over as they are, so what was not changed cannot have changed. Entries that do not exist are not added.
 */
export function rewriteZip(archive: ZipArchive, changed: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entryName of archive.names) {
    const former = archive.packed(entryName);
    const data = changed.get(entryName);
    const entry = data === undefined ? former : packedOf(former, data);
    const name = Buffer.from(entryName);
    const header = headerOf(entry, name);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), header, name, entry.packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), header, tail, name);
    offset += 30 + name.length + entry.packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(archive.names.length, 4);
  end.writeUInt16LE(archive.names.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
