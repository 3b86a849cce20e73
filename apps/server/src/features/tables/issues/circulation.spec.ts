import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type IssueAction, ISSUE_STATES, type IssueState } from '#contracts';
import { allowedSteps, type FileState, NEXT, waitsFor } from './circulation.rules.js';

const NOBODY = { preparer: false, mayCheck: false, mayApprove: false };
const states = fc.constantFrom(...(Object.keys(ISSUE_STATES) as IssueState[]));
const files = fc.constantFrom<FileState>('running', 'done', 'failed');
const callers = fc.record({ preparer: fc.boolean(), mayCheck: fc.boolean(), mayApprove: fc.boolean() });

describe('circulation', () => {
  it('goes from desk to desk', () => {
    const worker = { ...NOBODY, preparer: true, mayCheck: true };
    const secretary = { ...NOBODY, mayCheck: true, mayApprove: true };
    expect(allowedSteps('prepared', true, 'done', worker)).toEqual(['withdraw']);
    expect(allowedSteps('prepared', true, 'done', secretary)).toEqual(['check', 'return']);
    expect(allowedSteps('checked', true, 'done', secretary)).toEqual(['approve', 'return']);
    expect(allowedSteps('checked', true, 'running', secretary)).toEqual(['return']);
    expect(allowedSteps('approved', true, 'done', worker)).toEqual(['issue']);
    expect(allowedSteps('returned', true, 'done', worker)).toEqual(['resubmit', 'withdraw']);
  });

  it('lets the preparer of numbers alone do every step, of names none of the others’', () => {
    const all = { preparer: true, mayCheck: true, mayApprove: true };
    expect([allowedSteps('prepared', false, 'done', all), allowedSteps('checked', false, 'done', all)]).toEqual([['check', 'return', 'withdraw'], ['approve', 'return', 'withdraw']]);
    expect([allowedSteps('prepared', true, 'done', all), allowedSteps('checked', true, 'done', all)]).toEqual([['withdraw'], ['withdraw']]);
  });

  it('never lets anybody check or approve their own list of names, nor a stranger do anything, nor anything follow the end', () => {
    fc.assert(
      fc.property(states, fc.boolean(), files, callers, (state, personal, file, caller) => {
        const steps = allowedSteps(state, personal, file, caller);
        if (personal && caller.preparer) expect(steps.filter((step) => ['check', 'approve', 'return'].includes(step))).toEqual([]);
        if (!caller.preparer && !caller.mayCheck && !caller.mayApprove) expect(steps).toEqual([]);
        if (state === 'issued' || state === 'withdrawn') expect(steps).toEqual([]);
        if (file !== 'done') expect(steps.filter((step) => step === 'approve' || step === 'issue')).toEqual([]);
        expect(new Set(steps).size).toBe(steps.length);
      }),
    );
  });

  it('reaches its end only through a check and an approval', () => {
    const walk = (state: IssueState, taken: readonly IssueAction[], depth: number): void => {
      if (state === 'issued') {
        const sinceFrozen = taken.slice(taken.lastIndexOf('resubmit') + 1);
        expect(sinceFrozen).toEqual(['check', 'approve', 'issue']);
        return;
      }
      if (depth === 0) return;
      for (const step of new Set([...allowedSteps(state, true, 'done', { ...NOBODY, preparer: true }), ...allowedSteps(state, true, 'done', { ...NOBODY, mayCheck: true, mayApprove: true })])) walk(NEXT[step], [...taken, step], depth - 1);
    };
    walk('prepared', [], 8);
  });

  it('waits for a hand that can move it on', () => {
    expect([waitsFor('prepared', ['withdraw']), waitsFor('prepared', ['check', 'return']), waitsFor('approved', ['return']), waitsFor('approved', ['issue'])]).toEqual([false, true, false, true]);
  });
});
