import type { ErrorBody } from '#contracts';
import { ApiError } from '../api.js';

/** Sends one file and tells how much of it is gone (0…1): `fetch` cannot. @returns id of the import */
export function uploadSheet(file: File, onProgress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/imports');
    request.responseType = 'json';
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, 'UNREACHABLE', '连不上服务器，请检查网络后再试'));
    request.onload = () => {
      const body = request.response as { importId?: string } & Partial<ErrorBody>;
      if (request.status < 300 && body?.importId !== undefined) resolve(body.importId);
      else reject(new ApiError(request.status, body?.error?.code ?? 'INTERNAL', body?.error?.message ?? `服务器没有正常答复（${request.status}），请稍后再试`));
    };
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
