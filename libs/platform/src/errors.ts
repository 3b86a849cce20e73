import { ERRORS, type ErrorCode, errorMessage } from '#contracts';

/** The one error of the product: a code of `libs/contracts`, its HTTP status and details a person may see. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    readonly details: Record<string, unknown> = {},
    options?: { cause?: unknown },
  ) {
    super(errorMessage(code, details), options);
  }

  get status(): number {
    return ERRORS[this.code][0];
  }
}

/** Factory, so that a call reads `throw fail('NOT_FOUND')`. */
export function fail(code: ErrorCode, details?: Record<string, unknown>, cause?: unknown): AppError {
  return new AppError(code, details, cause === undefined ? undefined : { cause });
}

/** Text of an unknown thrown value, for logs only. */
export function causeText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
