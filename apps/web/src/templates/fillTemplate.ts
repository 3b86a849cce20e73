import type { ErrorBody, TemplateFillReport } from '#contracts';
import { ApiError } from '../api.js';
import { beganAt, finished, formOf } from '../reuse/began.js';

export interface Filled {
  name: string;
  file: Blob;
  report: TemplateFillReport;
}

const nameOf = (disposition: string): string => decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? 'filled.xlsx');

/** The filled form and what filling did. Throws ApiError with the server's sentence. */
export async function fillTemplate(id: string, text: string): Promise<Filled> {
  const response = await fetch(`/api/v1/templates/${id}/fill`, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...(text.trim() === '' ? {} : { text }), ...beganAt(formOf(id)) }), signal: AbortSignal.timeout(120_000) }).catch(() => {
    throw new ApiError(0, 'UNREACHABLE', '连不上服务器，请检查网络后再试');
  });
  if (!response.ok) {
    const body = (await response.json().catch(() => null)) as ErrorBody | null;
    throw new ApiError(response.status, body?.error.code ?? 'INTERNAL', body?.error.message ?? '服务器没有正常答复，请稍后再试');
  }
  finished(formOf(id));
  return { name: nameOf(response.headers.get('content-disposition') ?? ''), file: await response.blob(), report: JSON.parse(decodeURIComponent(response.headers.get('x-fill-report') ?? '%7B%7D')) as TemplateFillReport };
}

/** Hands a file to the person as a browser download. */
export function handOver({ name, file }: Pick<Filled, 'name' | 'file'>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
