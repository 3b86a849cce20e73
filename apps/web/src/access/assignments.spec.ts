import { describe, expect, it } from '@jest/globals';
import { assignmentBody, emptyAssignment, missingIn } from './assignments.js';

describe('an assignment as the page asks for it', () => {
  it('names what is missing', () => {
    expect(missingIn(emptyAssignment(), '2026-11-22')).toBe('请选择岗位');
    expect(missingIn({ role: 'grid_worker', area: '', until: '' }, '2026-11-22')).toBe('网格员需要选择网格');
    expect(missingIn({ role: 'secretary', area: '', until: '' }, '2026-11-22')).toBe('社区书记需要选择社区');
    expect(missingIn({ role: 'leader', area: '', until: '2026-11-21' }, '2026-11-22')).toBe('到期日不能早于今天');
    expect(missingIn({ role: 'leader', area: '', until: '2026-11-22' }, '2026-11-22')).toBeNull();
  });
  it('ends with the last day, not before it', () => {
    const body = assignmentBody({ role: 'grid_worker', area: 'G', until: '2026-12-31' });
    expect(body).toEqual({ role: 'grid_worker', area: 'G', validTo: '2026-12-31T16:00:00Z' });
    expect(assignmentBody({ role: 'leader', area: '', until: '' })).toEqual({ role: 'leader' });
  });
});
