import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Api } from './api.js';
import { type FakeServer, fakeServer } from './fake-server.spec-help.js';
import { sendAll } from './send-all.js';
import { SourceSender } from './sender.js';
import type { SimEvent } from './sim-event.js';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});
afterEach(() => server.close());

const event = (no: number, extra: Partial<SimEvent> = {}): SimEvent => ({ source: 'demo-grid', id: `e${no}`, type: 'grid.visit', at: 1000 + no, data: { no }, ...extra });
const senderOf = (batch = 100) => new SourceSender(new Api(server.url, 'admin', 'x'), 'key', undefined, batch);
const never = () => false;

describe('sender', () => {
  it('keeps events in order through refusals, 429 and 503', async () => {
    server.script.push({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { status: 500 });
    const sender = senderOf(3);
    for (let no = 0; no < 8; no++) sender.add(event(no));
    await sender.flush(never);
    expect(server.taken.map((item) => item.id)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7']);
    expect(server.batches).toEqual([3, 3, 2]);
    expect(sender.counts).toEqual({ accepted: 8, rejected: 0, dropped: 0 });
  }, 15_000);

  it('survives a server that is away and goes on when it is back', async () => {
    const { url } = server;
    const sender = senderOf();
    sender.add(event(1));
    await server.close();
    let stop = false;
    const flushing = sender.flush(() => stop);
    await new Promise((resolve) => setTimeout(resolve, 300));
    stop = true;
    await flushing;
    expect(sender.waiting).toBe(1);
    server = await fakeServer();
    expect(server.url).not.toBe(url);
  });

  it('halves a batch that is too large', async () => {
    server.script.push({ status: 413 });
    const sender = senderOf(8);
    for (let no = 0; no < 8; no++) sender.add(event(no));
    await sender.flush(never);
    expect(server.batches).toEqual([4, 4]);
    expect(server.taken).toHaveLength(8);
  });

  it('counts what the server rejects and does not offer it again, alone or among others', async () => {
    const sender = senderOf();
    sender.add(event(1));
    sender.add(event(2, { type: 'bad' }));
    await sender.flush(never);
    sender.add(event(3, { type: 'bad' }));
    await sender.flush(never);
    expect(sender.counts).toEqual({ accepted: 1, rejected: 2, dropped: 0 });
    expect(sender.waiting).toBe(0);
  });

  it('asks for the code of a reported case before it sends the result, never in one batch', async () => {
    const sender = senderOf();
    sender.add(event(1, { type: 'grid.report' }));
    sender.add(event(2, { type: 'grid.caseResult', data: { caseRef: '' }, caseOf: 'e1' }));
    sender.add(event(3));
    await sender.flush(never);
    expect(server.taken.map((item) => item.id)).toEqual(['e1', 'e2', 'e3']);
    expect(server.batches[0]).toBe(1);
    expect(server.taken[1]?.data['caseRef']).toBe('SJ-e1');
  });

  it('sets a result aside while its report is not applied, and lets others pass', async () => {
    server.applied = false;
    const sender = senderOf();
    sender.add(event(1, { type: 'grid.report' }));
    await sender.flush(never);
    sender.add(event(2, { type: 'grid.caseResult', data: { caseRef: '' }, caseOf: 'e1' }));
    sender.add(event(3));
    await sender.flush(never);
    expect(server.taken.map((item) => item.id)).toEqual(['e1', 'e3']);
    expect(sender.waiting).toBe(1);
    server.applied = true;
    await sender.flush(never, true);
    expect(server.taken.at(-1)).toMatchObject({ id: 'e2', data: { caseRef: 'SJ-e1' } });
  }, 15_000);

  it('asks with a session where the key may not, and lets others pass where nobody may', async () => {
    server.keyFate = 401;
    const sender = senderOf();
    sender.add(event(1, { type: 'grid.report' }));
    sender.add(event(2, { type: 'grid.caseResult', data: { caseRef: '' }, caseOf: 'e1' }));
    await sender.flush(never);
    expect(server.taken.map((item) => item.id)).toEqual(['e1', 'e2']);
    server.sessionFate = 403;
    sender.add(event(3, { type: 'grid.report' }));
    sender.add(event(4, { type: 'grid.caseResult', data: { caseRef: '' }, caseOf: 'e3' }));
    sender.add(event(5));
    await sender.flush(never);
    expect(server.taken.map((item) => item.id)).toEqual(['e1', 'e2', 'e3', 'e5']);
  });

  it('drops a result whose report the server never saw', async () => {
    const sender = senderOf();
    sender.add(event(2, { type: 'grid.caseResult', data: { caseRef: '' }, caseOf: 'unknown' }));
    await sender.flush(never);
    expect(sender.counts.dropped).toBe(1);
    expect(server.taken).toEqual([]);
  });
});

describe('sendAll', () => {
  it('sends every source in time order and leaves the caller’s events as they were', async () => {
    const events = [event(5), event(2), event(3, { source: 'demo-elder', type: 'device.heartbeat' }), event(1, { type: 'grid.report' }), event(9, { type: 'grid.caseResult', data: { caseRef: '' }, caseOf: 'e1' })];
    const counts = await sendAll(server.url, 'key', events, { batch: 2 });
    expect(counts).toEqual({ accepted: 5, rejected: 0, dropped: 0 });
    expect(server.taken.filter((item) => item.source === 'demo-grid').map((item) => item.id)).toEqual(['e1', 'e2', 'e5', 'e9']);
    expect(events[4]).toMatchObject({ caseOf: 'e1', data: { caseRef: '' } });
  });
});
