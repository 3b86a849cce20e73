import { codeName } from '../code-lists.js';
import type { FieldDefinition } from '../fields.js';
import { parseDisabilityCert, parseUscc } from './certificates.js';
import { parseCitizenId, TRUNCATED_MESSAGE } from './citizen-id.js';
import { cleanLine, meansNothing } from './clean-text.js';
import { parseCode, parseEnum, parseTags, tagNames } from './codes.js';
import { parseDate } from './dates.js';
import { parseBool, parseInteger, parseYear } from './numbers.js';
import { accept, type FieldValue, type ParsedValue, refuse } from './outcome.js';
import { parsePhone } from './phones.js';
import { parseName, parseText, refuseBadCharacters } from './texts.js';

export interface ParseOptions {
  /** The workbook the value comes from counts days from 1904. */
  date1904?: boolean;
}

type Raw = string | number | boolean | Date;

const LONG_TEXT = new Set(['note', 'need', 'hazard', 'medication', 'allergy']);
const PLATES = new Set(['building.no', 'house.unit', 'house.room', 'household.no', 'household.vehicle']);
const TEXT_LIMIT = 100;
const NOTE_LIMIT = 500;
const ADDRESS_LIMIT = 200;
/** Longer is nobody's phone, date or code; cut off before any pattern looks at it. */
const SHORT_INPUT = 1000;
const LONG_INPUT = 40_000;

const tooLong = (field: FieldDefinition, raw: string) => raw.length > (field.type === 'text' || field.type === 'address' ? LONG_INPUT : SHORT_INPUT);

function textOf(raw: Raw): string {
  if (typeof raw === 'boolean') return raw ? '是' : '否';
  return raw instanceof Date ? raw.toISOString().slice(0, 10) : String(raw);
}

function parseTextField(field: FieldDefinition, raw: Raw, today: string): ParsedValue {
  const [check] = field.checks;
  const typed = typeof raw === 'number' ? raw : textOf(raw);
  if (check === 'citizenId') return meansNothing(cleanLine(String(typed)).text) ? accept(null, ['按未填处理']) : parseCitizenId(typed, today);
  if (check === 'disabilityCert') return parseDisabilityCert(typed, today);
  if (check === 'uscc') return parseUscc(typed);
  if (typeof raw === 'number' && Math.abs(raw) >= 1e15) return refuse('ID_TRUNCATED', TRUNCATED_MESSAGE.replace('身份证号', '号码'));
  if (field.mask === 'name') return parseName(textOf(raw), TEXT_LIMIT);
  return parseText(textOf(raw), { limit: LONG_TEXT.has(field.key) ? NOTE_LIMIT : TEXT_LIMIT, lines: LONG_TEXT.has(field.key), plate: PLATES.has(field.id) });
}

function parseDateField(field: FieldDefinition, raw: Raw, today: string, options: ParseOptions): ParsedValue {
  if (typeof raw === 'boolean') return refuse('DATE_BAD', '这里要日期,请写成 2024-01-02 这样的日期');
  const birth = field.checks.includes('birthDate');
  return parseDate(raw, { today, monthAllowed: birth, birth, notFuture: field.checks.includes('notFuture'), date1904: options.date1904 ?? false });
}

function byType(field: FieldDefinition, raw: Raw, today: string, options: ParseOptions): ParsedValue {
  const text = () => textOf(raw);
  switch (field.type) {
    case 'text':
      return parseTextField(field, raw, today);
    case 'address':
      return parseText(text(), { limit: ADDRESS_LIMIT, lines: false, plate: true });
    case 'phone':
      return parsePhone(typeof raw === 'number' ? raw : text());
    case 'date':
    case 'datetime':
      return parseDateField(field, raw, today, options);
    case 'int':
      if (field.checks.includes('year')) return parseYear(typeof raw === 'number' ? raw : text(), today);
      return parseInteger(typeof raw === 'number' ? raw : text(), { nonNegative: field.checks.includes('nonNegative') || field.key === 'area_sqm', decimals: field.key === 'area_sqm' });
    case 'bool':
      return parseBool(raw instanceof Date ? text() : raw);
    case 'enum':
      return parseEnum(field, text());
    case 'code':
      return field.codeList === null ? parseText(text(), { limit: TEXT_LIMIT, lines: false, plate: false }) : parseCode(field.codeList, text());
    case 'tags':
      return parseTags(text());
    case 'ref':
      return parseText(text(), { limit: TEXT_LIMIT, lines: false, plate: true });
  }
}

/**
 * The value of a field that a form entry or a sheet cell means; `null` for an empty one. One rule for forms, visits and
 * imports. Never throws; what can't be read with certainty is a fault with a Chinese sentence, never a guess.
 *
 * - Dates are `YYYY-MM-DD`. A month alone is refused, except for birth dates (出生年月): its first day, with a note.
 *   `datetime` fields keep their day only.
 * - Tags are codes, sorted and joined by commas. Areas (`area_sqm`) are rounded to whole m² with a note.
 * @param today business day `YYYY-MM-DD`, the limit for birth dates and past dates.
 */
export function parseValue(field: FieldDefinition, raw: unknown, today: string, options: ParseOptions = {}): ParsedValue {
  if (raw === null || raw === undefined) return accept(null);
  if (typeof raw === 'string' && tooLong(field, raw)) return refuse('TEXT_TOO_LONG', `内容有${raw.length}个字,远超这一项的上限,请删减`);
  if (typeof raw === 'string') return refuseBadCharacters(raw) ?? byType(field, raw, today, options);
  if (typeof raw === 'number') return Number.isFinite(raw) ? byType(field, raw, today, options) : refuse('NOT_A_VALUE', '不是有效的数字');
  if (typeof raw === 'boolean') return byType(field, raw, today, options);
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? refuse('DATE_BAD', '日期无效,请写成 2024-01-02 这样的日期') : byType(field, raw, today, options);
  return refuse('NOT_A_VALUE', '内容不是文字、数字或日期');
}

/** A stored value as a person writes it; `parseValue` reads it back to the same value. */
export function formatValue(field: FieldDefinition, value: FieldValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return String(value);
  if (field.type === 'tags') return tagNames(value);
  return field.type === 'code' && field.codeList !== null ? codeName(field.codeList, value) : value;
}
