import { ConfigError } from '../config.js';
import { jsonColumn } from '../canonical.js';
import type { Database } from '../database/index.js';
import { sqlTime } from '../time.js';
import { blindIndex, type Keyring } from './keyring.js';

const SETTING = 'keys';

interface Mark {
  data: string[];
  index: string;
}

/** Identifies the index key without giving it away. */
function markOf(ring: Keyring): Mark {
  return { data: ring.dataKeys.map((key) => key.id), index: blindIndex('keyring', 'index').toString('hex') };
}

/**
 * Remembers in the database which keys its rows were sealed with; called at each start with the ring in use.
 * @throws ConfigError when the ring lacks one of them: a wrong DATA_DIR would write rows that nobody can find or open
 */
export async function agreeOnKeys(database: Database, ring: Keyring, now: number): Promise<void> {
  const mine = markOf(ring);
  await database.transaction(async (tx) => {
    const rows = await tx.query<{ value: unknown }>('SELECT value FROM setting WHERE name = ? FOR UPDATE', [SETTING]);
    const theirs = jsonColumn(rows[0]?.value) as Mark | undefined;
    const missing = (theirs?.data ?? []).filter((id) => !mine.data.includes(id));
    if (missing.length > 0) throw new ConfigError(`数据库中的数据由另一套密钥加密(${missing.join('、')}),DATA_DIR/keys 中没有它们。请检查 DATA_DIR,或从备份恢复 keys 文件夹`);
    if (theirs !== undefined && theirs.index !== mine.index) throw new ConfigError('DATA_DIR/keys/index.key 与数据库不配套。请检查 DATA_DIR,或从备份恢复 keys 文件夹');
    if (theirs?.data.length === mine.data.length) return;
    await tx.write('INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), changed_at = VALUES(changed_at)', [SETTING, JSON.stringify(mine), sqlTime(now)]);
  });
}
