import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

describe('readConfig', () => {
  it('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ HOST: '127.0.0.1', DEMO: false, DEMO_SIZE: 'street', TZ_BUSINESS: 'Asia/Shanghai' });
    expect(config.PORT).toBeUndefined();
  });
  it('names every faulty setting at once', () => {
    expect(() => readConfig({ PORT: 'abc', DEMO: 'yes', DATABASE_URL: 'postgres://x' })).toThrow(/PORT[\s\S]*DATABASE_URL[\s\S]*DEMO/);
  });
  it('counts an empty variable as absent', () => {
    expect(readConfig({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined();
  });
});
