import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '#catalogue';
import { drawHousehold, HOUSEHOLD_KINDS, kindsOf } from './household-kinds.js';

const MALE = new Set(['20', '21', '22', '23', '41', '43', '51', '53', '55', '11']);
const FEMALE = new Set(['30', '31', '32', '33', '42', '44', '52', '54', '56', '12']);

describe('households', () => {
  it('have one head and kin who could be kin', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...HOUSEHOLD_KINDS), (seed, kind) => {
        const members = drawHousehold(new Random(seed), kind);
        expect(members.filter((item) => item.relation === '02')).toHaveLength(1);
        const mother = members.find((item) => item.sex === '2' && (item.relation === '02' || item.relation === '12'));
        for (const member of members) {
          expect(member.age).toBeGreaterThan(0);
          expect(member.age).toBeLessThan(105);
          if (MALE.has(member.relation)) expect(member.sex).toBe('1');
          if (FEMALE.has(member.relation)) expect(member.sex).toBe('2');
          if (member.age < 20) expect(member.marital).toBe('10');
          if (/^[23][0-4]$/.test(member.relation) && mother !== undefined) {
            expect(mother.age - member.age).toBeGreaterThanOrEqual(20);
            expect(mother.age - member.age).toBeLessThan(39);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('keep their shares whatever the seed', () => {
    const count = (seed: number) => kindsOf(new Random(seed), 24_000, false).filter((kind) => kind === 'elderAlone').length;
    expect(count(1)).toBe(2040);
    expect(count(2)).toBe(2040);
  });

  it('hold elders only where the kind says so', () => {
    for (let seed = 0; seed < 500; seed++) {
      expect(drawHousehold(new Random(seed), 'elderCouple').every((item) => item.age >= 60)).toBe(true);
      expect(drawHousehold(new Random(seed), 'oneChild').every((item) => item.age < 60)).toBe(true);
      expect(drawHousehold(new Random(seed), 'threeGenTwo').filter((item) => item.age >= 60)).toHaveLength(2);
    }
  });
});
