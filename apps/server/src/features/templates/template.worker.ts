import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../../spreadsheets/reading/index.js';
import { type FillInput, fill, recognise, type TemplateRowHead } from './workbook/index.js';
import type { TemplateReply, TemplateRequest } from './template-work.js';

function work(request: TemplateRequest): TemplateReply {
  const bytes = request.path === undefined ? Buffer.from(request.bytes) : readFileSync(request.path);
  if (request.task === 'recognise') return { type: 'read', reading: recognise(bytes), bytes };
  const { counts, ...input } = request.input;
  const filled: FillInput = counts === undefined ? input : { ...input, crossValues: (row: TemplateRowHead, column) => counts[`${row.cell}|${column.cell}`] ?? null };
  return { type: 'filled', filled: fill(bytes, request.reading, filled) };
}

try {
  parentPort?.postMessage(work(workerData as TemplateRequest));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  parentPort?.postMessage({ type: 'refused', code: error.code, details: error.details } satisfies TemplateReply);
}
