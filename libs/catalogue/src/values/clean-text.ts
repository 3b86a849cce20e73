/** Marks that turn or hide text: zero-width, soft hyphen, bidi overrides and isolates, fillers, tag characters, noncharacters. */
const INVISIBLE = /[\u00AD\u061C\u115F\u1160\u180E\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFC\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu;
/** A joiner belongs to an emoji family; anywhere else it only hides. */
const LOOSE_JOINER = /(?<![\p{Extended_Pictographic}\uFE0F\p{Emoji_Modifier}])\u200D|\u200D(?!\p{Extended_Pictographic})/gu;
const CONTROL = /[^\P{Cc}\t\n\r]/gu;
const ZALGO = /\p{M}{9,}/u;
const WIDE = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF0D\uFF03]/g;

export interface CleanText {
  text: string;
  notes: string[];
}

/** Text that can't be stored: half a character, or marks piled on one letter. */
export function badCharacters(raw: string): string | null {
  if (!raw.isWellFormed()) return '含有残缺的字符(半个字),请重新输入';
  return ZALGO.test(raw.normalize('NFC')) ? '一个字上叠加了过多符号,请删去后重填' : null;
}

const dropHidden = (text: string) => text.replace(INVISIBLE, '').replace(CONTROL, '').replace(LOOSE_JOINER, '');

/** Storable form of one line: NFC, no hidden or direction marks, inner white space as single blanks, ends trimmed. */
export function cleanLine(raw: string): CleanText {
  const shown = dropHidden(raw);
  const text = shown.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return { text, notes: shown === raw ? [] : ['已去掉看不见的字符'] };
}

/** As `cleanLine`, but the lines of a note stay. */
export function cleanLines(raw: string): CleanText {
  const shown = dropHidden(raw);
  const lines = shown.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const text = lines.map((line) => line.replace(/\s+/gu, ' ').trim()).join('\n').trim();
  return { text, notes: shown === raw ? [] : ['已去掉看不见的字符'] };
}

/** Full-width digits, letters, dash and # of a number or a door plate as half-width; other signs stay as written. */
export function halfWidth(text: string): CleanText {
  const narrow = text.replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return { text: narrow, notes: narrow === text ? [] : ['全角字符已转为半角'] };
}

/** A number as people type it into a cell: everything half-width (NFKC), no hidden marks, no white space, no leading apostrophe. */
export function compactNumber(raw: string): CleanText {
  const shown = dropHidden(raw);
  const narrow = shown.normalize('NFKC');
  const text = narrow.replace(/[\s\u200D]+/gu, '').replace(/^['‘’`]+/, '');
  const notes = [];
  if (/[\uFF10-\uFF19]/.test(raw)) notes.push('全角数字已转为半角');
  if (/\S\s+\S/u.test(shown)) notes.push('已去掉空格');
  return { text, notes };
}

/** True for the dashes, slashes and words by which a sheet says "nothing here". */
export function isPlaceholder(text: string): boolean {
  return /^[-—–_/\\\\、.。·*×]+$/u.test(text);
}

const NOTHING = new Set(['无', '不详', '未知', '暂无', '没有', '未登记', '未填', '空', 'N/A', 'n/a', 'NA', 'null', 'NULL']);

/** `isPlaceholder`, and words of absence; only for fields whose values can't be such a word. */
export function meansNothing(text: string): boolean {
  return isPlaceholder(text) || NOTHING.has(text);
}

/** Letters of a text as a reader counts them before storage: code points. */
export function codePoints(text: string): number {
  return [...text].length;
}
