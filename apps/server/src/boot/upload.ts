import type { Request, Response } from 'express';
import multer from 'multer';
import { type AppError, fail } from '#platform';
import { LIMITS } from '../spreadsheets/reading/index.js';

export type UploadReceiver = ReturnType<multer.Multer['single']>;

/** Takes one file of a form named `file` into a folder, bounded in size and parts. */
export function uploadReceiver(folder: string): UploadReceiver {
  return multer({ dest: folder, limits: { fileSize: LIMITS.fileBytes, files: 1, fields: 5, parts: 6, fieldSize: 1024 }, defParamCharset: 'utf8' }).single('file');
}

/** @throws FILE_MISSING, FILE_TOO_LARGE, BAD_REQUEST */
export async function receiveFile(receive: UploadReceiver, request: Request, response: Response): Promise<{ path: string; originalname: string }> {
  await new Promise<void>((resolve, reject) => {
    receive(request, response, (error: unknown) => (error === undefined || error === null ? resolve() : reject(uploadError(error))));
  });
  const file = (request as Request & { file?: { path: string; originalname: string } }).file;
  if (file === undefined) throw fail('FILE_MISSING');
  return file;
}

function uploadError(error: unknown): AppError {
  const code = (error as { code?: unknown }).code;
  if (code === 'LIMIT_FILE_SIZE') return fail('FILE_TOO_LARGE', { name: '', limit: LIMITS.fileBytes / 1024 / 1024 });
  return error instanceof multer.MulterError ? fail('FILE_MISSING') : fail('BAD_REQUEST', { reason: '上传不完整,请重试' }, error);
}
