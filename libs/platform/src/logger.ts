import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Values a database quotes in its messages: `Duplicate entry '…' for key`, `Incorrect date value: '…'`. */
const QUOTED = /(entry|value|value:) '(?:[^'\\]|\\.|'(?! for | at ))*'/g;

/**
 * An error as the log may keep it. The driver hangs the statement and its parameters on the error, and quotes values in its
 * message: both would carry names and numbers into the log.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 200) };
  const { code, errno } = error as Error & { code?: unknown; errno?: unknown };
  const plain = (text: string) => text.replace(QUOTED, "$1 '…'");
  const cause = error.cause === undefined || error.cause === error ? {} : { cause: errorForLog(error.cause) };
  return { type: error.name, message: plain(error.message), stack: plain(error.stack ?? ''), ...(code === undefined ? {} : { code }), ...(errno === undefined ? {} : { errno }), ...cause };
}

/** JSON lines on stderr; no request bodies, no personal data: callers log ids, codes and counts only. */
export function createLogger(level: string, name = 'server', destination: DestinationStream = pino.destination({ fd: 2, sync: false })): Logger {
  return pino({ name, level, serializers: { err: errorForLog }, redact: { paths: ['*.password', '*.token', '*.key', '*.authorization'], censor: '[隐去]' } }, destination);
}
