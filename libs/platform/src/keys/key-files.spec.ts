import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '../config.js';
import { addDataKey, openKeyring, saveKeyring } from './key-files.js';
import { Keyring, newDataKey } from './keyring.js';

describe('key files', () => {
  let dataDir: string;
  const keys = () => join(dataDir, 'keys');
  const names = () => readdirSync(keys()).sort();
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('are made at the first start, for their owner only, and read at the next', () => {
    const made = openKeyring(dataDir);
    expect(openKeyring(dataDir)).toEqual(made);
    expect(mode(keys())).toBe('700');
    expect(names()).toHaveLength(3);
    for (const name of names()) expect(mode(join(keys(), name))).toBe('600');
    expect(readdirSync(dataDir)).toEqual(['keys']);
  });

  it('keep the order of the keys, so that the newest stays the one that seals', () => {
    const ring = new Keyring([newDataKey(), newDataKey(), newDataKey()], Buffer.alloc(32, 7));
    saveKeyring(dataDir, ring);
    expect(openKeyring(dataDir)).toEqual(ring);
    expect(openKeyring(dataDir).current).toEqual(ring.dataKeys[2]);
  });

  it('are added to: the new one seals, the old ones stay, nothing else changes', () => {
    const before = openKeyring(dataDir);
    const after = addDataKey(dataDir);
    expect(after.dataKeys.slice(0, -1)).toEqual(before.dataKeys);
    expect(after.indexKey).toEqual(before.indexKey);
    expect(after.current.id).not.toBe(before.current.id);
    expect(openKeyring(dataDir)).toEqual(after);
    expect(names()).toHaveLength(4);
    for (const name of names()) expect(mode(join(keys(), name))).toBe('600');
  });

  it('that are there are never written over', () => {
    const made = openKeyring(dataDir);
    saveKeyring(dataDir, Keyring.random());
    expect(openKeyring(dataDir)).toEqual(made);
  });

  it('are not made anew when one of them is gone', () => {
    openKeyring(dataDir);
    for (const name of names()) {
      const path = join(keys(), name);
      const bytes = readFileSync(path);
      rmSync(path);
      expect(() => openKeyring(dataDir)).toThrow(ConfigError);
      expect(() => openKeyring(dataDir)).toThrow(`${name} 无法使用(文件不存在)`);
      expect(names()).toHaveLength(2);
      writeFileSync(path, bytes);
    }
    for (const name of names()) rmSync(join(keys(), name));
    expect(() => openKeyring(dataDir)).toThrow('文件不存在');
  });

  it('that were changed or cut are named', () => {
    openKeyring(dataDir);
    for (const name of names().filter((item) => item.endsWith('.key'))) {
      const path = join(keys(), name);
      const text = readFileSync(path, 'utf8');
      const secret = /"secret":"(.)/.exec(text)?.[1] ?? '';
      for (const [broken, reason] of [
        [text.replace(`"secret":"${secret}`, `"secret":"${secret === '0' ? '1' : '0'}`), '校验不符'],
        [text.slice(0, 40), '文件已损坏'],
        ['', '文件已损坏'],
      ] as const) {
        writeFileSync(path, broken);
        expect(() => openKeyring(dataDir)).toThrow(`${name} 无法使用(${reason})`);
      }
      writeFileSync(path, text);
    }
    expect(openKeyring(dataDir).dataKeys).toHaveLength(1);
  });
});
