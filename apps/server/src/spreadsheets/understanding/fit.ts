import { codeOfWords, fieldOf, parseValue, type FieldDefinition, type ValueFault } from '#catalogue';
import type { SheetCell } from '../reading/index.js';

/** Faults of a value that is plainly meant for its field: a damaged id number is still an id number. */
const MEANT: ReadonlySet<ValueFault> = new Set(['ID_LENGTH', 'ID_DATE', 'ID_CHECK_DIGIT', 'ID_TRUNCATED', 'DATE_IMPOSSIBLE', 'DATE_AMBIGUOUS', 'DATE_INCOMPLETE', 'DATE_FUTURE', 'AGE_IMPOSSIBLE', 'INT_RANGE']);
const NAME = /^(?:[\p{Script=Han}\p{Co}·•. ]{1,15}|[A-Za-z][A-Za-z·. '-]{1,40})$/u;
/** 3, 3号楼, A座, 二单元: a number with at most a word around it, never a whole address. */
const PLATE = /^[\p{Script=Han}]{0,3}[A-Za-z\d一二三四五六七八九十-]{1,8}[#\p{Script=Han}]{0,3}$/u;
const PLATE_FIELDS: ReadonlySet<string> = new Set(['building.no', 'house.unit', 'house.room']);
const ID = /^\d{17}[\dXx]$|^\d{15}$/;
const MOBILE = /^1[3-9]\d{9}$/;

const bare = (text: string) => text.normalize('NFKC').replace(/[\s'-]+/gu, '');
const looksLikeNumber = (text: string) => ID.test(bare(text)) || MOBILE.test(bare(text));

/** Text types take any words; these shapes tell a name or an address from a shifted column. */
function hasShape(field: FieldDefinition, text: string): boolean {
  if (field.checks.length > 0) return true;
  if (PLATE_FIELDS.has(field.id)) return PLATE.test(bare(text)) && !looksLikeNumber(text);
  if (field.mask === 'name') return NAME.test(text) && codeOfWords('sex', text) === null && codeOfWords('ethnic', text) === null;
  if (field.type === 'address' || field.type === 'ref' || field.type === 'text') return !looksLikeNumber(text) && !/^\d{4}[-/.年]\d{1,2}/.test(text);
  return true;
}

function fits(field: FieldDefinition, cell: SheetCell, today: string): boolean {
  const parsed = parseValue(field, cell.raw, today);
  if (parsed.ok) return hasShape(field, cell.text.trim());
  if (parsed.fault === 'PHONE_BAD') return /\d{6,}/.test(bare(cell.text)) && !ID.test(bare(cell.text));
  return MEANT.has(parsed.fault) && (field.checks[0] !== 'citizenId' || /\d{6}|e\+/i.test(bare(cell.text)));
}

const YES_NO = /^(?:是|否|有|无|√|✓|×|x|y|n|1|0|没有|不是)$/iu;

/** A tag column answers yes or no, or names the tag itself. */
export function tagCellValue(tag: string, text: string): boolean | null {
  const word = text.normalize('NFKC').trim();
  if (/^(?:是|有|√|✓|y|yes|1|true)$/iu.test(word) || codeOfWords('key-population', word) === tag) return true;
  return /^(?:否|无|×|x|n|no|0|false|没有|不是|非.*|不.*)$/iu.test(word) ? false : null;
}

/** Share (0…1) of a column's samples that are values of the target; null when there are none to judge by. */
export function fitOf(target: string, samples: readonly SheetCell[], today: string): number | null {
  const filled = samples.filter((cell) => cell.text.trim() !== '');
  if (filled.length === 0) return null;
  const field = fieldOf(target);
  const good = filled.filter((cell) => (field === undefined ? tagCellValue(target.slice('tag:'.length), cell.text) !== null : fits(field, cell, today)));
  return good.length / filled.length;
}

export function areYesNo(samples: readonly SheetCell[]): boolean {
  const filled = samples.filter((cell) => cell.text.trim() !== '');
  return filled.length > 0 && filled.filter((cell) => YES_NO.test(cell.text.normalize('NFKC').trim())).length >= filled.length * 0.8;
}

/** Field a column without a known header seems to hold, judged by its cells alone: always a guess. */
export function fieldOfSamples(samples: readonly SheetCell[]): string | null {
  const filled = samples.map((cell) => bare(cell.text)).filter((text) => text !== '');
  const most = (test: (text: string) => boolean) => filled.length >= 3 && filled.filter(test).length >= filled.length * 0.8;
  if (most((text) => ID.test(text))) return 'person.id_no';
  if (most((text) => MOBILE.test(text))) return 'person.phone';
  if (most((text) => codeOfWords('sex', text) !== null && !/^\d$/.test(text))) return 'person.sex';
  return most((text) => codeOfWords('ethnic', text) !== null && !/^\d+$/.test(text)) ? 'person.ethnic' : null;
}
