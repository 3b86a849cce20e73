import { describe, expect, it } from '@jest/globals';
import { sourceAges } from './freshness.js';

describe('freshness', () => {
  it('names lateness in words, and does not call a source late that was never connected', () => {
    const now = Date.parse('2026-11-22T11:42:00Z');
    const ages = sourceAges(
      [
        { kind: 'elder', name: '助老报警', lastAt: '2026-11-22T11:41:48Z', limitS: 60 },
        { kind: 'inspection', name: '安全自查', lastAt: '2026-11-22T11:36:00Z', limitS: 300 },
        { kind: 'video', name: '视频事件', lastAt: null, limitS: 60 },
      ],
      now,
    );
    expect(ages.map((a) => [a.text, a.late])).toEqual([['12 秒', false], ['迟 6 分', true], ['待接入', false]]);
  });
});
