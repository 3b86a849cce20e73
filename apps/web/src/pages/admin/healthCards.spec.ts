import { describe, expect, it } from '@jest/globals';
import type { AdminHealth } from '#contracts';
import { healthCards } from './healthCards.js';

const reply: AdminHealth = {
  health: {
    status: 'degraded',
    database: { ok: false, engine: null, since: null, reason: '连接被拒绝' },
    journal: { ok: true, pending: 3, entries: 10, bytes: 850, maxBytes: 1000, oldestPendingAt: null },
    broker: { ok: false, kind: 'off', address: null },
  },
  sources: [], quarantine: { open: 0, newestAt: null }, recount: { at: null, differences: null }, walls: [],
  live: { feedSeq: 1, sockets: 2, epoch: 'e' }, apply: { lastBatchAt: null, applied: 0, perSecond: 0 },
};

describe('health cards', () => {
  it('warns of the journal from 80 % on and names a broken database', () => {
    const [database, journal, broker] = healthCards(reply, 0);
    expect(database).toMatchObject({ ok: false, state: '不可用', lines: ['引擎未知', '连接被拒绝'] });
    expect(journal).toMatchObject({ ok: false, state: '占用已过 80%', share: 0.85 });
    expect(broker).toMatchObject({ ok: true, state: '未启用' });
  });
});
