import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, Database, keyFolder, Keyring, migrate, MIGRATION_NAMES, open, openKeyring, saveKeyring, systemClock, useKeyring } from '#platform';
import { createTestDatabase, openTestDatabase, seedTinyStreet, useTestKeys } from '#testing';
import { Archive, dump, listTables, load, writeArchive } from '../../apps/server/src/cli/backup/index.js';
import { verifyChains } from '../../apps/server/src/cli/verify-audit.js';
import { AuditLog } from '../../apps/server/src/features/audit/index.js';

const PASSPHRASE = '测试用的口令 123';
const NOW = Date.UTC(2026, 10, 23);

type Sums = Record<string, { rows: number; sum: string }>;

/** Count and checksum of every table, whatever the order of its rows. */
async function sums(database: Database): Promise<Sums> {
  const out: Sums = {};
  for (const { name } of await listTables(database)) {
    const rows = (await database.query(`SELECT * FROM ${name}`)).map((row) => canonicalJson(Object.entries(row).map(([key, value]) => [key, Buffer.isBuffer(value) ? value.toString('hex') : value instanceof Date ? value.toISOString() : value])));
    out[name] = { rows: rows.length, sum: createHash('sha256').update(rows.sort().join('\n')).digest('hex') };
  }
  return out;
}

