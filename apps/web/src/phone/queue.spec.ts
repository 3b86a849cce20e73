import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { VisitReply } from '#contracts';
import { newClientId } from './clientId.js';
import { mustForget } from './dayRule.js';
import { emptyDraft, toReport } from './draft.js';
import { MemoryStore } from './phoneStore.js';
import { answered, backlog, failed, newVisit, nextToSend, onWay, type QueuedVisit, reopenable, verdictOf } from './queue.js';

const AT = '2026-11-22T02:26:00Z';
const visit = (clientId: string, owner = 'grid', household = '1') => {
  const draft = emptyDraft(household, clientId);
  return newVisit(draft, toReport(draft, AT), '6号楼 1单元 502', owner);
};
const reply = (more: Partial<VisitReply> = {}): VisitReply => ({ visitId: '9', repeat: false, outcomes: [], caseCode: null, household: null, ...more });
async function filled(...visits: ReturnType<typeof visit>[]): Promise<{ store: MemoryStore; queue: QueuedVisit[] }> {
  const store = new MemoryStore();
  for (const item of visits) await store.enqueue(item);
  return { store, queue: await store.queue() };
}

describe('the queue of visits', () => {
  it('goes out oldest first and only by who made the visits', async () => {
    const { queue } = await filled(visit('a', 'other'), visit('b'), visit('c'));
    expect(nextToSend([...queue].reverse(), 'grid')?.clientId).toBe('b');
    expect(nextToSend(queue, 'other')?.clientId).toBe('a');
    expect(nextToSend(queue, '')).toBeNull();
  });

  it('sends every visit exactly once to its end, whatever the network answers before', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.constantFrom(0, 401, 429, 500, 503), { maxLength: 4 }), { minLength: 1, maxLength: 5 }), async (failures) => {
      const { store } = await filled(...failures.map((_, at) => visit(`client-${at}`)));
      const told: string[] = [];
      const left = failures.map((list) => [...list]);
      for (let item = nextToSend(await store.queue(), 'grid'); item !== null; item = nextToSend(await store.queue(), 'grid')) {
        const status = left[Number(item.clientId.slice(7))]?.shift();
        if (status === undefined) told.push(item.clientId);
        await store.update(status === undefined ? answered(onWay(item), reply()) : failed(onWay(item), status, '稍后'));
      }
      expect(told).toEqual(failures.map((_, at) => `client-${at}`));
      expect(backlog(await store.queue())).toEqual([]);
    }));
  });

  it('stops at a clear no, keeps the reason, and goes on with the others', async () => {
    expect([400, 403, 404, 409, 422].map(verdictOf)).toEqual(Array(5).fill('refused'));
    expect([0, 408, 429, 500, 503].map(verdictOf)).toEqual(Array(5).fill('later'));
    const { store, queue } = await filled(visit('a'), visit('b'));
    await store.update(failed(onWay(queue[0] as QueuedVisit), 404, '没有找到'));
    const now = await store.queue();
    expect(now[0]).toMatchObject({ state: 'refused', message: '没有找到', attempts: 1 });
    expect(nextToSend(now, 'grid')?.clientId).toBe('b');
    expect(backlog(now)).toHaveLength(2);
  });

  it('keeps the first answer when a repeat tells nothing', () => {
    const outcomes: VisitReply['outcomes'] = [{ target: 'person:1', field: 'person.phone', outcome: 'review', message: '已登记为其他内容' }];
    const first = answered({ ...visit('a'), seq: 1 }, reply({ outcomes }));
    expect(answered(first, reply({ repeat: true })).outcomes).toEqual(outcomes);
  });

  it('gives a visit back to its card only while it never left the phone', async () => {
    const { store, queue } = await filled(visit('a'));
    expect(reopenable(queue, '1', 'grid')?.clientId).toBe('a');
    expect(reopenable(queue, '1', 'other')).toBeNull();
    await store.update(onWay(queue[0] as QueuedVisit));
    expect(reopenable(await store.queue(), '1', 'grid')).toBeNull();
  });

  it('replaces a visit saved again in its place, and takes the draft along', async () => {
    const { store } = await filled(visit('a'), visit('b', 'grid', '2'));
    await store.saveDraft(emptyDraft('1', 'a'));
    await store.enqueue({ ...visit('a'), door: '改过' });
    expect((await store.queue()).map((item) => item.door)).toEqual(['改过', '6号楼 1单元 502']);
    expect(await store.drafts()).toEqual([]);
  });
});

describe('what stays on the phone', () => {
  const stored = { owner: 'grid', categories: [], day: { day: '2026-11-22', asOf: AT, worker: '', grid: '', done: 0, households: [], fields: [] } };
  it('goes when the day has changed and nothing waits', () => {
    expect([mustForget(stored, '2026-11-22', 0), mustForget(stored, '2026-11-23', 0), mustForget(stored, '2026-11-23', 1), mustForget(null, '2026-11-23', 0)]).toEqual([false, true, false, false]);
  });
});

describe('ids of the phone', () => {
  it('are there without a secure context too', () => {
    const plain = newClientId({ getRandomValues: (array) => crypto.getRandomValues(array) });
    expect(plain).toMatch(/^[0-9a-f]{32}$/);
    expect(newClientId()).not.toBe(newClientId());
  });
});
