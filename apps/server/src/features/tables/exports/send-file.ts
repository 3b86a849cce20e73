import type { ReadStream } from 'node:fs';
import type { Response } from 'express';
import type { ExportRow } from './exports.repository.js';

const TYPES = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv', pdf: 'application/pdf' } as const;

/** A written file as a download of its name; a broken disk breaks the connection, never ends it as if whole. */
export function sendFile(response: Response, { stream, job }: { stream: ReadStream; job: ExportRow }): void {
  response.setHeader('Content-Type', `${TYPES[job.format]}${job.format === 'csv' ? `; charset=${job.encoding === 'utf8' ? 'utf-8' : 'gb18030'}` : ''}`);
  response.setHeader('Content-Length', String(job.bytes ?? 0));
  response.setHeader('Content-Disposition', `attachment; filename="export.${job.format}"; filename*=UTF-8''${encodeURIComponent(job.file_name ?? '')}`);
  response.setHeader('Cache-Control', 'no-store');
  stream.on('error', () => response.destroy());
  stream.pipe(response);
}
