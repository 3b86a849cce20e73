import { type ChainBreak, type ChainReport, ChainWalk, jsonColumn, type Queryable } from '#platform';
import { auditHash, type AuditRow, headMac, type HeadRow } from './audit-log.js';

const PART = 5000;

type StoredRow = AuditRow & { prev_hash: Buffer; hash: Buffer };

/**
 * Checks the whole audit chain in parts, also while entries are appended.
 * @param progress told the entries checked so far, after each part
 * @returns the first break: edited, removed, swapped or inserted entries, or a head that was rewritten
 */
export async function verifyAuditChain(db: Queryable, progress: (entries: number) => void = () => undefined): Promise<ChainReport> {
  const walk = new ChainWalk();
  const report = (broken: ChainBreak | null): ChainReport => ({ entries: walk.links, broken });
  for (;;) {
    const broken = await walkOn(db, walk, progress);
    if (broken !== null) return report(broken);
    // Read after the entries: an entry and its head are committed together, so the head cannot be behind them.
    const head = (await db.query<HeadRow>('SELECT last_id, hash, mac FROM audit_head WHERE id = 1'))[0];
    if (head === undefined) return report({ where: String(walk.no), fault: 'headChanged' });
    const last = Number(head.last_id);
    if (last < walk.no) return report({ where: String(last + 1), fault: 'inserted' });
    if (last === walk.no) {
      if (last > 0 && !head.mac.equals(headMac(last, head.hash))) return report({ where: String(last), fault: 'headChanged' });
      return report(head.hash.equals(walk.hash) ? null : { where: String(last), fault: 'edited' });
    }
    // The head is ahead: entries came meanwhile, or the newest were removed.
    const more = await db.query('SELECT id FROM audit_entry WHERE id > ? LIMIT 1', [walk.no]);
    if (more.length === 0) return report({ where: String(walk.no + 1), fault: 'removed' });
  }
}

async function walkOn(db: Queryable, walk: ChainWalk, progress: (entries: number) => void): Promise<ChainBreak | null> {
  for (;;) {
    const rows = await db.query<StoredRow>('SELECT id, at, actor_id, actor, action, subject, detail, prev_hash, hash FROM audit_entry WHERE id > ? ORDER BY id LIMIT ?', [walk.no, PART]);
    for (const row of rows) {
      const expected = walk.no + 1;
      const fault = walk.next({
        chain: 'audit',
        no: Number(row.id),
        prevHash: row.prev_hash,
        hash: row.hash,
        rightHashes: (previous) => [auditHash(previous, { ...row, detail: jsonColumn(row.detail) })],
      });
      if (fault !== null) return { where: String(fault === 'removed' ? expected : row.id), fault };
    }
    progress(walk.links);
    if (rows.length < PART) return null;
  }
}
