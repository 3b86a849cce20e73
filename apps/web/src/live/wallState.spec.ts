import { describe, expect, it } from '@jest/globals';
import type { AlarmCard, FeedEntry, Frame, JoinAck, WallSnapshot } from '#contracts';
import { TICKER_MAX, applyAck, applyFeed, applyFrame, emptyState, headAsksRejoin, isAnotherLife } from './wallState.js';

const street = { code: '000000001', name: '河滨街道', level: 'street' as const, parent: null };

function card(id: string, change: Partial<AlarmCard> = {}): AlarmCard {
  return {
    id, code: id, kind: 'sos', kindText: '一键求助', priority: 'P1', state: 'QUEUED', stateText: '待受理', version: 1,
    area: street.code, communityName: null, gridName: null, place: '阳光花园 6号楼', buildingCode: null, location: null,
    occurredAt: '2026-11-22T11:36:12Z', receivedAt: '2026-11-22T11:36:12Z', claimedAt: null, holder: null, limitS: 15,
    signals: 1, lastSignalAt: '2026-11-22T11:36:12Z', sourceKind: 'elder', late: false, ...change,
  };
}

function entry(seq: number, prev: number, alarm?: AlarmCard): FeedEntry {
  const base = { seq, prev, type: 'case.reported', id: String(seq), level: 'info' as const, area: street.code, community: '和平' };
  const rest = { at: '2026-11-22T11:36:12Z', title: '楼道堆物', state: '已派单', source: 'grid' as const };
  return { ...base, ...rest, ...(alarm ? { alarm } : {}) };
}

const frame: Frame = { area: street.code, version: 5, asOf: '', day: '', values: { 'LED-01': 10, 'CASE-01': 1 }, children: { a: { 'CASE-02': 3 } } };

function ack(change: Partial<JoinAck> = {}): JoinAck {
  const snapshot: WallSnapshot = { area: street, path: [street], children: [], frame, alarms: [card('a1')], ticker: [entry(9, 8), entry(10, 9)], serverNow: '' };
  return { epoch: 'e1', seq: 10, snapshot, missed: [], ...change };
}

const joined = applyAck(emptyState(), ack());

describe('join', () => {
  it('takes a snapshot whole, newest entry first', () => {
    expect(joined.seq).toBe(10);
    expect(joined.ticker.map((e) => e.seq)).toEqual([10, 9]);
    expect([...joined.alarms.keys()]).toEqual(['a1']);
  });
  it('adds exactly what was missed, in order and once', () => {
    const state = applyAck(joined, ack({ snapshot: null, seq: 12, missed: [entry(12, 11), entry(10, 9), entry(11, 10)] }));
    expect(state.seq).toBe(12);
    expect(state.ticker.map((e) => e.seq)).toEqual([12, 11, 10, 9]);
  });
});

describe('feed', () => {
  it('drops what it already holds and finds a hole', () => {
    expect(applyFeed(joined, entry(10, 9)).verdict).toBe('duplicate');
    expect(applyFeed(joined, entry(13, 12))).toEqual({ state: joined, verdict: 'hole' });
    expect(applyFeed(emptyState(), entry(1, 0)).verdict).toBe('hole');
  });
  it('keeps the open alarms by id', () => {
    const raised = applyFeed(joined, entry(11, 10, card('a2'))).state;
    expect(raised.alarms.size).toBe(2);
    const done = applyFeed(raised, entry(12, 11, card('a1', { state: 'RESOLVED', version: 2 }))).state;
    expect([...done.alarms.keys()]).toEqual(['a2']);
    const old = applyFeed(done, entry(13, 12, card('a2', { version: 0, state: 'CLOSED' }))).state;
    expect(old.alarms.get('a2')?.state).toBe('QUEUED');
  });
  it('stays bounded', () => {
    let state = joined;
    for (let seq = 11; seq < 200; seq += 1) state = applyFeed(state, entry(seq, seq - 1)).state;
    expect(state.ticker).toHaveLength(TICKER_MAX);
    expect(state.ticker[0]?.seq).toBe(199);
  });
});

describe('frame', () => {
  it('changes only the keys it carries', () => {
    const next = applyFrame(joined, { ...frame, version: 6, values: { 'CASE-01': 2 }, children: { b: { 'CASE-02': 4 } } });
    expect(next.frame?.values).toEqual({ 'LED-01': 10, 'CASE-01': 2 });
    expect(next.frame?.children).toEqual({ a: { 'CASE-02': 3 }, b: { 'CASE-02': 4 } });
  });
  it('ignores an older version and another area', () => {
    expect(applyFrame(joined, { ...frame, values: {} })).toBe(joined);
    expect(applyFrame(joined, { ...frame, version: 9, area: 'x' })).toBe(joined);
  });
});

describe('another life', () => {
  it('is told from a small step back', () => {
    const state = applyFrame(joined, { ...frame, version: 500 });
    expect(isAnotherLife(state, { ...frame, version: 498 })).toBe(false);
    expect(isAnotherLife(state, { ...frame, version: 1 })).toBe(true);
    expect(isAnotherLife(state, { ...frame, version: 1, area: 'x' })).toBe(false);
  });
});

describe('head', () => {
  it('asks to join again when behind or in another life', () => {
    expect(headAsksRejoin(joined, { seq: 10, at: '', epoch: 'e1' })).toBe(false);
    expect(headAsksRejoin(joined, { seq: 11, at: '', epoch: 'e1' })).toBe(true);
    expect(headAsksRejoin(joined, { seq: 10, at: '', epoch: 'e2' })).toBe(true);
  });
});
