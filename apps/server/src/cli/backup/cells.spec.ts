import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCell, encodeCell, type Cell } from './cells.js';

const wire = (cell: Cell): Cell => JSON.parse(JSON.stringify(cell)) as Cell;

describe('cells of a backup', () => {
  it('come back as they were', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)), fc.constant(null)), (value) => Object.is(decodeCell(wire(encodeCell(value))), value)));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => Buffer.from(bytes).equals(decodeCell(wire(encodeCell(Buffer.from(bytes)))) as Buffer)));
  });

  it('keep instants to the millisecond', () => {
    expect(decodeCell(wire(encodeCell(new Date('2026-11-23T01:02:03.004Z'))))).toBe('2026-11-23 01:02:03.004');
  });
});
