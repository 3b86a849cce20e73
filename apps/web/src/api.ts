import type { ErrorBody } from '#contracts';

/** Any failed call, always with a Chinese sentence that can be shown as it is. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

interface ApiOptions {
  method?: 'GET' | 'POST' | 'DELETE' | 'PATCH' | 'PUT';
  body?: unknown;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Do not send the person to the sign-in page on 401: the caller shows the refusal itself. */
  quiet401?: boolean;
}

let onUnauthorized: (() => void) | null = null;

/** Registered once by the application, so that this file knows nothing of the router. */
export function setUnauthorizedHandler(handler: () => void): void {
  onUnauthorized = handler;
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const error = value.error;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

async function failure(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(response.status, body.error.code, body.error.message, body.error.details);
  return new ApiError(response.status, 'INTERNAL', `服务器没有正常答复（${response.status}），请稍后再试`);
}

/** Photos and files go as they are, all else as JSON. */
function bodyOf(body: unknown): { headers: Record<string, string>; body?: BodyInit } {
  if (body === undefined) return { headers: {} };
  if (body instanceof Blob) return { headers: { 'content-type': body.type }, body };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export async function api<T>(path: string, options: ApiOptions = {}): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const content = bodyOf(options.body);
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      credentials: 'same-origin',
      signal,
      ...content,
      headers: { accept: 'application/json', ...content.headers },
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    if (timeout.aborted) throw new ApiError(0, 'TIMEOUT', `服务器超过 ${Math.round(timeoutMs / 1000)} 秒没有答复，请稍后再试`);
    throw new ApiError(0, 'UNREACHABLE', '连不上服务器，请检查网络后再试');
  }
  if (!response.ok) {
    const error = await failure(response);
    // A password asked for again is not a lost session: the page that asked goes on.
    if (response.status === 401 && error.code !== 'STEP_UP_REQUIRED' && !options.quiet401) onUnauthorized?.();
    // The first page asks for the new password.
    if (error.code === 'PASSWORD_CHANGE_REQUIRED') onUnauthorized?.();
    throw error;
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The sentence to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : '出错了，请刷新页面再试';
}
