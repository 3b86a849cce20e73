import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditItem, Page } from '#contracts';
import { AuditLog, personPseudonym, verifyAuditChain } from '../../apps/server/src/features/audit/index.js';
import { verifyTimelines } from '../../apps/server/src/features/alarms/index.js';
import { businessDay } from '#platform';
import { waitFor } from '#testing';
import { startTestServer, type TestServer } from '../support/server.js';

/** Real: MySQL. One chain, whatever happens to it is found and named. */
describe('audit trail', () => {
  let server: TestServer;
  let log: AuditLog;
  beforeAll(async () => {
    server = await startTestServer();
    log = server.running.app.get(AuditLog);
  });
  afterAll(() => server.stop());

  const sql = (text: string, values: unknown[] = []) => server.database.query<{ total: number }>(text, values);
  const note = (subject: string, detail: Record<string, unknown> = {}) => log.write({ actorId: 1, actor: '赵管理', action: 'record.reveal', subject, detail });

  describe('chain', () => {
    beforeEach(async () => {
      await sql('DELETE FROM audit_entry');
      await sql("UPDATE audit_head SET last_id = 0, hash = REPEAT('\\0', 32), mac = REPEAT('\\0', 16)");
      for (let n = 1; n <= 5; n++) await note(`person:${n}`, { z: n, a: { y: 1.5, b: ['乙', null] } });
    });
    const broken = async () => (await verifyAuditChain(server.database)).broken;

    it('holds when nothing happened to it', async () => {
      expect(await verifyAuditChain(server.database)).toEqual({ entries: 5, broken: null });
    });

    it.each([
      ["an entry's text", "UPDATE audit_entry SET actor = '别人' WHERE id = 3", { where: '3', fault: 'edited' }],
      ["an entry's detail", "UPDATE audit_entry SET detail = '{}' WHERE id = 2", { where: '2', fault: 'edited' }],
      ["an entry's instant by a millisecond", 'UPDATE audit_entry SET at = DATE_ADD(at, INTERVAL 1000 MICROSECOND) WHERE id = 5', { where: '5', fault: 'edited' }],
      ['an entry removed', 'DELETE FROM audit_entry WHERE id = 3', { where: '3', fault: 'removed' }],
      ['the first removed', 'DELETE FROM audit_entry WHERE id = 1', { where: '1', fault: 'removed' }],
      ['the newest removed', 'DELETE FROM audit_entry WHERE id = 5', { where: '5', fault: 'removed' }],
      ['all removed', 'DELETE FROM audit_entry', { where: '1', fault: 'removed' }],
      ['an entry added at the end', 'INSERT INTO audit_entry (id, at, actor, action, subject, subject_shown, detail, prev_hash, hash) SELECT 6, at, actor, action, subject, subject_shown, detail, hash, hash FROM audit_entry WHERE id = 5', { where: '6', fault: 'edited' }],
      ['the head put back', 'UPDATE audit_head h JOIN audit_entry e ON e.id = 4 SET h.last_id = 4, h.hash = e.hash', { where: '5', fault: 'inserted' }],
      ['the head rewritten', "UPDATE audit_head SET mac = REPEAT('x', 16)", { where: '5', fault: 'headChanged' }],
    ])('tells %s', async (_what, change, expected) => {
      await sql(change);
      expect(await broken()).toEqual(expected);
    });

    it('tells two entries swapped', async () => {
      await sql('UPDATE audit_entry SET id = 99 WHERE id = 2');
      await sql('UPDATE audit_entry SET id = 2 WHERE id = 3');
      await sql('UPDATE audit_entry SET id = 3 WHERE id = 99');
      expect(await broken()).toEqual({ where: '2', fault: 'swapped' });
    });

    it('tells an entry put between two', async () => {
      await sql('UPDATE audit_entry SET id = id + 100 WHERE id > 2');
      await sql('UPDATE audit_entry SET id = id - 99 WHERE id > 100');
      await sql('INSERT INTO audit_entry (id, at, actor, action, subject, subject_shown, detail, prev_hash, hash) SELECT 3, at, actor, action, subject, subject_shown, detail, hash, hash FROM audit_entry WHERE id = 2');
      expect((await broken())?.where).toBe('3');
    });

    it('stays one chain when many write at once, also while it is checked', async () => {
      const checks = verifyAuditChain(server.database);
      await Promise.all(Array.from({ length: 40 }, (_, n) => note(`person:${n}`)));
      expect((await checks).broken).toBeNull();
      expect(await verifyAuditChain(server.database)).toEqual({ entries: 45, broken: null });
    });

    it('keeps nothing of an act that was rolled back', async () => {
      const act = server.database.transaction(async (tx) => {
        await log.append(tx, { actorId: null, actor: '系统', action: 'record.changed', subject: 'person:9' });
        throw new Error('no');
      });
      await expect(act).rejects.toThrow('no');
      expect(await verifyAuditChain(server.database)).toEqual({ entries: 5, broken: null });
    });

    it('holds for hostile names', async () => {
      await log.write({ actorId: null, actor: `\ud800${'𠮷'.repeat(40)}`, action: 'session.failed', subject: `account:${'\udc00\u0000 '.repeat(60)}`, detail: { name: '\ud83d', n: 1e21, f: 0.1, o: -0 } });
      await note('person:1');
      expect(await verifyAuditChain(server.database)).toEqual({ entries: 7, broken: null });
    });
  });

  it('lists newest first, persons by pseudonym, for the auditor only', async () => {
    expect((await server.call('/api/v1/audit', { token: await server.signIn('admin') })).status).toBe(403);
    const token = await server.signIn('auditor');
    await waitFor('the refusal to be audited', async () => (await server.database.query("SELECT id FROM audit_entry WHERE action = 'access.denied'")).length === 1);
    await note('person:4711', { purpose: '报警处置', other: 'person:4712' });
    await log.write({ actorId: null, actor: '陌生人', action: 'session.failed', subject: 'account:nobody' });
    const list = async (query: string) => (await server.call(`/api/v1/audit?${query}`, { token })).body as unknown as Page<AuditItem>;
    const [failed, reveal] = (await list('pageSize=2')).items;
    expect(failed).toMatchObject({ actor: '陌生人', action: 'session.failed', actionText: '登录失败', subject: 'account:nobody' });
    expect(reveal).toMatchObject({ subject: personPseudonym(4711), detail: { purpose: '报警处置', other: personPseudonym(4712) } });
    expect(reveal?.subject).toMatch(/^人员-[0-9A-Z]{6}$/);
    expect((await list('action=session.failed')).items.every((item) => item.action === 'session.failed')).toBe(true);
    expect((await list(`q=${encodeURIComponent(personPseudonym(4711))}`)).total).toBe(1);
    expect((await list('q=4711')).total).toBe(0);
    expect((await list('q=%25')).total).toBe(0);
    const day = businessDay(server.clock.now());
    expect((await list(`from=${day}&to=${day}`)).total).toBeGreaterThan(0);
    expect((await list('from=2020-01-01&to=2020-01-02')).total).toBe(0);
    for (const bad of ['action=nothing', 'from=2026-02-30', 'from=2026-01-02&to=2026-01-01', 'page=0', 'pageSize=1000'])
      expect([bad, (await server.call(`/api/v1/audit?${bad}`, { token })).status]).toEqual([bad, 400]);
  });

  it('checks the chain on demand and remembers when', async () => {
    const token = await server.signIn('auditor');
    const check = (await server.call('/api/v1/audit/verify', { method: 'POST', token })).body;
    expect(check).toMatchObject({ ok: true, brokenAt: null });
    expect((await server.call('/api/v1/audit/verify', { token })).body).toEqual({ check });
  });

  it('keeps the timelines of alarms checkable too', async () => {
    const { events } = server;
    await server.apply([events.sos({ deviceKey: 'unknown:sos:1' }), events.sos({ deviceKey: 'unknown:sos:2' }), events.sos({ deviceKey: 'unknown:sos:2' })]);
    const whole = await verifyTimelines(server.database);
    expect(whole.broken).toBeNull();
    expect(whole.entries).toBeGreaterThanOrEqual(5);
    const ids = (await server.database.query<{ id: number }>('SELECT id FROM alarm ORDER BY id')).map((row) => row.id);
    const [first, second] = [ids.at(-2), ids.at(-1)];
    await sql("UPDATE alarm_timeline SET actor = '别人' WHERE alarm_id = ? AND no = 2", [first]);
    expect((await verifyTimelines(server.database)).broken).toEqual({ where: `警情 ${first} 的第 2 条`, fault: 'edited' });
    await sql("UPDATE alarm_timeline SET actor = '系统' WHERE alarm_id = ? AND no = 2", [first]);
    await sql('DELETE FROM alarm_timeline WHERE alarm_id = ? AND no = 2', [second]);
    expect((await verifyTimelines(server.database)).broken).toEqual({ where: `警情 ${second} 的第 2 条`, fault: 'removed' });
    await sql('DELETE FROM alarm_timeline WHERE alarm_id = ?', [second]);
    expect((await verifyTimelines(server.database)).broken).toEqual({ where: `警情 ${second} 的第 1 条`, fault: 'removed' });
  });
});
