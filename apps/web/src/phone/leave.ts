import { backlog } from './queue.js';
import { hasPhoneStore, openPhoneStore, type PhoneStore } from './phoneStore.js';

/** Before a sign-out: what is not uploaded would be lost, so it is asked. @returns what deletes the phone's copies, or null to stay */
export async function prepareLeave(): Promise<(() => Promise<void>) | null> {
  if (!(await hasPhoneStore())) return () => Promise.resolve();
  const store: PhoneStore = await openPhoneStore();
  const waiting = backlog(await store.queue()).length + (await store.drafts()).length;
  if (waiting > 0 && !window.confirm(`本机还有 ${waiting} 条走访没有上传，退出登录会将其删除。确定退出？`)) return null;
  return () => store.clear();
}
