import { codeOfWords, fieldOf } from '#catalogue';
import type { NumberFormat } from '../../../../spreadsheets/reading/index.js';
import type { CellContent } from '../package/cell-xml.js';
import { writeDate } from '../recognising/date-forms.js';
import type { DateForm, TemplateValue } from '../types.js';

const LONGEST_CELL = 32_767;
const DAY_MS = 86_400_000;

/** What XML and a cell can hold; other signs of a text stay as they are. */
const storable = (text: string) => text.toWellFormed().replace(/[^\P{C}\n\t\u200C\u200D\p{Co}\p{Cn}]|[\uFFFE\uFFFF]/gu, '').slice(0, LONGEST_CELL);

function serialOf(text: string, date1904: boolean): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found === null) return null;
  const day = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  if (new Date(day).toISOString().slice(0, 10) !== text) return null;
  const serial = Math.round((day - (date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30))) / DAY_MS);
  // Excel's days before March 1900 are off by one, and before 1900 there are none.
  return serial < (date1904 ? 0 : 61) ? null : serial;
}

/**
 * Content of a cell for a value. Dates become real dates where the cell's style shows dates, else text in the form's own
 * way; counts become numbers; everything else is text, so id numbers and phones keep their digits and nothing runs.
 */
export function contentOf(value: Exclude<TemplateValue, null>, field: string | null, format: NumberFormat, dateForm: DateForm | null, date1904: boolean): CellContent {
  const definition = field === null ? undefined : fieldOf(field);
  if (typeof value === 'number') return definition?.type === 'phone' || definition?.mask === 'idNo' || !Number.isFinite(value) ? { text: String(value) } : { number: value };
  if (definition?.type === 'date' || definition?.type === 'datetime') {
    const serial = format === 'day' || format === 'month' ? serialOf(value, date1904) : null;
    return serial === null ? { text: storable(writeDate(value, dateForm)) } : { number: serial };
  }
  if (definition?.type === 'int' && /^-?\d{1,9}(?:\.\d{1,4})?$/.test(value)) return { number: Number(value) };
  return { text: storable(value) };
}

const BOX = /[□☐○〇◻]/u;
const OPTION = /([□☐○〇◻])\s*([^□☐○〇◻\s、,,;;/]+)|([^□☐○〇◻\s、,,;;/]+?)\s*([□☐○〇◻])/gu;

/** A printed choice (□男 □女) with the box of a value ticked, as a span to replace; null when no option is the value. */
export function boxOf(text: string, value: string, field: string | null): { from: number; to: number } | null {
  const list = field === null ? null : (fieldOf(field)?.codeList ?? null);
  const same = (option: string) => option === value || (list !== null && codeOfWords(list, option) !== null && codeOfWords(list, option) === codeOfWords(list, value));
  const leads = BOX.test(text.trimStart().charAt(0)) || /[::]\s*[□☐○〇◻]/u.test(text);
  const pattern = leads ? /([□☐○〇◻])\s*([^□☐○〇◻\s、,,;;/]+)/gu : OPTION;
  for (const found of text.matchAll(pattern)) {
    const option = found[2] ?? found[3] ?? '';
    const box = found.index + found[0].search(BOX);
    if (same(option.replace(/[()()].*$/u, ''))) return { from: box, to: box + 1 };
  }
  return null;
}

/** Columns a text takes in print: two for wide signs. */
export const printWidth = (text: string) => [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