/** Real: MySQL, files. What was backed up is there again, whole or not at all. */
describe('backup and restore', () => {
  let folder: string;
  let source: Awaited<ReturnType<typeof openTestDatabase>>;
  let sourceDir: string;
  const ends: (() => Promise<void>)[] = [];
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cockpit-backup-'));
    sourceDir = join(folder, 'source');
    mkdirSync(join(sourceDir, 'files', '2026'), { recursive: true });
    useTestKeys(sourceDir);
    writeFileSync(join(sourceDir, 'files', '2026', '照片.jpg'), Buffer.alloc(600_000, 'ab'));
    writeFileSync(join(sourceDir, 'files', 'empty.txt'), '');
    source = await openTestDatabase();
    await seedTinyStreet(source.database, NOW);
    const log = new AuditLog(source.database, systemClock);
    for (let n = 0; n < 30; n++) await log.write({ actorId: null, actor: '测试', action: 'record.open', subject: `person:${n}`, detail: { z: n, a: [null, '乙'] } });
    await source.database.transaction(async (tx) => {
      for (let day = 1; day <= 28; day++) for (let slot = 0; slot < 20; slot++) await tx.write('INSERT INTO counter (day, indicator, area_id, slot, value) VALUES (?, ?, ?, ?, ?)', [`2026-02-${String(day).padStart(2, '0')}`, 'T-01', slot % 3, `s'${slot}`, day * slot]);
      await tx.write("INSERT INTO event (id, source_no, event_id, idem, content_hash, type, occurred_at, received_at, payload) VALUES (1, 1, 'e', ?, ?, 't', '2026-11-23 00:00:00.123', '2026-11-23 00:00:00.999', ?)", [Buffer.alloc(16, 1), Buffer.alloc(16, 2), Buffer.alloc(5_000_000, 3)]);
    });
    await writeArchive(file('plain'), null, dump({ database: source.database, dataDir: sourceDir, now: NOW }));
    await writeArchive(file('locked'), PASSPHRASE, dump({ database: source.database, dataDir: sourceDir, now: NOW }));
  }, 60_000);
  afterAll(async () => {
    for (const end of ends) await end();
    await source.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const emptyTarget = async (name: string) => {
    const created = await createTestDatabase();
    const database = await Database.connect(created.url, 3);
    ends.push(async () => {
      await database.close();
      await created.drop();
    });
    return { database, dataDir: join(folder, name) };
  };

  it.each([
    ['plain', null],
    ['locked', PASSPHRASE],
  ])('brings a %s archive back into an empty installation', async (name, passphrase) => {
    const target = await emptyTarget(`target-${name}`);
    const report = await load(await Archive.open(file(name), passphrase), target);
    expect(await sums(target.database)).toEqual(await sums(source.database));
    expect(report.rows).toBe(Object.values(await sums(source.database)).reduce((sum, table) => sum + table.rows, 0));
    const keys = keyFolder(target.dataDir);
    expect(readdirSync(keys).map((key) => (statSync(join(keys, key)).mode & 0o777).toString(8))).toEqual(['600', '600', '600']);
    expect((statSync(keys).mode & 0o777).toString(8)).toBe('700');
    expect(readFileSync(join(target.dataDir, 'files', '2026', '照片.jpg'))).toEqual(Buffer.alloc(600_000, 'ab'));
    expect(readFileSync(join(target.dataDir, 'files', 'empty.txt'))).toHaveLength(0);
    expect(readdirSync(target.dataDir).sort()).toEqual(['files', 'keys']);
    useKeyring(openKeyring(target.dataDir));
    const people = await target.database.query<{ id_no: Buffer }>('SELECT id_no FROM person');
    expect(open(people[0]?.id_no ?? null)).toBe('000000194801010013');
    expect(await verifyChains(target.database, () => undefined)).toBe(0);
    await new AuditLog(target.database, systemClock).write({ actorId: null, actor: '命令行', action: 'restore.done', subject: 'file:x' });
    expect(await verifyChains(target.database, () => undefined)).toBe(0);
  });

  it('keeps the archive to its owner, and the locked one unreadable', () => {
    expect((statSync(file('plain')).mode & 0o777).toString(8)).toBe('600');
    const secret = readFileSync(join(keyFolder(sourceDir), 'index.key'));
    expect(readFileSync(file('locked')).includes(secret.subarray(0, 40))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses a changed byte anywhere, a cut file, a wrong or missing pass phrase, and other files', async () => {
    const bytes = readFileSync(file('plain'));
    for (const at of [0, 30, 80, 90, 200, Math.floor(bytes.length / 2), bytes.length - 33, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 4;
      writeFileSync(file('changed'), changed);
      await expect(Archive.open(file('changed'), null)).rejects.toThrow(/损坏|不是本系统/);
    }
    writeFileSync(file('changed'), bytes.subarray(0, -100));
    await expect(Archive.open(file('changed'), null)).rejects.toThrow('损坏');
    await expect(Archive.open(file('locked'), '另一个口令 123')).rejects.toThrow('口令不对');
    await expect(Archive.open(file('locked'), null)).rejects.toThrow('--passphrase-file');
    writeFileSync(file('other'), 'hello\n');
    await expect(Archive.open(file('other'), null)).rejects.toThrow('不是本系统的备份文件');
    await expect(Archive.open(file('nowhere'), null)).rejects.toThrow('找不到');
  });

  it('never writes over rows, keys, attachments or an archive', async () => {
    const archive = await Archive.open(file('plain'), null);
    const full = await openTestDatabase();
    ends.push(full.close);
    await seedTinyStreet(full.database, NOW);
    const before = await sums(full.database);
    await expect(load(archive, { database: full.database, dataDir: join(folder, 'full') })).rejects.toThrow('数据库不是空的');
    expect(await sums(full.database)).toEqual(before);
    expect(existsSync(join(folder, 'full'))).toBe(false);

    const target = await emptyTarget('other-keys');
    saveKeyring(target.dataDir, Keyring.random());
    const kept = readFileSync(join(keyFolder(target.dataDir), 'index.key'));
    await expect(load(archive, target)).rejects.toThrow('已有另一套密钥');
    expect(readFileSync(join(keyFolder(target.dataDir), 'index.key'))).toEqual(kept);
    expect(readdirSync(target.dataDir)).toEqual(['keys']);

    await expect(writeArchive(file('plain'), null, dump({ database: source.database, dataDir: sourceDir, now: NOW }))).rejects.toThrow('已存在');
  });

  it('leaves nothing behind when the database fails half-way', async () => {
    const target = await emptyTarget('half');
    await migrate(target.database);
    await target.database.query('ALTER TABLE volunteer MODIFY name VARBINARY(1) NOT NULL');
    const sum = await sums(target.database);
    await expect(load(await Archive.open(file('plain'), null), target)).rejects.toThrow();
    expect(await sums(target.database)).toEqual(sum);
    expect(readdirSync(target.dataDir)).toEqual([]);
  });

  it('refuses the archive of a newer program, and carries that of an older one on', async () => {
    const target = await emptyTarget('versions');
    const header = await (await Archive.open(file('plain'), null)).header();
    async function* newer() {
      yield { ...header, migrations: [...header.migrations, 'Future1999999999999'] };
    }
    await writeArchive(file('newer'), null, newer());
    await expect(load(await Archive.open(file('newer'), null), target)).rejects.toThrow('更新的程序');

    const old = await emptyTarget('old');
    await migrate(old.database, MIGRATION_NAMES.slice(0, 4));
    // Rows as the program of that schema wrote them.
    await old.database.transaction((tx) => tx.write("INSERT INTO person (id, code, household_id, area_id, area_path, name, sex, birth_date, relation, ethnic, marital, political, employment, health, residence_type, residence_status) VALUES (1, 'P1', 1, 4, '/1/2/', ?, '1', '1948-01-01', '02', '01', '20', '13', '80', '10', '户籍', 'LIVING')", [Buffer.concat([Buffer.alloc(1), Buffer.from('张测试')])]));
    await writeArchive(file('older'), null, dump({ database: old.database, dataDir: sourceDir, now: NOW }));
    await load(await Archive.open(file('older'), null), target);
    expect(await migrate(target.database)).toEqual([]);
    expect(await target.database.query('SELECT code, name FROM person')).toEqual([{ code: 'P1', name: '张测试' }]);
    expect(await verifyChains(target.database, () => undefined)).toBe(0);
  });
});
