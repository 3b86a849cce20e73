import { z } from 'zod';
import { zhCN } from 'zod/locales';
import { fail } from '#platform';

// What a schema does not word itself is said in Chinese.
z.config(zhCN());

/** First faults of a failed check as one Chinese sentence: `标题: 标题不能为空`. */
export function issueText(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}:${issue.message}`))
    .join(';');
}

/** Checked input of a route. @throws BAD_REQUEST naming the field */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw fail('BAD_REQUEST', { reason: issueText(result.error) });
}

/** A row id of a path: digits only, exact as a number. @throws INVALID_ID */
export function rowId(text: string): number {
  const value = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw fail('INVALID_ID', { field: text.slice(0, 32) });
  return value;
}
