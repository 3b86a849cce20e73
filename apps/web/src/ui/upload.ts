import type { ErrorBody } from '#contracts';
import { ApiError } from '../api.js';

/** Sends one file and tells how much of it is gone (0…1): `fetch` cannot. @returns the answer's body */
export function uploadFile<T>(path: string, file: File, onProgress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, 'UNREACHABLE', '连不上服务器，请检查网络后再试'));
    request.onload = () => {
      const body = request.response as (T & Partial<ErrorBody>) | null;
      if (request.status < 300 && body !== null) resolve(body);
      else reject(new ApiError(request.status, body?.error?.code ?? 'INTERNAL', body?.error?.message ?? `服务器没有正常答复（${request.status}），请稍后再试`));
    };
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
