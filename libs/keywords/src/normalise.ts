import { TRADITIONAL } from './traditional.js';

/** The request in one form: half-width, simplified, lower case, without blanks; with the way back to what was typed. */
export interface Normal {
  chars: string[];
  /** Range in the typed text of each character. */
  at: [number, number][];
  /** A blank or a separating mark stands before this character. */
  gap: boolean[];
}

const SEPARATOR = /[\s,，;；:：。!！?？"“”'‘’()（）【】[\]《》<>|·…]/u;
/** Marks that carry meaning and stay. */
const COMPARISON = /[<>≥≤]/u;
/** Signs that mean the same here. */
const SAME: Readonly<Record<string, string>> = { '～': '~', '—': '-', '–': '-', '−': '-', '〇': '零', '﹣': '-', '至': '至', '／': '/', '＋': '+', '幺': '一' };

/** One form for all spellings of a request. Positions refer to UTF-16 units of the typed text. */
export function normalise(text: string): Normal {
  const normal: Normal = { chars: [], at: [], gap: [] };
  let gap = false;
  let position = 0;
  for (const point of text) {
    const start = position;
    position += point.length;
    const folded = (SAME[point] ?? point).normalize('NFKC').toLowerCase();
    for (const raw of folded) {
      if ((SEPARATOR.test(raw) && !COMPARISON.test(raw)) || /\p{C}/u.test(raw)) {
        gap = true;
        continue;
      }
      normal.chars.push(TRADITIONAL.get(raw) ?? raw);
      normal.at.push([start, position]);
      normal.gap.push(gap);
      gap = false;
    }
  }
  return normal;
}

/** A range of normalised characters as a range of the typed text. */
export function typedRange(normal: Normal, start: number, end: number): [number, number] {
  return [normal.at[start]?.[0] ?? 0, normal.at[end - 1]?.[1] ?? 0];
}
