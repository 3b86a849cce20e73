import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copiedFormula, coverage, mapReferences, referencesOf } from './formulas.js';
import { type Insertion, movedFormula } from './insertion.js';

const THREE: Insertion = { sheet: '名 单', at: 8, count: 3, sample: 7, first: 5, last: 8 };
const ONE: Insertion = { sheet: '名 单', at: 6, count: 3, sample: 5, first: 5, last: 5 };

describe('references of a formula', () => {
  it.each([
    ['SUM(B5:B8)', 'SUM(B5:B11)'],
    ['SUM($B$5:$B$8)+B9', 'SUM($B$5:$B$11)+B12'],
    ['B4&"B9"&B9', 'B4&"B9"&B12'],
    ['LOG10(B9)+A1B9', 'LOG10(B12)+A1B9'],
    ["'名 单'!B9+别的!B9", "'名 单'!B12+别的!B9"],
    ['[1]名单!B9', '[1]名单!B9'],
    ["'[1]名 单'!B9", "'[1]名 单'!B9"],
    ['表1[[#This Row],[B9]]', '表1[[#This Row],[B9]]'],
    ['SUM(B:B)+SUM(9:9)+SUM(5:8)', 'SUM(B:B)+SUM(12:12)+SUM(5:11)'],
    ['SUM(B8:B5)', 'SUM(B11:B5)'],
    ['IF(A9>1E5,"=A9",#REF!)', 'IF(A12>1E5,"=A9",#REF!)'],
    ['COUNTIF($B$5:$B$8,"男")', 'COUNTIF($B$5:$B$11,"男")'],
    ['SUM(B1:B1048576)', 'SUM(B1:B1048576)'],
  ])('%s reads %s after three rows were put in', (formula, moved) => {
    expect(movedFormula(THREE, formula, '名 单', 9)).toBe(moved);
  });
  it('under a single row grow sums of it, but not sums across it or formulas in it', () => {
    const read = (formula: string, row: number) => movedFormula(ONE, formula, '名 单', row);
    expect([read('SUM(C5:C5)', 6), read('SUM(B5:F5)', 5), read('C5', 6), read('SUM(C2:C3)', 6)]).toEqual(['SUM(C5:C8)', 'SUM(B5:F5)', 'C5', 'SUM(C2:C3)']);
  });
  it('of another sheet move only where they name the one that grew', () => {
    expect(movedFormula(THREE, "SUM('名 单'!G5:G8)+G9", '汇总', null)).toBe("SUM('名 单'!G5:G11)+G9");
  });
  it('are copied relative to their cell', () => {
    expect([copiedFormula('A4+1', 2, 0), copiedFormula('$A$4+A$4+$A4', 2, 1), copiedFormula('A1', -1, 0), copiedFormula("汇总!A4&\"A4\"", 1, 1)]).toEqual(['A6+1', '$A$4+B$4+$A6', '#REF!', "汇总!B5&\"A4\""]);
  });
  it('are left alone by a map that changes nothing', () => {
    const piece = fc.constantFrom('A1', '$B$2:C3', 'SUM(', ')', '"x""A1"', "'a''b'!D4", '表[列]', '+', ',', '3:4', 'C:D', '1.5E+3', 'TRUE', '{1,2;3}', '#N/A', '名称', ' ', '甲!A1:B2', '%');
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const formula = pieces.join('');
      expect(mapReferences(formula, (reference) => reference)).toBe(formula);
    }));
  });
  it('tell which cells they cover', () => {
    expect(referencesOf('SUM(B2:A1)+C:C').map(coverage)).toEqual([{ top: 1, bottom: 2, left: 0, right: 1 }, { top: 1, bottom: 1_048_576, left: 2, right: 2 }]);
  });
});
