import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import demo from '#data/demo-street.json' with { type: 'json' };
import { open } from '#platform';
import { useTestKeys } from '#testing';
import { cut } from './buildings.js';
import { checkPeople } from './check-people.js';
import { generateStreet, mapExtras, planStreets, TABLE_COLUMNS, TABLE_NAMES, tuplesOf } from './index.js';

const NOW = Date.parse('2026-11-24T04:00:00Z');
useTestKeys();
const rows = generateStreet('small', 1, NOW);
/** Cells as they mean: the same text is sealed to other bytes each time. */
const meant = (tuples: readonly (readonly unknown[])[]) => tuples.map((tuple) => tuple.map((cell) => (Buffer.isBuffer(cell) ? (cell.length === 16 ? cell.toString('hex') : open(cell)) : cell)));
const near = (value: number, target: number, share = 0.03) => expect(Math.abs(value - target) / target).toBeLessThanOrEqual(share);

function sumsOf(sizes: readonly number[], runs: readonly number[]): number[] {
  const sums: number[] = [];
  runs.forEach((run, at) => (sums[run] = (sums[run] ?? 0) + (sizes[at] ?? 0)));
  return sums;
}

/** Every way to cut a row of `length`, one bit per gap. */
function allCuts(length: number): number[][] {
  return Array.from({ length: 2 ** (length - 1) }, (_, bits) => {
    let run = 0;
    return Array.from({ length }, (_unused, at) => (at > 0 && (bits >> (at - 1)) & 1 ? ++run : run));
  });
}

describe('the demo street', () => {
  it('has the size demo-street.json names', () => {
    const scale = demo.scale.small;
    expect(rows.household).toHaveLength(scale.households);
    near(rows.person.length, scale.people);
    near(rows.person_tag.filter((tag) => tag.tag === 'elder_60').length, scale.elders60);
    expect(rows.org).toHaveLength(scale.shops);
    expect(rows.grid_staff).toHaveLength(scale.gridWorkers);
    expect(rows.volunteer).toHaveLength(scale.volunteers);
    expect(rows.device).toHaveLength(scale.devices);
  });

  it('carries the names of demo-street.json', () => {
    expect(rows.area[0]).toMatchObject({ code: demo.code, name: demo.street, level: 'street' });
    for (const community of demo.communities.slice(0, 4)) {
      expect(rows.area.find((area) => area.code === community.code)?.name).toBe(community.name);
      for (const estate of community.estates) expect(rows.estate.map((item) => item.name)).toContain(estate);
      expect(rows.area.filter((area) => area.level === 'grid' && area.code.startsWith(community.code))).toHaveLength(6);
    }
    expect(rows.area.filter((area) => area.code === `${demo.code}000`)).toMatchObject([{ name: '未定位', is_leaf: 1 }]);
  });

  it('has micro-grids of 30 to 100 households and all nine kinds of small places', () => {
    const homes = new Map<number, number>();
    for (const household of rows.household) homes.set(household.area_id, (homes.get(household.area_id) ?? 0) + 1);
    for (const count of homes.values()) expect(count >= 30 && count <= 100).toBe(true);
    expect(new Set(rows.org.map((org) => org.small_place)).size).toBe(9);
  });

  it('does not contradict itself in sealed columns', () => {
    expect(checkPeople(rows.person)).toEqual([]);
  });

  it('gives every table unique ids, known columns and areas that exist', () => {
    const paths = new Map(rows.area.map((area) => [area.id, area.path]));
    for (const table of TABLE_NAMES) {
      const ids = rows[table].flatMap((row) => ('id' in row ? [row.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
      for (const row of rows[table]) {
        expect(Object.keys(row).sort()).toEqual([...TABLE_COLUMNS[table]].sort());
        if ('area_path' in row) expect(paths.get(row.area_id)).toBe(row.area_path);
      }
      expect(tuplesOf(rows, table)).toHaveLength(rows[table].length);
    }
  });

  it('is the same street for the same seed and another for another', () => {
    const again = generateStreet('small', 1, NOW);
    expect(meant(tuplesOf(again, 'person'))).toEqual(meant(tuplesOf(rows, 'person')));
    expect(again.device).toEqual(rows.device);
    expect(generateStreet('small', 2, NOW).person[0]?.name).not.toBe(rows.person[0]?.name);
  });

  it('has a place of its own for each street of a district', () => {
    const plans = planStreets('district');
    expect(plans).toHaveLength(16);
    expect(new Set(plans.map((plan) => plan.code)).size).toBe(16);
    expect(new Set(plans.flatMap((plan) => plan.communities.map((item) => item.name))).size).toBe(16 * 12);
    expect(new Set(plans.map((plan) => `${plan.shift.lon}/${plan.shift.lat}`)).size).toBe(16);
    expect(mapExtras('district')).toHaveLength(16);
  });

  it('cuts any row of entrances into runs in order, within 33 to 96 homes wherever that can be done', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 12, max: 54 }), { minLength: 1, maxLength: 9 }), (sizes) => {
        const runs = cut(sizes, 58);
        expect(runs).toHaveLength(sizes.length);
        expect(runs[0]).toBe(0);
        runs.forEach((run, at) => expect([0, 1]).toContain(run - (runs[at - 1] ?? run)));
        const inside = (cuts: readonly number[]) => sumsOf(sizes, cuts).every((sum) => sum >= 33 && sum <= 96);
        expect(inside(runs)).toBe(allCuts(sizes.length).some(inside));
      }),
    );
  });
});
