import { addDataKey } from '#platform';
import { AuditLog } from '../features/audit/index.js';
import { withFeatures } from './context.js';

/** A new data key seals from the next start on; nothing is sealed anew, and no older key is removed. */
export async function rotateKeys(): Promise<number> {
  return withFeatures(async (app, _database, { dataDir }) => {
    const ring = addDataKey(dataDir);
    await app.get(AuditLog).write({ actorId: null, actor: '命令行', action: 'keys.rotated', subject: `key:${ring.current.id}`, detail: { keys: ring.dataKeys.length } });
    console.log(`新密钥 ${ring.current.id} 已建立(共 ${ring.dataKeys.length} 把,旧密钥仍用于读取旧数据)。`);
    console.log('请立即重新启动服务(多节点时先把 keys 文件夹同步到每个节点),并重新备份:此前的备份不含新密钥。');
    return 0;
  });
}
