import { describe, expect, it } from '@jest/globals';
import { createLogger, errorForLog } from './logger.js';

describe('log', () => {
  it('keeps no statement, parameter or quoted value of the database', () => {
    const lines: string[] = [];
    const log = createLogger('info', 'test', { write: (line: string) => void lines.push(line) });
    const error = Object.assign(new Error("Duplicate entry '张测试-15400000001' for key 'x'"), { sql: "INSERT … '张测试'", parameters: ['张测试', '15400000001'], errno: 1062, code: 'ER_DUP_ENTRY' });
    log.error({ err: new Error('outer', { cause: error }) }, 'failed');
    const text = lines.join('');
    expect(text).toContain('ER_DUP_ENTRY');
    expect(text).not.toMatch(/张测试|15400000001/);
  });
  it('takes anything that was thrown', () => {
    expect(errorForLog('text')).toEqual({ message: 'text' });
    expect(errorForLog(undefined)).toEqual({ message: 'undefined' });
  });
});
