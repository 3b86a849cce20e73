import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CaseCategoryView, DoorHousehold, Page, VisitDay, VisitReply } from '#contracts';
import { api, ApiError, messageOf } from '../api.js';
import { dayOf } from '../format.js';
import { useSession } from '../stores/session.js';
import { newClientId } from './clientId.js';
import { mustForget, type StoredDay } from './dayRule.js';
import { type DoorDraft, emptyDraft, isEmpty, rebase, toReport } from './draft.js';
import { offlineCapable, openPhoneStore, type PhoneStore } from './phoneStore.js';
import { answered, backlog, failed, newVisit, nextToSend, onWay, type QueuedVisit, reopenable, verdictOf } from './queue.js';

const RETRY_MS = 30_000;
const PATIENCE_MS = 15_000;

/** The visits of one phone: the day's list, begun cards and what waits to be uploaded. One for the whole page. */
export const usePhone = defineStore('phone', () => {
  const session = useSession();
  const stored = shallowRef<StoredDay | null>(null);
  const drafts = shallowRef<readonly DoorDraft[]>([]);
  const queue = shallowRef<readonly QueuedVisit[]>([]);
  const online = shallowRef(navigator.onLine);
  const loading = shallowRef(true);
  const needsSignIn = shallowRef(false);
  const error = shallowRef<string | null>(null);
  /** Client id of the visit on its way. */
  const sending = shallowRef<string | null>(null);
  const capable = offlineCapable();
  let store: PhoneStore | null = null;
  let starting: Promise<void> | null = null;

  const owner = computed(() => session.home?.user.username ?? stored.value?.owner ?? '');
  const day = computed<VisitDay | null>(() => (stored.value !== null && stored.value.owner === owner.value ? stored.value.day : null));
  const categories = computed<readonly CaseCategoryView[]>(() => stored.value?.categories ?? []);
  const mine = computed(() => queue.value.filter((item) => item.owner === owner.value));
  const waiting = computed(() => backlog(mine.value).length);
  const othersWaiting = computed(() => backlog(queue.value).length - waiting.value);
  const household = (id: string): DoorHousehold | null => day.value?.households.find((item) => item.id === id) ?? null;
  /** Visited, or saved on this phone. */
  const isDone = (item: DoorHousehold): boolean => item.visitedToday || mine.value.some((visit) => visit.household === item.id && visit.state !== 'refused');
  const done = computed(() => day.value?.households.filter(isDone).length ?? 0);

  async function opened(): Promise<PhoneStore> {
    store ??= await openPhoneStore();
    return store;
  }

  async function readQueue(): Promise<void> {
    queue.value = await (await opened()).queue();
  }

  async function forgetOld(): Promise<void> {
    const db = await opened();
    if (!mustForget(stored.value, dayOf(Date.now()), backlog(queue.value).length)) return;
    await db.clear();
    stored.value = null;
    drafts.value = [];
    queue.value = [];
  }

  /** Called whenever the pages of the phone open; after a sign-in the former refusal means nothing any more. */
  function start(): Promise<void> {
    needsSignIn.value = false;
    if (starting === null) return (starting = begin());
    loading.value = day.value === null;
    return starting.then(refresh);
  }

  async function begin(): Promise<void> {
    const db = await opened();
    [stored.value, drafts.value, queue.value] = await Promise.all([db.day(), db.drafts(), db.queue()]);
    await forgetOld();
    loading.value = stored.value === null;
    setInterval(() => void tick(), RETRY_MS);
    window.addEventListener('online', () => void refresh());
    window.addEventListener('offline', () => (online.value = false));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void refresh());
    await refresh();
  }

  const tick = (): Promise<void> => (waiting.value > 0 || !online.value || stored.value?.day.day !== dayOf(Date.now()) ? refresh() : Promise.resolve());

  /** A call that tells whether there is a network, and whether there is still a session. */
  async function call<T>(path: string, body?: unknown): Promise<T> {
    try {
      const reply = await api<T>(path, { quiet401: true, timeoutMs: PATIENCE_MS, ...(body === undefined ? {} : { method: 'POST', body }) });
      online.value = true;
      return reply;
    } catch (cause) {
      if (cause instanceof ApiError) {
        online.value = cause.status !== 0;
        if (cause.status === 401) needsSignIn.value = true;
      }
      throw cause;
    }
  }

  /** Who is signed in, then what waits goes out, then the list comes anew. */
  async function refresh(): Promise<void> {
    await session.load();
    if (session.home === null) {
      online.value = session.offline ? false : navigator.onLine;
      needsSignIn.value = !session.offline && session.error === null;
      error.value = session.offline ? null : session.error;
      loading.value = false;
      return;
    }
    needsSignIn.value = false;
    online.value = true;
    await forgetOthers();
    await sync();
    await readDay();
  }

  /** Another worker's list does not stay on the phone of who is signed in now; their saved visits wait for them. */
  async function forgetOthers(): Promise<void> {
    if (stored.value === null || stored.value.owner === owner.value) return;
    await (await opened()).forgetDay();
    stored.value = null;
    drafts.value = [];
  }

  async function readDay(): Promise<void> {
    try {
      const fresh = await call<VisitDay>('/api/v1/visits/today');
      const kinds = categories.value.length > 0 ? categories.value : (await call<Page<CaseCategoryView>>('/api/v1/case-categories?pageSize=200')).items;
      await keepDay(fresh, kinds);
      error.value = null;
    } catch (cause) {
      error.value = cause instanceof ApiError && (cause.status === 0 || cause.status === 401) ? null : messageOf(cause);
    } finally {
      loading.value = false;
    }
  }

  async function keepDay(fresh: VisitDay, kinds: readonly CaseCategoryView[]): Promise<void> {
    const db = await opened();
    if (stored.value !== null && stored.value.day.day !== fresh.day) for (const item of mine.value) if (item.state === 'sent') await db.remove(item.seq);
    const kept = drafts.value.flatMap((draft) => {
      const record = fresh.households.find((item) => item.id === draft.household);
      return record === undefined ? [draft] : [rebase(draft, record)];
    });
    for (const draft of kept) await db.saveDraft(draft);
    drafts.value = kept;
    stored.value = { owner: owner.value, day: fresh, categories: kinds };
    await db.saveDay(stored.value);
    await readQueue();
  }

  const draftOf = (id: string): DoorDraft => drafts.value.find((item) => item.household === id) ?? reopenable(mine.value, id, owner.value)?.draft ?? emptyDraft(id, newClientId());

  /** Every touch is on disk at once: a closed tab loses nothing. */
  async function keep(draft: DoorDraft): Promise<void> {
    const blank = isEmpty(draft) && reopenable(mine.value, draft.household, owner.value) === null;
    drafts.value = [...drafts.value.filter((item) => item.household !== draft.household), ...(blank ? [] : [draft])];
    const db = await opened();
    await (blank ? db.dropDraft(draft.household) : db.saveDraft(draft));
  }

  async function save(draft: DoorDraft): Promise<void> {
    const record = household(draft.household);
    const attempted = mine.value.some((item) => item.clientId === draft.clientId && (item.attempts > 0 || item.state !== 'waiting'));
    const own = attempted ? { ...draft, clientId: newClientId() } : draft;
    const visit = newVisit(own, toReport(own, new Date().toISOString()), record?.door ?? '', owner.value);
    await (await opened()).enqueue(visit);
    drafts.value = drafts.value.filter((item) => item.household !== draft.household);
    await readQueue();
    void (session.home === null ? refresh() : sync());
  }

  /** Sends what waits, oldest first, one at a time; other tabs of this phone stay out of the way. */
  async function sync(): Promise<void> {
    if (sending.value !== null || needsSignIn.value || !navigator.onLine) return;
    if (!('locks' in navigator)) return drain();
    await navigator.locks.request('phone-sync', { ifAvailable: true }, (lock) => (lock === null ? readQueue() : drain()));
  }

  async function drain(): Promise<void> {
    await readQueue();
    for (let item = nextToSend(queue.value, session.home?.user.username ?? ''); item !== null; item = nextToSend(queue.value, session.home?.user.username ?? '')) {
      const verdict = await send(item);
      if (verdict !== 'sent' && verdict !== 'refused') break;
    }
  }

  async function send(item: QueuedVisit): Promise<'sent' | ReturnType<typeof verdictOf>> {
    const db = await opened();
    const going = onWay(item);
    sending.value = item.clientId;
    await db.update(going);
    try {
      const reply = await call<VisitReply>('/api/v1/visits', item.report);
      await db.update(answered(going, reply));
      if (reply.household !== null) await put(reply.household);
      return 'sent';
    } catch (cause) {
      const status = cause instanceof ApiError ? cause.status : 0;
      await db.update(failed(going, status, messageOf(cause)));
      return verdictOf(status);
    } finally {
      sending.value = null;
      await readQueue();
    }
  }

  async function put(fresh: DoorHousehold): Promise<void> {
    const now = stored.value;
    if (now === null) return;
    stored.value = { ...now, day: { ...now.day, households: now.day.households.map((item) => (item.id === fresh.id ? fresh : item)) } };
    await (await opened()).saveDay(stored.value);
  }

  async function retry(item: QueuedVisit): Promise<void> {
    await (await opened()).update({ ...item, state: 'waiting', message: null });
    await readQueue();
    await refresh();
  }

  async function discard(item: QueuedVisit): Promise<void> {
    await (await opened()).remove(item.seq);
    await readQueue();
  }

  return { capable, day, owner, queue: mine, drafts, categories, online, loading, needsSignIn, error, sending, waiting, othersWaiting, done, household, isDone, start, refresh, draftOf, keep, save, retry, discard };
});
