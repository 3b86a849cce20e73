import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import known from '#data/citizen-id.json' with { type: 'json' };
import codes from '#data/uscc.json' with { type: 'json' };
import { seal } from '#platform';
import { useTestKeys } from '#testing';
import { checkPeople } from './check-people.js';
import { checkDigitOf, citizenId, creditCode, phoneOf } from './citizen-id.js';

useTestKeys();

describe('fictional numbers', () => {
  it('agree with the examples of the standards', () => {
    for (const { id, valid } of known.fictionalExamples.filter((item) => /^\d{17}[\dX]$/.test(item.id) && item.why !== '30 February'))
      expect(checkDigitOf(id.slice(0, 17)) === id[17]).toBe(valid);
    expect(creditCode(0)).toBe(codes.fictionalExamples[0]?.code);
  });

  it('carry birth date and sex and are never the same for two orders', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 498 }), fc.constantFrom('1' as const, '2' as const), (order, sex) => {
        const id = citizenId('1955-08-15', sex, order);
        expect(id).toMatch(/^00000019550815\d{3}[\dX]$/);
        expect(checkPeople([{ code: 'P1', id_no: seal(id), phone: seal(phoneOf(order)), birth_date: '1955-08-15', sex }])).toEqual([]);
        expect(citizenId('1955-08-15', sex, order + 1)).not.toBe(id);
      }),
    );
  });

  it('give each serial its own phone in the fictional range', () => {
    const phones = Array.from({ length: 5000 }, (_, at) => phoneOf(at * 3001));
    expect(new Set(phones).size).toBe(phones.length);
    for (const phone of phones) expect(phone).toMatch(/^154\d{8}$/);
  });

  it('are found out when they contradict the row', () => {
    const id = citizenId('1955-08-15', '2', 0);
    const row = { code: 'P1', id_no: seal(id), phone: null, birth_date: '1955-08-15', sex: '2' };
    expect(checkPeople([row])).toEqual([]);
    expect(checkPeople([{ ...row, sex: '1' }])).toEqual(['P1: 身份号码与性别不符']);
    expect(checkPeople([{ ...row, birth_date: new Date('1955-08-16T00:00:00Z') }])).toEqual(['P1: 身份号码与出生日期不符']);
    expect(checkPeople([row, { ...row, code: 'P2' }])).toEqual(['P2: 身份号码与 P1 相同']);
    expect(checkPeople([{ ...row, phone: seal('13800000000') }])).toEqual(['P1: 电话不在演示号段']);
  });
});
