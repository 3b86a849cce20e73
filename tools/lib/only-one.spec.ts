import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from './only-one.js';

describe('one run in a folder at a time', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'only-one-'));
    file = join(folder, 'var/test/run.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('takes a free lock and writes who holds it', () => {
    expect(takeLock(file)).toBeNull();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('names a holder that lives, and leaves its lock alone', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await new Promise((resolve) => other.once('spawn', resolve));
    takeLock(file);
    const text = JSON.stringify({ pid: other.pid, born: null, since: '2026-11-24T08:00:00.000Z' });
    writeFileSync(file, text);
    expect(takeLock(file)).toMatchObject({ pid: other.pid, since: '2026-11-24T08:00:00.000Z' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await ended;
    expect(takeLock(file)).toBeNull();
  });

  it('passes over a lock whose process is gone, whose number is another’s now, or that is damaged', () => {
    for (const left of [JSON.stringify({ pid: 2 ** 30, born: null, since: '' }), JSON.stringify({ pid: 1, born: 'never', since: '' }), '{', '']) {
      takeLock(file);
      writeFileSync(file, left);
      expect([left, takeLock(file)]).toEqual([left, null]);
    }
    expect(existsSync(file)).toBe(true);
  });
});
