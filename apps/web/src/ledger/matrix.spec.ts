import { describe, expect, it } from '@jest/globals';
import { type Home, homeText, matrixOf, stepOf, tenureLetter } from './matrix.js';

const home = (part: Partial<Home>): Home => ({ id: '1', unit: '1单元', room: '101', tenure: null, householdId: '7', size: 2, elders: 0, staleDays: 10, ...part });

describe('floors and units of a building', () => {
  it('keeps every home in its unit, ordered by room, and leaves gaps where a floor has fewer', () => {
    const rows = [
      { floor: 2, homes: [home({ id: 'c', unit: '2单元', room: '201' }), home({ id: 'b', room: '210' }), home({ id: 'a', room: '202' })] },
      { floor: 1, homes: [home({ id: 'd', room: '101' })] },
    ];
    const matrix = matrixOf({ unitNames: ['1单元', '2单元'], rows });
    expect(matrix.units).toEqual([{ name: '1单元', columns: 2 }, { name: '2单元', columns: 1 }]);
    expect(matrix.floors.map((floor) => floor.cells.map((cell) => cell?.id ?? null))).toEqual([['a', 'b', 'c'], ['d', null, null]]);
  });

  it('grades by the last confirmation; nobody there has no grade', () => {
    expect([0, 30, 31, 90, 91, 180, 181].map((staleDays) => stepOf(home({ staleDays })))).toEqual(['fresh', 'fresh', 'ok', 'ok', 'old', 'old', 'older']);
    expect(stepOf(home({ staleDays: null }))).toBe('older');
    expect(stepOf(home({ householdId: null, size: 0, staleDays: null }))).toBe('none');
  });

  it('marks rented and vacant homes by a letter', () => {
    expect(tenureLetter(home({ tenure: '出租' }))).toBe('租');
    expect(tenureLetter(home({ tenure: '自住' }))).toBe('');
    expect(tenureLetter(home({ householdId: null, size: 0 }))).toBe('空');
  });

  it('says a cell as a sentence', () => {
    expect(homeText(home({ tenure: '出租', elders: 1 }))).toBe('1单元 101 室，出租，2 人，60 岁以上 1 人，10 天前核实');
    expect(homeText(home({ size: 0, householdId: null, staleDays: null }))).toBe('1单元 101 室，无人居住');
  });
});
