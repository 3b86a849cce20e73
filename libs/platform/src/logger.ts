import { type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on stderr; no request bodies, no personal data: callers log ids, codes and counts only. */
export function createLogger(level: string, name = 'server'): Logger {
  return pino({ name, level, redact: { paths: ['*.password', '*.token', '*.key', '*.authorization'], censor: '[隐去]' } }, pino.destination({ fd: 2, sync: false }));
}
