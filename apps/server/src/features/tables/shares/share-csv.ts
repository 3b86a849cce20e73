import type { SharedTable } from '#contracts';
import type { FileColumn, Sink } from '../exports/writers/cells.js';
import { writeCsv } from '../exports/writers/csv.js';

/** A shared page as CSV (UTF-8 with BOM): head, rows, what the table says of itself, and last the watermark. */
export async function sharedCsv(table: SharedTable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const sink: Sink = { write: async (bytes) => void chunks.push(bytes) };
  const columns = table.columns.map(({ label, type }): FileColumn => ({ label, type: type === 'int' || type === 'share' ? type : 'text' }));
  await writeCsv(
    sink,
    {
      title: table.name,
      columns,
      parts: one(table.rows),
      // Rows are rows to a machine: sums stand in the JSON only.
      totals: () => null,
      note: () => [['名称', table.name], ['口径', table.basis], ['截至', table.asOf], ['行数', `共 ${table.total} 行,第 ${table.page} 页,每页 ${table.pageSize} 行`], ['未提供的列', table.withheld.join('、') || '无'], ['内容校验', `SHA-256 ${table.hash}`]],
      watermark: table.watermark,
      at: Date.parse(table.asOf),
    },
    'utf8',
  );
  return Buffer.concat(chunks);
}

async function* one<T>(part: T): AsyncGenerator<T> {
  yield part;
}
