const MARKER = 0xff;
const START = 0xd8;
const SCAN = 0xda;
/** Application segments (EXIF with position and device, ICC, …) and comments: all that a picture tells besides itself. */
const isTelling = (code: number) => (code >= 0xe1 && code <= 0xef) || code === 0xfe;
const isSize = (code: number) => code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
const LONGEST_SIDE = 8000;

/**
 * A JPEG without its metadata (EXIF, GPS, comments); null for anything that is no plain JPEG of a sane size. Only segment
 * heads are read, nothing is decoded, so that a hostile picture costs nothing.
 */
export function plainJpeg(bytes: Buffer): Buffer | null {
  if (bytes.length < 4 || bytes[0] !== MARKER || bytes[1] !== START) return null;
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let sized = false;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] !== MARKER) return null;
    if (code === SCAN) return sized && endsWell(bytes) ? Buffer.concat([...kept, bytes.subarray(at)]) : null;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return null;
    if (isSize(code)) {
      if (length < 8) return null;
      const height = bytes.readUInt16BE(at + 5);
      const width = bytes.readUInt16BE(at + 7);
      if (height === 0 || width === 0 || height > LONGEST_SIDE || width > LONGEST_SIDE) return null;
      sized = true;
    }
    if (!isTelling(code)) kept.push(bytes.subarray(at, at + 2 + length));
    at += 2 + length;
  }
  return null;
}

const endsWell = (bytes: Buffer) => bytes.subarray(-64).includes(Buffer.from([MARKER, 0xd9]));
