import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultIn, jsonDepth, parseJson } from './parse-json.js';

const bytes = (text: string) => Buffer.from(text);

describe('parseJson', () => {
  it('counts nesting outside of texts only', () => {
    expect(jsonDepth('{"a":["[[[",{"b":"\\"{"}]}')).toBe(3);
  });
  it('refuses a hundred thousand levels without a stack', () => {
    expect(() => parseJson(bytes('['.repeat(100_000)))).toThrow('嵌套过深');
  });
  it('refuses what is not UTF-8, not JSON, empty', () => {
    expect(() => parseJson(Buffer.from([0xff, 0xfe, 0x00]))).toThrow('UTF-8');
    expect(() => parseJson(bytes('{"a":'))).toThrow('不是合法的 JSON');
    expect(() => parseJson(bytes(' '))).toThrow('内容为空');
  });
  it('reads whatever JSON.stringify writes, within the depth', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => JSON.stringify(parseJson(bytes(JSON.stringify(value)))) === JSON.stringify(value)));
  });
  it('names keys that could reach a prototype, and half characters', () => {
    expect(faultIn(JSON.parse('{"a":[{"__proto__":{"x":1}}]}'))).toBe('__proto__');
    expect(faultIn(JSON.parse('{"a":"\\ud800"}'))).toBe('\\ud800');
    expect(faultIn({ a: [1, 'x', null] })).toBeNull();
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
