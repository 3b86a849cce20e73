import { describe, expect, it } from '@jest/globals';
import { auditPath, checkText, detailText } from './auditView.js';

describe('audit page', () => {
  it('asks for what is set only', () => {
    expect(auditPath({ q: ' 张&', action: '', from: '2026-11-01', to: '' }, 3)).toBe('/api/v1/audit?page=3&pageSize=50&q=%E5%BC%A0%26&from=2026-11-01');
  });

  it('says a detail in words and shows keys it does not know', () => {
    expect(detailText({ purpose: '报警处置', fields: ['phone', 'name'], encrypted: false, other: { n: 1 } })).toBe('目的：报警处置；项目：phone、name；加密：否；other：{"n":1}');
  });

  it('says whether the chain holds and since when', () => {
    const at = '2026-11-23T01:02:03.000Z';
    expect(checkText(null)).toContain('还没有');
    expect(checkText({ ok: true, entries: 1234, brokenAt: null, fault: null, at })).toBe('最近一次核对 2026-11-23 09:02:03：1,234 条，链完整');
    expect(checkText({ ok: false, entries: 4, brokenAt: '5', fault: '缺少记录', at })).toContain('第 5 条断链，缺少记录');
  });
});
