/** One cell of a file. Numbers are numbers; all else is text, also what looks like a number. */
export type Cell = string | number | null;

export interface FileColumn {
  label: string;
  type: 'text' | 'int' | 'share';
}

/** A table on its way into a file, read once from front to back. */
export interface FileTable {
  title: string;
  columns: readonly FileColumn[];
  /** Some hundred rows at a time. */
  parts: AsyncIterable<readonly (readonly Cell[])[]>;
  /** Known once all parts were read. */
  totals: () => readonly Cell[] | null;
  /** 口径说明; known once all parts were read. */
  note: () => readonly (readonly [string, string])[];
  watermark: string;
  /** Instant (ms) the file says it was made at. */
  at: number;
}

/** Receives the bytes of a file in order. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
}

const LONGEST_CELL = 32_767;
const CONTROLS = /[^\P{C}\t\u200C\u200D\p{Co}\p{Cn}]|[\uFFFE\uFFFF]/gu;
const SUSPECT = /\p{C}/u;

/** Text as a cell can hold it: one line, nothing invisible that could turn what is read around. */
export function plain(text: string): string {
  if (!SUSPECT.test(text) && text.length <= LONGEST_CELL) return text;
  return text.toWellFormed().replace(/[\r\n]+/g, ' ').replace(CONTROLS, '').slice(0, LONGEST_CELL).toWellFormed();
}

/** A number as read: shares in per cent, others rounded to what the page shows. */
export function numberText(value: number, type: FileColumn['type']): string {
  if (type === 'share') return `${(value * 100).toFixed(1)}%`;
  return String(Math.round(value * 10) / 10);
}

export const cellText = (cell: Cell, column: FileColumn): string => (cell === null ? '' : typeof cell === 'number' ? numberText(cell, column.type) : plain(cell));
