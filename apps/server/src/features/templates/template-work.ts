import type { ErrorCode } from '#contracts';
import { fail } from '#platform';
import { isolatedWorker } from '../../spreadsheets/isolated.js';
import { LIMITS, shownName } from '../../spreadsheets/reading/index.js';
import type { FilledTemplate, FillInput, TemplateReading } from './workbook/index.js';

/** What crosses into the worker: counts of a cross table as data, since a function cannot. */
export type WorkInput = Omit<FillInput, 'crossValues'> & { counts?: Readonly<Record<string, number | null>> };
export type TemplateRequest = { task: 'recognise'; path: string; bytes?: undefined } | { task: 'fill'; path?: undefined; bytes: Uint8Array; reading: TemplateReading; input: WorkInput };
export type TemplateReply = { type: 'read'; reading: TemplateReading; bytes: Uint8Array } | { type: 'filled'; filled: FilledTemplate } | { type: 'refused'; code: ErrorCode; details: Record<string, string | number> };

function ask(request: TemplateRequest, name: string): Promise<TemplateReply> {
  const shown = shownName(name);
  return new Promise((resolve, reject) => {
    const worker = isolatedWorker(import.meta.url, 'template.worker', request);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      settle();
      void worker.terminate();
    };
    const timer = setTimeout(() => finish(() => reject(fail('FILE_READ_TIMEOUT', { name: shown, seconds: LIMITS.seconds }))), LIMITS.seconds * 1000);
    worker.on('message', (reply: TemplateReply) => finish(() => (reply.type === 'refused' ? reject(fail(reply.code, { ...reply.details, name: shown })) : resolve(reply))));
    worker.on('error', (error: NodeJS.ErrnoException) => finish(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? fail('FILE_TOO_LARGE_UNPACKED', { name: shown }) : fail('FILE_DAMAGED', { name: shown, reason: '内容无法解析' }, error))));
    worker.on('exit', () => finish(() => reject(fail('FILE_DAMAGED', { name: shown, reason: '读取中断' }))));
  });
}

/** Understands an uploaded form in a worker. @throws FILE_*, TEMPLATE_NOT_RECOGNISED */
export async function readTemplate(path: string, name: string): Promise<{ reading: TemplateReading; bytes: Buffer }> {
  const reply = await ask({ task: 'recognise', path }, name);
  if (reply.type !== 'read') throw new Error('the worker answered another question');
  return { reading: reply.reading, bytes: Buffer.from(reply.bytes) };
}

/** The form with its values, made in a worker. @throws TEMPLATE_CHANGED, TEMPLATE_TOO_MANY_RECORDS, FILE_* */
export async function fillTemplate(bytes: Buffer, name: string, reading: TemplateReading, input: WorkInput): Promise<FilledTemplate> {
  const reply = await ask({ task: 'fill', bytes, reading, input }, name);
  if (reply.type !== 'filled') throw new Error('the worker answered another question');
  return reply.filled;
}
