import { isoTime, type SqlValue, sqlTime } from '#platform';

/** A value of a row as JSON: bytes and instants are marked, all else is itself. */
export type Cell = null | string | number | { b: string } | { d: string };

export function encodeCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return { b: value.toString('base64') };
  if (value instanceof Date) return { d: isoTime(value) };
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`no form for a value of type ${typeof value}`);
}

export function decodeCell(cell: Cell): SqlValue {
  if (cell === null || typeof cell !== 'object') return cell;
  return 'b' in cell ? Buffer.from(cell.b, 'base64') : sqlTime(Date.parse(cell.d));
}
