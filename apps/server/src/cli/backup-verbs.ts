import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, type Database, readConfig, systemClock } from '#platform';
import { AuditLog } from '../features/audit/index.js';
import { Archive, dump, load, writeArchive } from './backup/index.js';
import { useKeys, withBareDatabase, withDatabase } from './context.js';
import { Progress } from './progress.js';
import { readArgs, UsageError } from './usage.js';

const SHORTEST = 8;
const ACTOR = { actorId: null, actor: '命令行' };

function readArchiveArgs(args: readonly string[], verb: string): { file: string; passphrase: string | null } {
  const { options, rest } = readArgs(args, ['passphrase-file']);
  const file = rest[0];
  if (file === undefined || rest.length > 1) throw new UsageError(`用法:${verb} 文件 [--passphrase-file 口令文件]`);
  const path = options['passphrase-file'];
  return { file: resolve(file), passphrase: path === undefined ? null : readPassphrase(path) };
}

/** First line of a file: a pass phrase on the command line would be seen by everybody on the machine. */
function readPassphrase(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch {
    throw new UsageError(`读不到口令文件 ${path}`);
  }
  if ([...text].length < SHORTEST) throw new UsageError(`口令至少 ${SHORTEST} 个字符(口令文件的第一行)`);
  return text;
}

const counter = (what: string) => {
  const progress = new Progress((percent) => `${what} ${percent}%……`);
  return (rows: number, total: number) => progress.at(total === 0 ? 100 : Math.floor((rows / total) * 100));
};

const auditLog = (database: Database) => new AuditLog(database, systemClock);
const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? path;

export async function backup(args: readonly string[]): Promise<number> {
  const { file, passphrase } = readArchiveArgs(args, 'backup');
  return withDatabase(async (database, config) => {
    await writeArchive(file, passphrase, dump({ database, dataDir: config.dataDir, now: systemClock.now(), progress: counter('备份') }));
    const { counts } = await (await Archive.open(file, passphrase)).header();
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    // A database that is yet to be brought up to date has no chain.
    if ('audit_head' in counts) await auditLog(database).write({ ...ACTOR, action: 'backup.made', subject: `file:${fileName(file)}`, detail: { count: rows, encrypted: passphrase !== null } });
    console.log(`备份完成:${file}(${(statSync(file).size / 1_048_576).toFixed(1)} MB,${Object.keys(counts).length} 张表,${rows} 行)`);
    if (passphrase === null) console.log('注意:未设口令,备份内含明文密钥,谁拿到它就能读出全部数据;请妥善保管,或用 --passphrase-file 加密');
    return 0;
  });
}

export async function restore(args: readonly string[]): Promise<number> {
  const { file, passphrase } = readArchiveArgs(args, 'restore');
  const config = readConfig();
  const archive = await Archive.open(file, passphrase);
  return withBareDatabase(config, (database) => restoreInto(archive, config, database, file));
}

async function restoreInto(archive: Archive, config: Config, database: Database, file: string): Promise<number> {
  const { header, rows, files } = await load(archive, { database, dataDir: config.dataDir, progress: counter('恢复') });
  useKeys(config);
  await auditLog(database).write({ ...ACTOR, action: 'restore.done', subject: `file:${fileName(file)}`, detail: { count: rows, madeAt: header.madeAt } });
  const largest = Object.entries(header.counts).sort(([, a], [, b]) => b - a).slice(0, 5);
  console.log(`恢复完成:备份制作于 ${header.madeAt},${Object.keys(header.counts).length} 张表 ${rows} 行,密钥与附件 ${files} 个文件`);
  console.log(`其中:${largest.map(([name, count]) => `${name} ${count}`).join(',')}`);
  console.log('可运行 verify-audit 与 recount 核对');
  return 0;
}
