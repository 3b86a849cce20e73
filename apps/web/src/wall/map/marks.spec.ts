import { describe, expect, it } from '@jest/globals';
import type { AlarmCard } from '#contracts';
import { layoutCallouts, textUnits } from './callouts.js';
import { readMap, ringCentre } from './mapData.js';
import type { StreetGeo } from './mapData.js';
import { calloutMarks, placeAlarms } from './marks.js';

const square = (x: number, y: number, s: number): number[][][] => [[[x, y], [x + s, y], [x + s, y + s], [x, y + s], [x, y]]];

const geo: StreetGeo = {
  type: 'FeatureCollection',
  features: [
    { type: 'Feature', properties: { kind: 'community', code: 'c1', name: '和平社区' }, geometry: { type: 'Polygon', coordinates: square(0, 0, 4) } },
    { type: 'Feature', properties: { kind: 'grid', code: 'g1', name: '第一网格', community: '和平社区' }, geometry: { type: 'Polygon', coordinates: square(0, 0, 2) } },
    {
      type: 'Feature',
      properties: { kind: 'building', code: 'b1', name: '6号楼', estate: '阳光花园', community: '和平社区', grid: '第一网格', floors: 6, height: 18 },
      geometry: { type: 'Polygon', coordinates: square(1, 1, 1) },
    },
  ],
};
const map = readMap(geo);

function card(id: string, change: Partial<AlarmCard>): AlarmCard {
  const at = '2026-11-22T11:36:12Z';
  return {
    id, code: id, kind: 'sos', kindText: '一键求助', priority: 'P3', state: 'QUEUED', stateText: '待受理', version: 1, area: 'street',
    communityName: null, gridName: null, place: '', buildingCode: null, location: null, occurredAt: at, receivedAt: at, claimedAt: null,
    holder: null, limitS: 15, signals: 1, lastSignalAt: at, sourceKind: 'elder', late: false, ...change,
  };
}

describe('map data', () => {
  it('leads names to codes and finds centres', () => {
    expect(map.buildings.get('b1')).toMatchObject({ community: 'c1', grid: 'g1', centre: [1.5, 1.5] });
    expect(ringCentre([[0, 0], [2, 0]])).toEqual([1, 0]);
  });
});

describe('marks', () => {
  it('joins alarms of one building under the worst and draws it last', () => {
    const marks = placeAlarms([card('a', { buildingCode: 'b1' }), card('b', { buildingCode: 'b1', priority: 'P1' }), card('c', { area: 'c1' }), card('d', {})], map);
    expect(marks.map((m) => [m.key, m.priority, m.count])).toEqual([['c1', 'P3', 1], ['b1', 'P1', 2]]);
    expect(calloutMarks(marks).map((m) => m.key)).toEqual(['b1']);
  });
});

describe('callouts', () => {
  it('stay inside and apart', () => {
    const bounds = { x: 0, y: 0, w: 900, h: 900 };
    const asks = [
      { key: 'a', anchor: { x: 400, y: 30 }, w: 200, h: 50 },
      { key: 'b', anchor: { x: 420, y: 40 }, w: 200, h: 50 },
    ];
    const [a, b] = layoutCallouts(asks, bounds, [], 8);
    if (!a || !b) throw new Error('two places expected');
    expect(a.y).toBeGreaterThanOrEqual(0);
    expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
  });
  it('measures mixed text', () => {
    expect(textUnits('6号楼')).toBeCloseTo(3.25 * 2.58);
  });
});
