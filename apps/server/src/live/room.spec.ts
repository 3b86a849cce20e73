import { describe, expect, it } from '@jest/globals';
import type { FeedEntry, FeedLevel } from '#contracts';
import type { Area, StoredFeedEntry } from '../features/spine/index.js';
import { Room, SINGLE_DELIVERIES } from './room.js';

const area = { id: 1, code: 'A', path: '/1/' } as Area;
const entry = (seq: number, level: FeedLevel = 'info'): StoredFeedEntry => ({ seq, level, type: 'case.reported', id: String(seq), area: 'A', community: null, at: '', title: '', state: '', source: 'grid', streetId: 1, path: '/1/' });

function roomOf(listeners: number): { room: Room; said: [string, unknown][] } {
  const said: [string, unknown][] = [];
  return { said, room: new Room(area, 10, { emit: (event, payload) => void said.push([event, payload]), listeners: () => listeners }) };
}

describe('Room', () => {
  it('chains what it sends by its own previous entry, and hides what only the server needs', () => {
    const { room, said } = roomOf(1);
    room.push(entry(12));
    room.push(entry(15));
    room.flushFeed();
    expect(said.map(([event]) => event)).toEqual(['feed', 'feed']);
    expect(said.map(([, payload]) => [(payload as FeedEntry).prev, (payload as FeedEntry).seq])).toEqual([[10, 12], [12, 15]]);
    expect(said[0]?.[1]).not.toHaveProperty('path');
  });
  it('lets urgent alarms leave at once and in order', () => {
    const { room, said } = roomOf(1);
    room.push(entry(11));
    room.push(entry(12, 'P1'));
    expect(said.map(([, payload]) => (payload as FeedEntry).seq)).toEqual([11, 12]);
  });
  it('passes over what it has told already', () => {
    const { room, said } = roomOf(1);
    room.push(entry(10));
    room.flushFeed();
    expect(said).toEqual([]);
  });
  it('bundles only where one by one would be too many deliveries', () => {
    const { room, said } = roomOf(SINGLE_DELIVERIES);
    room.push(entry(11));
    room.push(entry(12));
    room.flushFeed();
    expect(said.map(([event]) => event)).toEqual(['feeds']);
    expect((said[0]?.[1] as FeedEntry[]).map((item) => item.prev)).toEqual([10, 11]);
  });
});
