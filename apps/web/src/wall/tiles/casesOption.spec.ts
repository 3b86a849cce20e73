import { describe, expect, it } from '@jest/globals';
import { cumulate, labelLift, labelShift } from './casesOption.js';

describe('cases curve', () => {
  it('cumulates hours in order and starts at zero', () => {
    const curves = cumulate([{ hour: 1, reported: 2, closed: 1 }, { hour: 0, reported: 1, closed: 0 }]);
    expect(curves.reported).toEqual([[0, 0], [1, 1], [2, 3]]);
    expect(curves.closed).toEqual([[0, 0], [1, 0], [2, 1]]);
  });
  it('moves labels apart only when they would touch', () => {
    expect(labelShift(100, 0, 100, 80, 22)).toBe(0);
    expect(labelShift(50, 50, 100, 80, 22)).toBe(11);
  });
  it('lifts labels off the axis only when they would lie on its hours', () => {
    expect(labelLift(0, 100, 80, 21)).toBe(21);
    expect(labelLift(50, 100, 80, 21)).toBe(0);
  });
});
