import { describe, expect, it } from '@jest/globals';
import type { AlarmCard } from '#contracts';
import { boardRows, deskOrder } from '../alarmBoard.js';
import { NO_MEMORY, nextTakeover } from './takeover.js';

const T0 = Date.parse('2026-11-22T11:36:00Z');

function card(id: string, atS: number, change: Partial<AlarmCard> = {}): AlarmCard {
  const at = new Date(T0 + atS * 1000).toISOString();
  return {
    id, code: id, kind: 'sos', kindText: '一键求助', priority: 'P1', state: 'QUEUED', stateText: '待受理', version: 1, area: 's',
    communityName: null, gridName: null, place: '', buildingCode: null, location: null, occurredAt: at, receivedAt: at, claimedAt: null,
    holder: null, limitS: 15, signals: 1, lastSignalAt: at, sourceKind: 'elder', late: false, ...change,
  };
}

const mapOf = (...cards: AlarmCard[]): Map<string, AlarmCard> => new Map(cards.map((c) => [c.id, c]));

describe('takeover', () => {
  it('shows the newest unanswered P1 and counts the others', () => {
    const now = T0 + 60_000;
    const got = nextTakeover(mapOf(card('a', 0), card('b', 5), card('c', 9, { priority: 'P2' })), NO_MEMORY, now);
    expect(got).toMatchObject({ alarm: { id: 'b' }, others: 1, returnsAt: null });
  });
  it('holds ten seconds after the claim, then returns', () => {
    const claimed = mapOf(card('a', 0, { state: 'CLAIMED', claimedAt: new Date(T0 + 12_000).toISOString() }));
    const memory = { ...NO_MEMORY, shownId: 'a' };
    expect(nextTakeover(claimed, memory, T0 + 20_000)?.returnsAt).toBe(T0 + 22_000);
    expect(nextTakeover(claimed, memory, T0 + 22_000)).toBeNull();
    // Never shown on this screen: a claimed alarm does not take the wall.
    expect(nextTakeover(claimed, NO_MEMORY, T0 + 13_000)).toBeNull();
  });
  it('stays away while paused, but not for a newer one', () => {
    const memory = { shownId: null, pausedAt: T0 + 10_000, pausedUntil: T0 + 40_000 };
    expect(nextTakeover(mapOf(card('a', 0)), memory, T0 + 20_000)).toBeNull();
    expect(nextTakeover(mapOf(card('a', 0)), memory, T0 + 41_000)?.alarm.id).toBe('a');
    expect(nextTakeover(mapOf(card('a', 0), card('b', 15)), memory, T0 + 20_000)?.alarm.id).toBe('b');
  });
});

describe('board', () => {
  it('shows the oldest wait of each priority', () => {
    const rows = boardRows([card('a', 9), card('b', 3), card('c', 1, { state: 'CLAIMED' }), card('d', 0, { priority: 'P4', state: 'SHELVED' })]);
    expect(rows[0]).toMatchObject({ priority: 'P1', count: 3, waiting: 2, handled: 1, shown: { id: 'b' } });
    expect(rows[3]).toMatchObject({ count: 1, waiting: 0, shelved: 1, shown: null });
  });
  it('orders the desk by priority, deadline, arrival', () => {
    const order = deskOrder([card('late', 9), card('p3', 0, { priority: 'P3' }), card('tight', 12, { limitS: 5 }), card('first', 3)]);
    expect(order.map((a) => a.id)).toEqual(['tight', 'first', 'late', 'p3']);
  });
});
