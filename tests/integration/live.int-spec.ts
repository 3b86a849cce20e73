import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlarmDetail } from '#contracts';
import { TINY, WallClient, waitFor } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: server, MySQL, sockets. */
describe('live', () => {
  let server: TestServer;
  let leader: string;
  beforeAll(async () => {
    server = await startTestServer();
    leader = await server.signIn('leader');
  });
  afterAll(() => server.stop());

  const elsewhere = () => server.events.report({ place: { areaCode: TINY.otherGrid } });

  it('gives a client that saw an empty street what came since, from the first entry on', async () => {
    const client = await WallClient.connect(server.url, leader);
    const first = await client.join(TINY.street);
    expect(first.seq).toBe(0);
    client.close();
    await server.apply([elsewhere()]);
    const again = await WallClient.connect(server.url, leader);
    const ack = await again.join(TINY.street, { epoch: first.epoch, lastSeq: 0 });
    expect([ack.snapshot, ack.missed[0]?.seq, again.holes]).toEqual([null, 1, 0]);
    again.close();
  });

  it('gives a picture first, then every entry without a hole, in each room with its own chain', async () => {
    const [street, community] = await Promise.all([WallClient.connect(server.url, leader), WallClient.connect(server.url, leader)]);
    const ack = await street.join(TINY.street);
    expect(ack.snapshot).toMatchObject({ area: { code: TINY.street }, frame: { values: { 'LED-01': 3 } } });
    await community.join(TINY.community);
    const events = [server.events.report(), elsewhere(), server.events.report(), elsewhere(), server.events.report()];
    for (const event of events) await server.apply([event]);
    await waitFor('the feed', () => street.feed.length === 5 && community.feed.length === 3);
    expect([street.holes, community.holes]).toEqual([0, 0]);
    expect(street.feed.map((entry) => entry.seq)).toEqual([...street.feed.map((entry) => entry.seq)].sort((a, b) => a - b));
    await waitFor('the frame', () => street.value('CASE-01') === 6 && community.value('CASE-01') === 3);
    const before = street.head?.at;
    await waitFor('the heartbeat', () => street.head !== null && street.head.at !== before && street.head.seq === street.lastSeq);
    street.close();
    community.close();
  });

  it('gives a client that was away exactly what it missed', async () => {
    const client = await WallClient.connect(server.url, leader);
    const first = await client.join(TINY.community);
    client.close();
    const missed = [server.events.report(), elsewhere(), server.events.report()];
    await server.apply(missed);
    const again = await WallClient.connect(server.url, leader);
    again.lastSeq = first.seq;
    const ack = await again.join(TINY.community, { epoch: first.epoch, lastSeq: first.seq });
    expect(ack.snapshot).toBeNull();
    expect(ack.missed).toHaveLength(2);
    expect(again.holes).toBe(0);
    expect((await again.join(TINY.community, { epoch: 'another-life', lastSeq: first.seq })).snapshot).not.toBeNull();
    expect((await again.join(TINY.community, { epoch: first.epoch, lastSeq: 10_000_000 })).snapshot).not.toBeNull();
    again.close();
  });

  it('shows an alarm at once, takes its receipt, and has one winner among two seats', async () => {
    const wall = await WallClient.connect(server.url, leader);
    await wall.join(TINY.street);
    const [one, two] = [await server.signIn('operator'), await server.signIn('operator2')];
    const desk = await WallClient.connect(server.url, one, '/desk');
    await desk.join(TINY.street);
    await server.apply([server.events.sos()]);
    const entry = await waitFor('the alarm', () => wall.feed.find((item) => item.type === 'alarm.raised'));
    expect(entry.alarm).toMatchObject({ kind: 'sos', priority: 'P1', place: '幸福里小区1号楼', state: 'QUEUED' });
    expect(JSON.stringify(entry)).not.toContain('张测试');
    wall.socket.emit('rendered', { seq: entry.seq, wallId: 'hall', at: server.events.at() });
    await waitFor('the receipt', async () => (await server.database.query("SELECT 1 FROM alarm_rendered WHERE screen = 'wall:hall'")).length === 1);
    const version = entry.alarm?.version ?? 0;
    const claim = (token: string) => server.call(`/api/v1/alarms/${entry.id}/actions`, { method: 'POST', token, body: { action: 'claim', version, seat: '02' } });
    const replies = await Promise.all([claim(one), claim(two)]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409]);
    const winner = replies.find((reply) => reply.status === 200)?.body['alarm'] as AlarmDetail;
    const loser = replies.find((reply) => reply.status === 409)?.body['error'] as { code: string; message: string };
    expect(loser.message).toContain(winner.holder?.name ?? '?');
    const changed = await waitFor('the answer on the desk', () => desk.feed.find((item) => item.type === 'alarm.changed'));
    expect(changed.alarm).toMatchObject({ state: 'CLAIMED', holder: { seat: '02' } });
    expect((await server.call(`/api/v1/alarms/${entry.id}/actions`, { method: 'POST', token: leader, body: { action: 'claim', version: 2 } })).status).toBe(403);
    expect((await server.call(`/api/v1/alarms/${entry.id}/actions`, { method: 'POST', token: one, body: { action: 'explode', version: 2 } })).status).toBe(400);
    wall.close();
    desk.close();
  });

  it('refuses hostile messages and lives on', async () => {
    const client = await WallClient.connect(server.url, leader);
    expect((await client.join('no-such-area')).error).toMatchObject({ code: 'ROOM_UNKNOWN' });
    const odd = (await client.socket.emitWithAck('join', { area: TINY.street, lastSeq: -1 })) as { error: { code: string } };
    expect(odd.error.code).toBe('BAD_REQUEST');
    client.socket.emit('unheard', { a: 1 });
    expect((await client.join(TINY.street)).snapshot).not.toBeNull();
    client.socket.emit('join', 'x'.repeat(70_000));
    await waitFor('the oversized client to be cut off', () => !client.socket.connected);
  });
});
