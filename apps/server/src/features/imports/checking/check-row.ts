import { ageOn, citizenIdFacts, codeName, disabilityCertFacts, endsLikeTruncated, fieldOf, type FieldValue, isMonthOnly, parseValue, type ValueFault } from '#catalogue';
import type { SheetCell } from '../../../spreadsheets/reading/index.js';
import { tagCellValue } from '../../../spreadsheets/understanding/index.js';

export interface MappedCell {
  /** Field id or `tag:` and a tag code. */
  target: string;
  cell: SheetCell;
}

export interface CheckedField {
  target: string;
  /** As the sheet has it. */
  shown: string;
  result: { ok: true; value: FieldValue; notes: readonly string[] } | { ok: false; fault: ValueFault | 'CELL_ERROR'; message: string };
}

export type RowIssueCode = 'CONTRADICTION' | 'REQUIRED' | 'AGE_ODD' | 'ID_MAYBE_TRUNCATED' | 'DUPLICATE_ID' | 'DUPLICATE_ROW';

/** `error` keeps the row out; `question` waits for a person; `warning` is shown and lets it pass. */
export interface RowIssue {
  code: RowIssueCode;
  severity: 'error' | 'question' | 'warning';
  targets: readonly string[];
  message: string;
  /** The other rows it is about (duplicates). */
  rows?: readonly number[];
}

export interface CheckedRow {
  number: number;
  fields: readonly CheckedField[];
  issues: readonly RowIssue[];
}

export interface CheckOptions {
  today: string;
  date1904?: boolean;
}

const OTHER_DOCUMENTS = /护照|通行证|军官|台胞|港澳|居留|回乡|其他/u;
const CITIZEN_CARDS: ReadonlySet<FieldValue> = new Set(['111', '112', '113']);

function checkTag(target: string, cell: SheetCell): CheckedField['result'] {
  if (cell.text.trim() === '') return { ok: true, value: null, notes: [] };
  const value = tagCellValue(target.slice('tag:'.length), cell.text);
  return value === null ? { ok: false, fault: 'BOOL_BAD', message: `“${cell.text.trim().slice(0, 20)}”看不出是或否,请填“是”或“否”` } : { ok: true, value, notes: [] };
}

/** Passport and permit numbers are text, not citizen ids, when the row says so. */
function isOtherDocument(cells: readonly MappedCell[], today: string): boolean {
  const cell = cells.find((item) => item.target === 'person.id_type')?.cell;
  const field = fieldOf('person.id_type');
  if (cell === undefined || field === undefined) return false;
  const parsed = parseValue(field, cell.raw, today);
  return parsed.ok ? parsed.value !== null && !CITIZEN_CARDS.has(parsed.value) : OTHER_DOCUMENTS.test(cell.text);
}

function checkCell(item: MappedCell, otherDocument: boolean, options: CheckOptions): CheckedField {
  const { target, cell } = item;
  const shown = cell.text.trim();
  if (cell.kind === 'error') return { target, shown, result: { ok: false, fault: 'CELL_ERROR', message: `单元格是表格错误 ${shown},请改正后重填` } };
  if (target.startsWith('tag:')) return { target, shown, result: checkTag(target, cell) };
  const field = fieldOf(target);
  if (field === undefined) return { target, shown, result: { ok: true, value: null, notes: [] } };
  const asText = target === 'person.id_no' && otherDocument;
  return { target, shown, result: parseValue(asText ? { ...field, checks: [], mask: 'other' } : field, cell.raw, options.today, { date1904: options.date1904 }) };
}

const question = (targets: readonly string[], message: string): RowIssue => ({ code: 'CONTRADICTION', severity: 'question', targets, message });

type ValueOf = (target: string) => FieldValue;

/** What the id number states against what the sheet says: both are shown, neither is overwritten. */
function againstId(valueOf: ValueOf, cells: readonly MappedCell[], today: string): RowIssue[] {
  const id = valueOf('person.id_no');
  const facts = typeof id === 'string' ? citizenIdFacts(id) : null;
  if (facts === null || typeof id !== 'string') return [];
  const issues: RowIssue[] = [];
  const [sex, birth, age] = [valueOf('person.sex'), valueOf('person.birth_date'), valueOf('person.age')];
  if (typeof sex === 'string' && /^[12]$/.test(sex) && sex !== facts.sex) issues.push(question(['person.sex', 'person.id_no'], `性别填“${codeName('sex', sex)}”,身份证号推算为“${codeName('sex', facts.sex)}”,请确认哪个正确`));
  const monthOnly = isMonthOnly(cells.find((item) => item.target === 'person.birth_date')?.cell.raw);
  if (typeof birth === 'string' && birth.slice(0, monthOnly ? 7 : 10) !== facts.birthDate.slice(0, monthOnly ? 7 : 10)) issues.push(question(['person.birth_date', 'person.id_no'], `出生日期填“${monthOnly ? birth.slice(0, 7) : birth}”,身份证号推算为“${facts.birthDate}”,请确认哪个正确`));
  // A sheet's age is as old as the sheet; two years are no contradiction.
  if (typeof age === 'number' && Math.abs(age - ageOn(facts.birthDate, today)) > 2) issues.push({ code: 'AGE_ODD', severity: 'warning', targets: ['person.age', 'person.id_no'], message: `年龄填 ${age},按身份证号为 ${ageOn(facts.birthDate, today)} 岁` });
  return issues;
}

