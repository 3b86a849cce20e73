import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldOf, FIELDS } from '#catalogue';
import { ROLE_CODES } from '#contracts';
import { maskBirthDate, maskIdNo, maskName, maskPhone, maskText } from './mask.rules.js';
import { mayGrant } from './permissions.rules.js';
import { Scope } from './scope.js';
import { mayReveal, NO_MOMENT, viewOf } from './view.rules.js';

const of = (id: string) => {
  const found = fieldOf(id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('masks', () => {
  it('cut names by code point', () => {
    expect(['张三', '欧阳修之', '买买提·艾力', '𠮷田', '李', 'Anna Bo'].map(maskName)).toEqual(['张*', '欧**', '买**', '𠮷*', '李', 'A**']);
  });
  it('never show a birth date inside an id', () => {
    expect(maskIdNo('000000198001010013')).toBe('000**************3');
    expect(maskIdNo('00000019800101003X')).toBe('000**************X');
    expect(maskIdNo('E12')).toBe('***');
    fc.assert(fc.property(fc.stringMatching(/^\d{17}[\dX]$/), (id) => maskIdNo(id).slice(3, 17) === '*'.repeat(14)));
  });
  it('keep what tells two phones apart', () => {
    expect(['15400005678', '010-82345678', '82345678', '12'].map(maskPhone)).toEqual(['154****5678', '0**-****5678', '****5678', '***']);
  });
  it('give ages as bands and hide numbers in free text', () => {
    expect([maskBirthDate(86), maskBirthDate(0)]).toEqual(['80–89 岁', '0–9 岁']);
    expect(maskText('子女电话154 0000-5678,身份证００００００198001010013')).toBe('子女电话***,身份证***');
    expect(maskText('住3号楼2单元,每月1日上门')).toBe('住3号楼2单元,每月1日上门');
  });
});

describe('views', () => {
  const seen = (role: (typeof ROLE_CODES)[number], moment = NO_MOMENT) => ['person.name', 'person.phone', 'person.live_address', 'person.birth_date', 'person.work_unit', 'person.id_no', 'person.health', 'person.sex'].map((id) => viewOf(of(id), [role], moment));
  it('are those of security.md §3.4', () => {
    expect(seen('leader')).toEqual(['masked', 'masked', 'community', 'masked', 'masked', 'absent', 'absent', 'clear']);
    expect(seen('admin')).toEqual(seen('leader'));
    expect(seen('secretary')).toEqual(['masked', 'masked', 'building', 'masked', 'clear', 'masked', 'absent', 'clear']);
    expect(seen('grid_worker')).toEqual(seen('secretary'));
    expect(seen('grid_worker', { ...NO_MOMENT, visiting: true })).toEqual(['clear', 'clear', 'clear', 'clear', 'clear', 'masked', 'absent', 'clear']);
    expect(seen('grid_worker', { visiting: true, caring: true, holding: false })[6]).toBe('clear');
    expect(seen('operator')).toEqual(Array(8).fill('absent'));
    expect(seen('operator', { ...NO_MOMENT, holding: true })).toEqual(['clear', 'clear', 'clear', 'clear', 'absent', 'absent', 'clear', 'clear']);
    expect(seen('auditor')).toEqual(['pseudonym', ...Array<string>(7).fill('absent')]);
    expect(seen('volunteer')).toEqual(Array(8).fill('absent'));
  });
  it('never give L4 without a moment, except the masked id', () => {
    for (const field of FIELDS.filter((item) => item.level === 'L4' && item.mask !== 'idNo')) for (const role of ROLE_CODES) expect([field.id, role, viewOf(field, [role], NO_MOMENT)]).toEqual([field.id, role, 'absent']);
  });
  it('stop reveals at the ceiling of the role', () => {
    const may = (role: (typeof ROLE_CODES)[number]) => ['person.phone', 'person.id_no', 'person.sex'].map((id) => mayReveal(of(id), [role], NO_MOMENT));
    expect(may('leader')).toEqual([true, false, false]);
    expect(may('secretary')).toEqual([true, true, false]);
    expect(may('grid_worker')).toEqual([true, false, false]);
    expect(may('operator')).toEqual([false, false, false]);
    expect(may('auditor')).toEqual([false, false, false]);
  });
});

describe('scope', () => {
  it('does not add roles up across areas', () => {
    const grants = [{ role: 'secretary' as const, areaId: 2, path: '/1/2/' }, { role: 'volunteer' as const, areaId: 5, path: '/1/5/' }];
    const scope = Scope.of(grants, 'ledger.list');
    expect([scope.covers('/1/2/3/'), scope.covers('/1/5/6/'), scope.covers('/1/20/')]).toEqual([true, false, false]);
    expect(scope.predicate('p.area_path')).toEqual({ sql: '(p.area_path LIKE ?)', values: ['/1/2/%'] });
    expect(Scope.of([], 'ledger.list').predicate('x')).toEqual({ sql: '1 = 0', values: [] });
  });
  it('keeps the outermost of nested areas', () => {
    expect(new Scope([{ role: 'admin', areaId: null, path: '/' }, { role: 'secretary', areaId: 2, path: '/1/2/' }]).predicate('a').values).toEqual(['/%']);
  });
  it('lets nobody grant above their own role', () => {
    expect([mayGrant('admin', 'secretary'), mayGrant('admin', 'admin'), mayGrant('secretary', 'grid_worker'), mayGrant('leader', 'leader')]).toEqual([true, true, false, false]);
  });
});
