import { describe, expect, it } from '@jest/globals';
import { curlLine, dayAhead, lastDay, versionText } from './shareWords.js';

describe('words of shares', () => {
  it('says the last day, not the midnight after it', () => {
    // 00:00 on the 25th in Shanghai.
    expect(lastDay({ expiresAt: '2026-12-24T16:00:00.000Z' })).toBe('2026-12-24');
    expect(dayAhead(30, Date.parse('2026-11-24T16:30:00Z'))).toBe('2026-12-25');
  });

  it('says which version is read, and what became of the table', () => {
    expect([versionText({ tableVersion: 1, newestVersion: 1 }), versionText({ tableVersion: 1, newestVersion: 3 }), versionText({ tableVersion: 2, newestVersion: null })]).toEqual(['第 1 版', '第 1 版（现第 3 版）', '第 2 版（表已删除）']);
  });

  it('gives lines for a terminal', () => {
    expect(curlLine('http://10.0.0.1:3000', '/api/v1/shared-tables/7', 'k', 'json')).toBe("curl -s -H 'Authorization: Bearer k' 'http://10.0.0.1:3000/api/v1/shared-tables/7?page=1&pageSize=1000'");
    expect(curlLine('http://10.0.0.1:3000', '/api/v1/shared-tables/7', 'k', 'csv')).toBe("curl -s -o shared.csv -H 'Authorization: Bearer k' 'http://10.0.0.1:3000/api/v1/shared-tables/7?format=csv'");
  });
});
