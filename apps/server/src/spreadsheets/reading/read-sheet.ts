import type { ErrorCode } from '#contracts';
import { type AppError, fail } from '#platform';
import { isolatedWorker } from '../isolated.js';
import { LIMITS, type SheetContent, type SheetHead, type SheetRow } from './types.js';

export interface ReadRequest {
  path: string;
  name: string;
  sheet?: string;
}

export type ReadReply = { type: 'rows'; rows: readonly SheetRow[] } | { type: 'done'; head: SheetHead } | { type: 'refused'; code: ErrorCode; details: Record<string, string | number> };

/** Name of an upload as it may be shown: no direction marks or controls, at most 80 characters. */
export function shownName(name: string): string {
  const clean = name.toWellFormed().replace(/[\p{C}]/gu, '').replace(/^.*[\\/]/u, '').trim();
  return [...(clean === '' ? '未命名' : clean)].slice(0, 80).join('');
}

function crashed(error: Error, name: string): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? fail('FILE_TOO_LARGE_UNPACKED', { name }) : fail('FILE_DAMAGED', { name, reason: '内容无法解析' }, error);
}

/**
 * Rows of an uploaded XLSX or CSV file, read in a worker thread with its own heap (256 MB) and 60 s, so that a hostile file
 * costs a worker and not the server. Throws the FILE_* errors.
 * @param name the name the person's file had; decides nothing but CSV or not, and is shown in errors.
 * @param sheet worksheet to read; the first visible one with content when absent.
 */
export function readSheet(path: string, name: string, sheet?: string): Promise<SheetContent> {
  const shown = shownName(name);
  return new Promise((resolve, reject) => {
    const worker = isolatedWorker(import.meta.url, 'worker', { path, name, sheet } satisfies ReadRequest);
    const rows: SheetRow[] = [];
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      settle();
      void worker.terminate();
    };
    const timer = setTimeout(() => finish(() => reject(fail('FILE_READ_TIMEOUT', { name: shown, seconds: LIMITS.seconds }))), LIMITS.seconds * 1000);
    worker.on('message', (reply: ReadReply) => {
      if (reply.type === 'rows') for (const row of reply.rows) rows.push(row);
      else if (reply.type === 'done') finish(() => resolve({ ...reply.head, rows }));
      else finish(() => reject(fail(reply.code, { ...reply.details, name: shown })));
    });
    worker.on('error', (error: Error) => finish(() => reject(crashed(error, shown))));
    worker.on('exit', () => finish(() => reject(fail('FILE_DAMAGED', { name: shown, reason: '读取中断' }))));
  });
}
