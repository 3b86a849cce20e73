import { describe, expect, it } from '@jest/globals';
import { chosenColumns, COLUMNS, keepChoice, readChoice } from './columns.js';

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
}

const ids = (choice: string[] | null) => chosenColumns(choice).map((column) => column.id);

describe('columns of the people list', () => {
  it('always has the name, in the order of the list whatever the order of the choice', () => {
    expect(ids(['confirmed', 'person.phone'])).toEqual(['person.name', 'person.phone', 'confirmed']);
  });

  it('falls back to the usual ones when the choice is empty or of columns that are gone', () => {
    expect(ids([])).toEqual(ids(null));
    expect(ids(['person.gone'])).toEqual(ids(null));
    expect(ids(null).length).toBeLessThan(COLUMNS.length);
  });

  it('is kept for each account apart and can be forgotten', () => {
    const storage = memory();
    keepChoice(storage, 'a', ['tags']);
    expect(readChoice(storage, 'a')).toEqual(['tags']);
    expect(readChoice(storage, 'b')).toBeNull();
    keepChoice(storage, 'a', null);
    expect(readChoice(storage, 'a')).toBeNull();
  });

  it('survives what others wrote there and a storage that refuses', () => {
    const storage = memory();
    storage.setItem('ledger.columns.a', '{broken');
    expect(readChoice(storage, 'a')).toBeNull();
    storage.setItem('ledger.columns.a', '[1]');
    expect(readChoice(storage, 'a')).toBeNull();
    const full = () => {
      throw new Error('QuotaExceededError');
    };
    expect(() => keepChoice({ setItem: full, removeItem: full }, 'a', ['tags'])).not.toThrow();
  });
});
