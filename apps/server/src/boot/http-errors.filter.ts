import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import type { ErrorBody } from '#contracts';
import { AppError, fail, type Logger } from '#platform';
import { type AppRequest, DENIED } from '../features/access/index.js';
import type { AuditLog } from '../features/audit/index.js';

/** Errors of body parsers carry a type and a status instead of a class. */
interface BodyError {
  type?: unknown;
  status?: unknown;
  limit?: unknown;
}

/** Any thrown value as the one error of the product; what we did not foresee stays a bare code. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // Nest wraps the errors of Express's body parsers and keeps them as the cause.
  const body = (error instanceof HttpException && error.cause !== undefined ? error.cause : error) as BodyError | null;
  if (body?.type === 'entity.too.large') return fail('PAYLOAD_TOO_LARGE', { limit: sizeText(body.limit) });
  if (body?.type === 'entity.parse.failed') return fail('JSON_INVALID', { reason: '语法错误' });
  if (body?.type === 'charset.unsupported' || body?.type === 'encoding.unsupported') return fail('NOT_UTF8');
  if (typeof body?.type === 'string' && body.status === 400) return fail('BAD_REQUEST', { reason: '请求体不完整' });
  if (error instanceof URIError) return fail('BAD_REQUEST', { reason: '网址编码有误' });
  if (error instanceof HttpException) {
    if (error.getStatus() === 404) return fail('NOT_FOUND');
    if (error.getStatus() < 500) return fail('BAD_REQUEST', { reason: '请求格式不正确' });
  }
  return fail('INTERNAL', {}, error);
}

function sizeText(limit: unknown): string {
  return typeof limit === 'number' ? (limit >= 1_048_576 ? `${limit / 1_048_576} MiB` : `${Math.round(limit / 1024)} KiB`) : '限额';
}

export function errorBody(error: AppError, requestId?: string): ErrorBody {
  return { error: { code: error.code, message: error.message, ...(Object.keys(error.details).length > 0 ? { details: error.details } : {}), ...(requestId === undefined ? {} : { requestId }) } };
}

@Catch()
export class HttpErrorsFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly audit: AuditLog,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const request = host.switchToHttp().getRequest<AppRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = toAppError(thrown);
    const about = { requestId: request.requestId, code: error.code, method: request.method, route: request.path };
    if (error.status >= 500 && error.code === 'INTERNAL') this.logger.error({ ...about, err: error.cause }, 'request failed');
    else this.logger.info(about, 'request refused');
    this.noteDenied(error, request);
    if (response.headersSent) return;
    const seconds = error.details['seconds'];
    if (error.status === 429 && typeof seconds === 'number') response.setHeader('Retry-After', String(seconds));
    response.status(error.status).json(errorBody(error, request.requestId));
  }

  /** Refusals by right or scope are kept; the answer does not wait for it, so that both kinds of "not found" take the same time. */
  private noteDenied(error: AppError, request: AppRequest): void {
    const { principal } = request;
    if (principal?.kind !== 'account' || (error.status !== 403 && error.cause !== DENIED)) return;
    this.audit
      .write({ actorId: principal.id, actor: principal.username, action: 'access.denied', subject: `${request.method} ${request.path}`.slice(0, 128), detail: { code: error.code } })
      .catch((cause: unknown) => this.logger.error({ err: cause }, 'denial not audited'));
  }
}
