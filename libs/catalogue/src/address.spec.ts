import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AddressParts, formatAddress, parseAddress } from './index.js';

const parts = (raw: string) => Object.fromEntries(Object.entries(parseAddress(raw)).filter(([, value]) => value !== null && value !== ''));
const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

describe('address', () => {
  it.each<[string, Partial<AddressParts>]>([
    ['幸福里小区3号楼2单元302室', { estate: '幸福里小区', building: '3', unit: '2', room: '302' }],
    ['桂花苑3栋302', { estate: '桂花苑', building: '3', room: '302' }],
    ['清河路8号院5-2-401', { road: '清河路', doorplate: '8号院', building: '5', unit: '2', room: '401' }],
    ['1#楼301', { building: '1', room: '301' }],
    ['1#301', { building: '1', room: '301' }],
    ['幸福里三号楼二单元302', { estate: '幸福里', building: '3', unit: '2', room: '302' }],
    ['幸福里十二栋一百零一室', { estate: '幸福里', building: '12', room: '101' }],
    [wide('幸福里3号楼2-302'), { estate: '幸福里', building: '3', unit: '2', room: '302' }],
    ['幸福里 3 号楼 302', { estate: '幸福里', building: '3', room: '302' }],
    ['桂花苑5—401', { estate: '桂花苑', building: '5', room: '401' }],
    ['某某省云川市东湖区清河街道幸福社区清河路8号幸福里小区A座12层1203室', { region: '某某省云川市东湖区', street: '清河街道', community: '幸福社区', road: '清河路', doorplate: '8号', estate: '幸福里小区', building: 'A', floor: '12', room: '1203' }],
    ['清河路8号', { road: '清河路', doorplate: '8号' }],
    ['清河路12弄3号楼402室', { road: '清河路', doorplate: '12弄', building: '3', room: '402' }],
    ['幸福里3栋2单元302室(车库)', { estate: '幸福里', building: '3', unit: '2', room: '302', rest: '(车库)' }],
    ['幸福里', { estate: '幸福里' }],
    ['3号楼', { building: '3' }],
    ['', {}],
  ])('reads %s', (raw, expected) => {
    expect(parts(raw)).toEqual(expected);
  });

  const number = fc.integer({ min: 1, max: 99 }).map(String);
  const some = fc.record({
    road: fc.option(fc.constantFrom('清河路', '柳巷', '人民大街')),
    doorplate: fc.option(number.map((n) => `${n}号院`)),
    estate: fc.option(fc.constantFrom('幸福里小区', '桂花苑', '东风新村')),
    building: number,
    unit: fc.option(number),
    floor: fc.option(number),
    room: fc.integer({ min: 101, max: 3299 }).map(String),
  });
  it('reads back what it writes', () => {
    fc.assert(fc.property(some, (given) => {
      // A road without a door plate can't be told from the estate's name behind it (街心花园).
      const plated = given.road !== null && given.doorplate !== null;
      const whole: AddressParts = { region: null, street: null, community: null, rest: '', ...given, road: plated ? given.road : null, doorplate: plated ? given.doorplate : null };
      expect(parseAddress(formatAddress(whole))).toEqual(whole);
    }));
  });
  it('reads the same whatever the width, the blanks and the word for a building', () => {
    fc.assert(fc.property(some, fc.constantFrom('号楼', '栋', '幢', '#楼'), fc.boolean(), (given, word, full) => {
      const text = `${given.estate ?? ''}${given.building}${word}${given.unit === null ? '' : `${given.unit}单元`} ${given.room}室`;
      expect(parseAddress(full ? wide(text) : text)).toMatchObject({ estate: given.estate, building: given.building, unit: given.unit, room: given.room, rest: '' });
    }));
  });
  it('loses no letter and never throws', () => {
    const unit = fc.constantFrom(...'幸福里小区3号楼2单元302室清河路院栋幢座-#一二十层门弄A街道社区省市');
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit })), (raw) => {
      const read = parseAddress(raw);
      const kept = Object.values(read).join('');
      const letters = [...raw.slice(0, 100)].filter((sign) => /[\p{Script=Han}]/u.test(sign) && !/[〇零一二两三四五六七八九十百号楼栋幢座单元门层室房户]/u.test(sign));
      expect(letters.filter((sign) => !kept.normalize('NFKC').includes(sign.normalize('NFKC')))).toEqual([]);
    }), { numRuns: 1000 });
  });
});
