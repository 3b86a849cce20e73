import { describe, expect, it } from '@jest/globals';
import { LAYOUTS } from '../../../../../tests/support/messy-layouts.js';
import { type MessyRow, type MessySheet, messySheet } from '../../../../../tests/support/messy-sheet.js';
import { type CheckedRow, checkSheet } from './checking/index.js';
import { readBytes } from '../../spreadsheets/reading/read-bytes.js';
import { carryHouseholds, mapHeaders, understandSheet } from '../../spreadsheets/understanding/index.js';

const TODAY = '2026-11-24';

interface Judged {
  headers: { all: number; mapped: number; proposed: number; wrong: string[]; open: string[] };
  faults: { all: number; missed: string[] };
  values: { all: number; wrong: string[] };
  rows: { missing: number; extra: number; alarms: string[] };
}

/** The way of a sheet from its bytes to checked rows; what is not settled a person confirms rightly. */
function walk(made: MessySheet) {
  const content = readBytes(made.bytes, made.name);
  const sheet = understandSheet(content);
  if (sheet === null) throw new Error(`no header found in ${made.layout}`);
  const mappings = mapHeaders(sheet.columns, (column) => sheet.rows.slice(0, 300).flatMap((row) => row.cells[column] ?? []), TODAY);
  const targets = mappings.flatMap((item) => {
    const target = item.settled ? item.target : (made.columns[item.column]?.target ?? null);
    return target === null ? [] : [{ column: item.column, target }];
  });
  const checked = checkSheet(carryHouseholds(sheet.rows, mappings), targets, { today: TODAY, date1904: content.date1904 });
  return { mappings, checked };
}

const codesOf = (row: CheckedRow, target: string) => [...row.fields.flatMap((item) => (item.target === target && !item.result.ok ? [item.result.fault] : [])), ...row.issues.flatMap((issue) => (issue.targets.includes(target) ? [issue.code] : []))] as string[];

function judgeRow(made: MessySheet, truth: MessyRow, row: CheckedRow, into: Judged): void {
  for (const fault of truth.faults) {
    into.faults.all++;
    const codes = codesOf(row, fault.target);
    if (!codes.some((code) => fault.found.includes(code))) into.faults.missed.push(`${made.layout} 第${truth.number}行 ${fault.kind}: ${codes.join(',') || '无'}`);
  }
  for (const item of row.fields) {
    const expected = truth.values[item.target];
    if (expected === undefined) continue;
    into.values.all++;
    if (!item.result.ok || item.result.value !== expected) into.values.wrong.push(`${made.layout} 第${truth.number}行 ${item.target} ${item.shown}: ${item.result.ok ? String(item.result.value) : item.result.fault} 应为 ${String(expected)}`);
  }
  if (truth.faults.length === 0 && (row.fields.some((item) => !item.result.ok) || row.issues.length > 0)) into.rows.alarms.push(`${made.layout} 第${truth.number}行 ${JSON.stringify([row.issues, row.fields.filter((item) => !item.result.ok)]).slice(0, 300)}`);
}

function judge(made: MessySheet, into: Judged): void {
  const { mappings, checked } = walk(made);
  for (const [column, item] of made.columns.entries()) {
    const mapping = mappings.find((known) => known.column === column);
    into.headers.all++;
    if (mapping?.settled === true && mapping.target === item.target) into.headers.mapped++;
    else if (mapping?.settled === true) into.headers.wrong.push(`${made.layout} ${item.path.join('/')}: ${mapping.target ?? '不导入'} 应为 ${item.target ?? '不导入'}`);
    else if (mapping !== undefined && item.target === null && mapping.target === null) into.headers.mapped++;
    else into.headers.open.push(`${made.layout} ${item.path.join('/')}: ${mapping?.target ?? '未对应'} 应为 ${item.target ?? '不导入'} ${mapping?.reasons.join(';') ?? ''}`);
    if (mapping?.settled === false && item.target !== null && mapping.target === item.target) into.headers.proposed++;
  }
  const byNumber = new Map(checked.map((row) => [row.number, row]));
  for (const truth of made.rows) {
    const row = byNumber.get(truth.number);
    if (row === undefined) into.rows.missing++;
    else judgeRow(made, truth, row, into);
  }
  into.rows.extra += checked.length - made.rows.filter((row) => byNumber.has(row.number)).length;
}

const nothing = (): Judged => ({ headers: { all: 0, mapped: 0, proposed: 0, wrong: [], open: [] }, faults: { all: 0, missed: [] }, values: { all: 0, wrong: [] }, rows: { missing: 0, extra: 0, alarms: [] } });
const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(2)} %`;

describe('messy sheets (T12)', () => {
  it('are mapped and their faults found, over many seeds', () => {
    const judged = nothing();
    for (let seed = 0; seed < LAYOUTS.length * 8; seed++) judge(messySheet(seed, 60), judged);
    const { headers, faults, values, rows } = judged;
    console.log(
      [
        `列 ${headers.all}: 对应 ${percent(headers.mapped, headers.all)}, 待确认而正确 ${percent(headers.proposed, headers.all)}, 无提示而错 ${percent(headers.wrong.length, headers.all)}`,
        `植入的错误 ${faults.all}: 找到 ${percent(faults.all - faults.missed.length, faults.all)}`,
        `值 ${values.all}: 读错 ${percent(values.wrong.length, values.all)}; 误报行 ${rows.alarms.length}, 漏行 ${rows.missing}, 多行 ${rows.extra}`,
        ...[headers.wrong, headers.open, faults.missed, values.wrong, rows.alarms].map((list) => list.slice(0, 100).join('\n')),
      ].join('\n'),
    );
    expect(headers.mapped / headers.all).toBeGreaterThanOrEqual(0.97);
    expect(headers.wrong.length / headers.all).toBeLessThanOrEqual(0.005);
    expect(1 - faults.missed.length / faults.all).toBeGreaterThanOrEqual(0.995);
    expect(values.wrong.length / values.all).toBeLessThanOrEqual(0.001);
    expect([rows.missing, rows.extra]).toEqual([0, 0]);
    expect(rows.alarms.length / judged.values.all).toBeLessThanOrEqual(0.001);
  });
  it('of 5,000 rows are read and checked (seconds printed, not asserted)', () => {
    const made = messySheet(14, 5000);
    const began = performance.now();
    const { checked } = walk(made);
    console.log(`${checked.length} 行: ${((performance.now() - began) / 1000).toFixed(1)} 秒`);
    expect(checked).toHaveLength(made.rows.length);
  });
});
