import { describe, expect, it } from '@jest/globals';
import { FIELDS } from '#catalogue';
import { type Role, type ShareLevel, TABLE_ENTITIES, type TableDefinition } from '#contracts';
import { columnState } from '../rights.js';
import { checkShareable, checkSize, columnsAt, MOST_PEOPLE } from './share.rules.js';

const LEVELS: readonly ShareLevel[] = ['L1', 'L2', 'L3'];
const SHARERS: readonly Role[] = ['leader', 'admin', 'secretary'];
const list = (more: Partial<TableDefinition> = {}): TableDefinition => ({ entity: 'person', columns: [], filters: [], groupBy: [], aggregates: [], ...more });
const codeOf = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('what leaves by a share', () => {
  it.each(LEVELS)('at %s no field above it, of whatever table and for whoever shares', (most) => {
    const level = new Map(FIELDS.map((field) => [field.id, field.level]));
    for (const entity of TABLE_ENTITIES)
      for (const role of SHARERS) {
        const columns = FIELDS.map((field) => field.id);
        const { shown, withheld } = columnsAt(list({ entity, columns }), most, [role]);
        expect(shown.length + withheld.length).toBeGreaterThanOrEqual(columns.length);
        for (const id of shown) {
          expect([id, (level.get(id) ?? 'L4') <= most]).toEqual([id, true]);
          // Personal and unmasked would take a second person in a file.
          if (level.get(id) === 'L3' && id !== 'person.tags') expect([id, columnState(id, [role])]).toEqual([id, 'masked']);
        }
      }
  });

  it('the columns nobody asked for are judged like the others', () => {
    expect(columnsAt(list(), 'L2', ['leader'])).toEqual({ shown: ['person.community', 'person.grid', 'person.sex', 'person.age'], withheld: ['姓名', '联系电话', '现住址', '人员标签'] });
  });

  it('nothing where no column is left, a condition is sensitive, or a group is above the level', () => {
    expect(codeOf(() => checkShareable(list({ columns: ['person.name'] }), 'L2', ['leader']))).toBe('SHARE_NOTHING');
    expect(codeOf(() => checkShareable(list({ columns: ['person.name'] }), 'L3', ['leader']))).toBeNull();
    expect(codeOf(() => checkShareable(list({ filters: [{ field: 'person.health', op: 'not_null' }] }), 'L3', ['leader']))).toBe('SHARE_SENSITIVE');
    const grouped = (group: string): TableDefinition => list({ groupBy: [group], aggregates: [{ fn: 'count' }] });
    expect(LEVELS.map((most) => codeOf(() => checkShareable(grouped('household.low_income_type'), most, ['leader'])))).toEqual(['SHARE_GROUP', 'SHARE_GROUP', null]);
    expect(LEVELS.map((most) => codeOf(() => checkShareable(grouped('person.health'), most, ['leader'])))).toEqual(['SHARE_GROUP', 'SHARE_GROUP', 'SHARE_GROUP']);
  });

  it('no list of people beyond its limit; statistics and things have none', () => {
    expect([codeOf(() => checkSize(list(), MOST_PEOPLE)), codeOf(() => checkSize(list(), MOST_PEOPLE + 1)), codeOf(() => checkSize(list({ entity: 'household' }), MOST_PEOPLE + 1))]).toEqual([null, 'SHARE_TOO_MANY', 'SHARE_TOO_MANY']);
    expect([codeOf(() => checkSize(list({ aggregates: [{ fn: 'count' }] }), MOST_PEOPLE + 1)), codeOf(() => checkSize(list({ entity: 'event' }), MOST_PEOPLE + 1))]).toEqual([null, null]);
  });
});
