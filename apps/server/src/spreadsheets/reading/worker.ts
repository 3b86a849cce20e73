import { readFileSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readBytes } from './read-bytes.js';
import { LIMITS, Refusal } from './types.js';
import type { ReadRequest, ReadReply } from './read-sheet.js';

const BATCH = 1_000;

function send(reply: ReadReply): void {
  parentPort?.postMessage(reply);
}

function run(request: ReadRequest): void {
  try {
    if (statSync(request.path).size > LIMITS.fileBytes) throw new Refusal('FILE_TOO_LARGE', { limit: LIMITS.fileBytes / 1024 / 1024 });
    const { rows, ...head } = readBytes(readFileSync(request.path), request.name, request.sheet);
    for (let at = 0; at < rows.length; at += BATCH) send({ type: 'rows', rows: rows.slice(at, at + BATCH) });
    send({ type: 'done', head });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    send({ type: 'refused', code: error.code, details: error.details });
  }
}

run(workerData as ReadRequest);
