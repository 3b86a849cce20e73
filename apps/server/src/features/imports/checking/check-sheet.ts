import type { SheetCell } from '../../../spreadsheets/reading/index.js';
import { type CheckedField, type CheckedRow, checkRow, type CheckOptions, type RowIssue } from './check-row.js';

export interface ColumnTarget {
  column: number;
  target: string;
}

const fieldIn = (row: CheckedRow, target: string): CheckedField | undefined => row.fields.find((item) => item.target === target);

function valueIn(row: CheckedRow, target: string): string | null {
  const result = fieldIn(row, target)?.result;
  return result?.ok === true && typeof result.value === 'string' ? result.value : null;
}

/** Row numbers by a key, only where several rows share it. */
function shared(rows: readonly CheckedRow[], keyOf: (row: CheckedRow) => string | null): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row.number]);
    else known.push(row.number);
  }
  for (const [key, numbers] of groups) if (numbers.length < 2) groups.delete(key);
  return groups;
}

const idOf = (row: CheckedRow) => valueIn(row, 'person.id_no') ?? valueIn(row, 'org.uscc');

function wholeRow(row: CheckedRow): string | null {
  if (idOf(row) !== null) return null;
  const name = valueIn(row, 'person.name') ?? valueIn(row, 'org.name');
  return name === null ? null : JSON.stringify(row.fields.map((item) => item.shown));
}

const asIssue = (code: 'DUPLICATE_ID' | 'DUPLICATE_ROW', target: string, numbers: readonly number[], message: string): RowIssue => ({ code, severity: 'question', targets: [target], rows: numbers, message: `${message}:第 ${numbers.slice(0, 20).join('、')} 行` });

function duplicates(rows: readonly CheckedRow[]): (row: CheckedRow) => RowIssue[] {
  const [ids, wholes] = [shared(rows, idOf), shared(rows, wholeRow)];
  return (row) => {
    const id = idOf(row);
    const same = id === null ? undefined : ids.get(id);
    const target = valueIn(row, 'person.id_no') === null ? 'org.uscc' : 'person.id_no';
    if (same !== undefined) return [asIssue('DUPLICATE_ID', target, same, target === 'org.uscc' ? '信用代码在文件中重复' : '身份证号在文件中重复')];
    const key = wholeRow(row);
    const twins = key === null ? undefined : wholes.get(key);
    return twins === undefined ? [] : [asIssue('DUPLICATE_ROW', 'person.name', twins, '内容完全相同的行')];
  };
}

/**
 * In a column where a spreadsheet cut other ids, one that ends in 000 and happens to pass its check digit (one cut number
 * in eleven does) is cut too.
 */
function distrustTruncated(rows: readonly CheckedRow[]): CheckedRow[] {
  const cut = rows.some((row) => {
    const result = fieldIn(row, 'person.id_no')?.result;
    return result?.ok === false && result.fault === 'ID_TRUNCATED';
  });
  if (!cut) return [...rows];
  return rows.map((row) => {
    const maybe = row.issues.some((issue) => issue.code === 'ID_MAYBE_TRUNCATED');
    if (!maybe) return row;
    const fields = row.fields.map((item): CheckedField => (item.target === 'person.id_no' ? { ...item, result: { ok: false, fault: 'ID_TRUNCATED', message: '身份证号被表格截断,请把该列设为文本后重填' } } : item));
    return { ...row, fields, issues: row.issues.filter((issue) => !issue.targets.includes('person.id_no')) };
  });
}

/** Every row of a sheet checked, with what only the whole file shows: ids and rows that repeat, and a column of cut ids. */
export function checkSheet(rows: readonly { number: number; cells: readonly SheetCell[] }[], columns: readonly ColumnTarget[], options: CheckOptions): CheckedRow[] {
  const empty: SheetCell = { text: '', kind: 'empty', raw: null };
  const checked = distrustTruncated(rows.map((row) => checkRow(row.number, columns.map(({ column, target }) => ({ target, cell: row.cells[column] ?? empty })), options)));
  const duplicatesOf = duplicates(checked);
  return checked.map((row) => ({ ...row, issues: [...row.issues, ...duplicatesOf(row)] }));
}

/** True when the row can't be committed as it is: a fault in a field, or an error of the row. */
export function isRejected(row: CheckedRow): boolean {
  return row.fields.some((item) => !item.result.ok) || row.issues.some((issue) => issue.severity === 'error');
}
