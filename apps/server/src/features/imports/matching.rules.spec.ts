import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseMatch, fieldOutcome, type IncomingPerson, type MatchCandidate, matchPerson } from './matching.rules.js';

const incoming: IncomingPerson = { name: '张三', birthDate: '1955-08-15', sex: '1' };
const candidate = (more: Partial<MatchCandidate> = {}): MatchCandidate => ({ id: '1', name: '张三', idNoEqual: null, phoneEqual: null, birthDate: null, sex: null, householdEqual: null, addressEqual: null, surnameFrequency: 0.07, ...more });
const verdict = (more: Partial<MatchCandidate>, person: Partial<IncomingPerson> = {}) => matchPerson({ ...incoming, ...person }, candidate(more)).verdict;

describe('matching', () => {
  it('takes an equal id and name for the same person, with the reasons', () => {
    const match = matchPerson(incoming, candidate({ idNoEqual: true, birthDate: '1955-08-15', sex: '1' }));
    expect([match.verdict, match.question, match.reasons.map((reason) => reason.text)]).toEqual(['same', null, ['身份证号相同', '姓名相同(常见姓)', '出生日期相同', '性别相同']]);
    expect(match.score).toBeCloseTo(match.reasons.reduce((sum, reason) => sum + reason.weight, 0), 1);
  });
  it('never settles an equal id with another name in silence', () => {
    expect(matchPerson(incoming, candidate({ idNoEqual: true, name: '李四', birthDate: '1955-08-15', sex: '1', phoneEqual: true, householdEqual: true, addressEqual: true }))).toMatchObject({ verdict: 'likely', question: expect.stringContaining('姓名不同') });
    expect(matchPerson(incoming, candidate({ idNoEqual: true, name: '张珊' }))).toMatchObject({ verdict: 'likely' });
  });
  it('asks when everything but the id agrees', () => {
    expect(matchPerson(incoming, candidate({ idNoEqual: false, birthDate: '1955-08-15', phoneEqual: true, addressEqual: true }))).toMatchObject({ verdict: 'likely', question: expect.stringContaining('录错') });
    expect(verdict({ idNoEqual: false, birthDate: '1960-01-01' })).toBe('different');
  });
  it('weighs without ids: name alone is not enough, with birth date and phone it is', () => {
    expect([verdict({ birthDate: '1990-01-01' }), verdict({ birthDate: '1955-08-15' }), verdict({ birthDate: '1955-08-15', phoneEqual: true })]).toEqual(['different', 'same', 'same']);
    expect([verdict({}), verdict({ name: '李四', birthDate: '1955-08-15', addressEqual: true })]).toEqual(['likely', 'likely']);
  });
  it('counts a rare surname for more and a former name for nearly as much', () => {
    const score = (more: Partial<MatchCandidate>) => matchPerson(incoming, candidate(more)).score;
    expect(score({ surnameFrequency: 0.0001 })).toBeGreaterThan(score({ surnameFrequency: 0.09 }));
    expect(score({ name: '张新', formerName: '张三' })).toBeCloseTo(score({}) - 2);
  });
  it('does not choose between two equal candidates', () => {
    const twins = [candidate({ id: '1', birthDate: '1955-08-15' }), candidate({ id: '2', birthDate: '1955-08-15' })];
    expect(chooseMatch(incoming, twins)).toMatchObject({ candidate: { id: '1' }, rival: { id: '2' }, match: { verdict: 'likely' } });
    expect(chooseMatch(incoming, [candidate({ name: '李四' })])).toBeNull();
    expect(chooseMatch(incoming, [candidate({ id: '9', idNoEqual: true }), ...twins])).toMatchObject({ candidate: { id: '9' }, rival: null });
  });
  it('never scores lower for one more agreement, nor settles a contradiction between id and name', () => {
    const tri = fc.constantFrom(true, false, null);
    const any = fc.record({ idNoEqual: tri, phoneEqual: tri, householdEqual: tri, addressEqual: tri, name: fc.constantFrom('张三', '李四'), birthDate: fc.constantFrom('1955-08-15', '1960-01-01', null), sex: fc.constantFrom('1', '2', null), surnameFrequency: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(fc.property(any, fc.constantFrom('idNoEqual' as const, 'phoneEqual' as const, 'householdEqual' as const, 'addressEqual' as const), (more, key) => {
      const match = matchPerson(incoming, candidate(more));
      expect(matchPerson(incoming, candidate({ ...more, [key]: true })).score).toBeGreaterThanOrEqual(match.score);
      if (more.idNoEqual === true && more.name !== '张三') expect([match.verdict, match.question === null]).toEqual(['likely', false]);
      if (more.idNoEqual === false) expect(match.verdict).not.toBe('same');
    }));
  });
});

describe('outcome of a field', () => {
  it.each([
    [{ valid: false, incoming: 'x', current: null, ageDays: null, freshDays: 90 }, 'reject'],
    [{ valid: true, incoming: null, current: 'x', ageDays: 400, freshDays: 90 }, 'keep'],
    [{ valid: true, incoming: 'x', current: null, ageDays: null, freshDays: 90 }, 'create'],
    [{ valid: true, incoming: 'x', current: 'x', ageDays: 1, freshDays: 90 }, 'same'],
    [{ valid: true, incoming: 'x', current: 'y', ageDays: 91, freshDays: 90 }, 'update'],
    [{ valid: true, incoming: 'x', current: 'y', ageDays: 90, freshDays: 90 }, 'conflict'],
    [{ valid: true, incoming: 'x', current: 'y', ageDays: null, freshDays: 90 }, 'update'],
    [{ valid: true, incoming: 'x', current: 'y', ageDays: 9999, freshDays: null }, 'conflict'],
    [{ valid: true, incoming: false, current: null, ageDays: null, freshDays: null }, 'create'],
    [{ valid: true, incoming: 0, current: 0, ageDays: null, freshDays: null }, 'same'],
  ] as const)('%j is %s', (input, outcome) => {
    expect(fieldOutcome(input)).toBe(outcome);
  });
});