function againstCert(valueOf: ValueOf): RowIssue[] {
  const cert = valueOf('person.disability_cert');
  const facts = typeof cert === 'string' ? disabilityCertFacts(cert) : null;
  if (facts === null) return [];
  const [id, type, level] = [valueOf('person.id_no'), valueOf('person.disability_type'), valueOf('person.disability_level')];
  const issues: RowIssue[] = [];
  if (typeof id === 'string' && id !== facts.idNo) issues.push(question(['person.disability_cert', 'person.id_no'], '残疾证号前18位与身份证号不同,请确认哪个正确'));
  if (typeof type === 'string' && type !== facts.type) issues.push(question(['person.disability_type', 'person.disability_cert'], `残疾类别填“${codeName('disability', type)}”,残疾证号为“${codeName('disability', facts.type)}”,请确认哪个正确`));
  if (typeof level === 'string' && level !== facts.level) issues.push(question(['person.disability_level', 'person.disability_cert'], `残疾等级填“${codeName('disability-level', level)}”,残疾证号为“${codeName('disability-level', facts.level)}”,请确认哪个正确`));
  return issues;
}

/** Least age of a relation to the head, where a child's age shows a slip: head, spouse, parents, grandparents. */
function leastAge(relation: string): number {
  if (relation === '02') return 16;
  if (/^1/.test(relation)) return 18;
  if (/^[56]/.test(relation)) return 30;
  return 0;
}

function oddAges(valueOf: ValueOf, today: string): RowIssue[] {
  const [relation, id, birth, marital] = [valueOf('person.relation'), valueOf('person.id_no'), valueOf('person.birth_date'), valueOf('person.marital')];
  const birthDate = (typeof id === 'string' ? citizenIdFacts(id)?.birthDate : undefined) ?? (typeof birth === 'string' ? birth : undefined);
  if (birthDate === undefined) return [];
  const age = ageOn(birthDate, today);
  const odd = (target: string, message: string): RowIssue => ({ code: 'AGE_ODD', severity: 'warning', targets: [target], message });
  const issues: RowIssue[] = [];
  if (typeof relation === 'string' && age < leastAge(relation)) issues.push(odd('person.relation', `${age} 岁登记为“${codeName('family-relation', relation)}”,请核对`));
  if (typeof marital === 'string' && /^[234]/.test(marital) && age < 16) issues.push(odd('person.marital', `${age} 岁登记为“${codeName('marital', marital)}”,请核对`));
  return issues;
}

function required(fields: readonly CheckedField[]): RowIssue[] {
  const target = fields.some((item) => item.target.startsWith('org.')) ? 'org.name' : 'person.name';
  const field = fields.find((item) => item.target === target);
  if (field !== undefined && (!field.result.ok || field.result.value !== null)) return [];
  return [{ code: 'REQUIRED', severity: 'error', targets: [target], message: `缺少${fieldOf(target)?.label ?? ''},请补填` }];
}

/** Values, faults and contradictions of one row. Cells are the columns a person has confirmed, with their targets. */
export function checkRow(number: number, cells: readonly MappedCell[], options: CheckOptions): CheckedRow {
  const otherDocument = isOtherDocument(cells, options.today);
  const fields = cells.map((item) => checkCell(item, otherDocument, options));
  const valueOf: ValueOf = (target) => {
    const result = fields.find((item) => item.target === target)?.result;
    return result?.ok === true ? result.value : null;
  };
  const id = valueOf('person.id_no');
  const maybe: RowIssue[] = typeof id === 'string' && endsLikeTruncated(id) ? [{ code: 'ID_MAYBE_TRUNCATED', severity: 'question', targets: ['person.id_no'], message: '身份证号末三位为000,可能被表格截断,请对照证件确认' }] : [];
  return { number, fields, issues: [...required(fields), ...maybe, ...againstId(valueOf, cells, options.today), ...againstCert(valueOf), ...oddAges(valueOf, options.today)] };
}
