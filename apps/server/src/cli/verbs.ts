import { migrate, readConfig } from '#platform';
import { RecountService } from '../features/indicators/index.js';
import { AreaIndex } from '../features/spine/index.js';
import { addSource, addUser, disableUser, resetUser, rotateSource } from './access-verbs.js';
import { backup, restore } from './backup-verbs.js';
import { cert } from './cert-verb.js';
import { checkDemo } from './check-demo.js';
import { openJournal, useKeys, withDatabase, withFeatures } from './context.js';
import { rotateKeys } from './keys-verb.js';
import { verifyAudit } from './verify-audit.js';

export interface Verb {
  help: string;
  /** @returns exit code */
  run(args: readonly string[]): Promise<number>;
}

const SHOWN = 50;

async function runMigrate(): Promise<number> {
  const done = await withDatabase((database) => migrate(database));
  console.log(done.length === 0 ? '数据库结构已是最新' : `已升级:${done.join('、')}`);
  return 0;
}

async function runRecount(): Promise<number> {
  return withFeatures(async (app) => {
    const differences = await app.get(RecountService).compare();
    const areas = app.get(AreaIndex);
    for (const item of differences.slice(0, SHOWN))
      console.log(`${item.indicator} ${item.day} ${areas.id(item.areaId)?.code ?? item.areaId} ${item.slot}:计数 ${item.counted},核对 ${item.recounted}`);
    if (differences.length > SHOWN) console.log(`……另有 ${differences.length - SHOWN} 处`);
    console.log(differences.length === 0 ? '核对完成:没有差异' : `核对完成:${differences.length} 处差异`);
    return differences.length === 0 ? 0 : 1;
  });
}

async function runJournalStatus(): Promise<number> {
  const config = readConfig();
  useKeys(config);
  const journal = openJournal(config);
  const status = journal.status();
  await journal.close();
  const mb = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;
  console.log(`接收缓冲 ${status.id}`);
  console.log(`待入库 ${status.pending} 条(${mb(status.pendingBytes)},占 ${(status.fill * 100).toFixed(1)}%,上限 ${mb(status.maxBytes)})`);
  console.log(`保留 ${status.entries} 条(${mb(status.bytes)}),最新序号 ${status.head},已入库到 ${status.applied}`);
  if (status.oldestPendingAt !== null) console.log(`最早待入库:${status.oldestPendingAt}`);
  return status.fill >= 0.8 ? 1 : 0;
}

export const VERBS: Readonly<Record<string, Verb>> = {
  migrate: { help: '升级数据库结构', run: runMigrate },
  recount: { help: '从底表重算全部计数并列出差异(有差异时退出码为 1)', run: runRecount },
  'check-demo': { help: '检查演示数据是否自相矛盾', run: checkDemo },
  'verify-audit': { help: '核对审计链与每起警情的处置链(断链时退出码为 1)', run: verifyAudit },
  backup: { help: '文件 [--passphrase-file 口令文件]:把数据库、密钥与附件备份成一个文件', run: backup },
  restore: { help: '文件 [--passphrase-file 口令文件]:把备份恢复到空库与空的数据目录', run: restore },
  cert: { help: '[--host 主机名或地址 …]:为本机建立 HTTPS 证书', run: cert },
  'keys rotate': { help: '建立新的加密密钥,重启后启用;旧密钥仍能读取旧数据', run: rotateKeys },
  'journal status': { help: '接收缓冲的状态(超过 80% 时退出码为 1)', run: runJournalStatus },
  'source add': { help: '--id 编号 --kind events [--name 名称] [--options JSON]:新建数据源并显示密钥', run: addSource },
  'source rotate': { help: '编号:更换数据源密钥', run: rotateSource },
  'user add': { help: '用户名 --role 角色 [--area 区域编码] [--name 姓名]:新建账号并显示初始密码', run: addUser },
  'user reset': { help: '用户名:重设密码', run: resetUser },
  'user disable': { help: '用户名,或 --demo true:停用账号', run: disableUser },
};
