import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSheet } from '../../apps/server/src/spreadsheets/reading/index.js';
import { type MadeCell, xlsxFile } from '../support/xlsx-file.js';

const folder = mkdtempSync(join(tmpdir(), 'sheets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function saved(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('reading in a worker thread', () => {
  it('gives every row of a large sheet', async () => {
    const rows: MadeCell[][] = Array.from({ length: 5000 }, (_, at) => [`张${at}`, at, { serial: 40_000 + (at % 1000) }]);
    const content = await readSheet(saved('a.xlsx', xlsxFile([{ name: '人口', rows }])), 'a.xlsx');
    expect([content.rows.length, content.rows[4999]?.number, content.rows[4999]?.cells[0]?.text, content.sheet]).toEqual([5000, 5000, '张4999', '人口']);
  });
  it('names the file and the reason of a refusal', async () => {
    await expect(readSheet(saved('b.xlsx', Buffer.from('%PDF-1.7')), '花名册\u202E.xlsx')).rejects.toMatchObject({ code: 'FILE_NOT_SHEET', message: '“花名册.xlsx”不是 XLSX 或 CSV 表格(内容像 PDF 文件),请另存为 .xlsx 后再上传' });
  });
  it('refuses a sheet of too many cells', async () => {
    const rows = Array.from({ length: 5100 }, () => Array.from({ length: 199 }, () => 1));
    await expect(readSheet(saved('d.xlsx', xlsxFile([{ name: 'a', rows }])), 'd.xlsx')).rejects.toMatchObject({ code: 'FILE_TOO_MANY_CELLS' });
  });
});
