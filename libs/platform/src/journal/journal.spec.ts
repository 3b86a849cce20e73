import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Envelope } from '#contracts';
import { ManualClock } from '../clock.js';
import { Keyring, useKeyring } from '../keys/index.js';
import { Journal } from './journal.js';

const envelope = (n: number, size = 10): Envelope => ({
  sourceId: 's',
  eventId: `e${n}`,
  type: 'grid.report',
  subject: null,
  time: '2026-11-23T00:00:00.000Z',
  receivedAt: '2026-11-23T00:00:00.000Z',
  door: 'http',
  timeQuality: 'device',
  data: { text: 'x'.repeat(size) },
});

useKeyring(Keyring.random());

describe('Journal', () => {
  let dir: string;
  const clock = new ManualClock(Date.UTC(2026, 10, 23));
  const openJournal = (maxBytes = 1_000_000) => Journal.open({ dir, maxBytes, keepMs: 86_400_000, clock });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'journal-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('holds no personal text in clear', async () => {
    const id = '000000194801010012';
    const journal = openJournal();
    await journal.append([{ ...envelope(1), data: { note: id } }], false);
    await journal.close();
    const files = readdirSync(dir).map((name) => readFileSync(join(dir, name)));
    expect(files.some((bytes) => bytes.length > 0)).toBe(true);
    expect(files.some((bytes) => bytes.includes(id))).toBe(false);
    const again = openJournal();
    expect(again.read(0, 1)[0]?.envelope.data).toEqual({ note: id });
    await again.close();
  });

  it('gives entries back in order after it was opened again', async () => {
    const first = openJournal();
    await first.append([envelope(1), envelope(2)], false);
    await first.append([envelope(3)], false);
    await first.close();
    const second = openJournal();
    expect(second.read(0, 10).map((entry) => entry.envelope.eventId)).toEqual(['e1', 'e2', 'e3']);
    expect(second.id).toBe(first.id);
    expect(second.status()).toMatchObject({ head: 3, applied: 0, pending: 3 });
    await second.close();
  });

  it('keeps the last tenth for life alarms and frees room as entries are applied', async () => {
    const journal = openJournal(10_000);
    await journal.append([envelope(1, 8000)], false);
    await expect(journal.append([envelope(2, 1000)], false)).rejects.toMatchObject({ code: 'JOURNAL_FULL' });
    await journal.append([envelope(3, 800)], true);
    await expect(journal.append([envelope(4, 2000)], true)).rejects.toMatchObject({ code: 'JOURNAL_FULL' });
    for (const entry of journal.read(0, 10)) journal.markApplied(entry.seq, entry.bytes);
    await journal.append([envelope(5, 1000)], false);
    expect(journal.status().pending).toBe(1);
    await journal.close();
  });

  it('keeps applied entries for a day, then forgets them', async () => {
    const journal = openJournal();
    await journal.append([envelope(1)], false);
    journal.markApplied(1, journal.read(0, 1)[0]?.bytes ?? 0);
    expect(await journal.prune()).toBe(0);
    clock.advance(86_400_001);
    expect(await journal.prune()).toBe(1);
    expect(journal.status()).toMatchObject({ entries: 0, bytes: 0 });
    await journal.append([envelope(2)], false);
    expect(journal.read(0, 1)[0]?.seq).toBe(2);
    await journal.close();
  });

  it('offers again what the database has not committed', async () => {
    const journal = openJournal();
    await journal.append([envelope(1), envelope(2)], false);
    journal.markApplied(2, 0);
    journal.resetApplied(1);
    expect(journal.read(journal.applied, 10).map((entry) => entry.seq)).toEqual([2]);
    expect(await journal.findPending((item) => item.eventId === 'e2')).toMatchObject({ seq: 2 });
    await journal.close();
  });
});
