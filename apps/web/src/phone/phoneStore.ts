import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { StoredDay } from './dayRule.js';
import type { DoorDraft } from './draft.js';
import type { NewVisit, QueuedVisit } from './queue.js';

/** What the phone keeps: the day's list, begun cards, saved visits. */
export interface PhoneStore {
  day(): Promise<StoredDay | null>;
  saveDay(day: StoredDay): Promise<void>;
  drafts(): Promise<DoorDraft[]>;
  saveDraft(draft: DoorDraft): Promise<void>;
  dropDraft(household: string): Promise<void>;
  queue(): Promise<QueuedVisit[]>;
  /** The visit joins the queue and its draft goes, both or neither; the same client id takes the place of the former. */
  enqueue(visit: NewVisit): Promise<void>;
  update(visit: QueuedVisit): Promise<void>;
  remove(seq: number): Promise<void>;
  /** The list and all drafts; saved visits stay. */
  forgetDay(): Promise<void>;
  clear(): Promise<void>;
}

const NAME = 'cockpit-phone';

interface Schema extends DBSchema {
  day: { key: string; value: StoredDay };
  draft: { key: string; value: DoorDraft };
  queue: { key: number; value: NewVisit & { seq?: number }; indexes: { client: string } };
}

class IdbStore implements PhoneStore {
  constructor(private readonly db: IDBPDatabase<Schema>) {}

  async day(): Promise<StoredDay | null> {
    return (await this.db.get('day', 'now')) ?? null;
  }
  async saveDay(day: StoredDay): Promise<void> {
    await this.db.put('day', day, 'now');
  }
  drafts(): Promise<DoorDraft[]> {
    return this.db.getAll('draft');
  }
  async saveDraft(draft: DoorDraft): Promise<void> {
    await this.db.put('draft', draft, draft.household);
  }
  dropDraft(household: string): Promise<void> {
    return this.db.delete('draft', household);
  }
  async queue(): Promise<QueuedVisit[]> {
    return (await this.db.getAll('queue')) as QueuedVisit[];
  }
  async enqueue(visit: NewVisit): Promise<void> {
    const tx = this.db.transaction(['queue', 'draft'], 'readwrite', { durability: 'strict' });
    const former = await tx.objectStore('queue').index('client').getKey(visit.clientId);
    await tx.objectStore('queue').put(former === undefined ? visit : { ...visit, seq: former });
    await tx.objectStore('draft').delete(visit.household);
    await tx.done;
  }
  async update(visit: QueuedVisit): Promise<void> {
    await this.db.put('queue', visit);
  }
  remove(seq: number): Promise<void> {
    return this.db.delete('queue', seq);
  }
  async forgetDay(): Promise<void> {
    await Promise.all([this.db.clear('day'), this.db.clear('draft')]);
  }
  async clear(): Promise<void> {
    await Promise.all([this.forgetDay(), this.db.clear('queue')]);
  }
}

/** Keeps things for as long as the page lives: plain HTTP, private windows, tests. */
export class MemoryStore implements PhoneStore {
  private stored: StoredDay | null = null;
  private readonly cards = new Map<string, DoorDraft>();
  private visits: QueuedVisit[] = [];
  private last = 0;

  day = (): Promise<StoredDay | null> => Promise.resolve(this.stored);
  drafts = (): Promise<DoorDraft[]> => Promise.resolve([...this.cards.values()]);
  queue = (): Promise<QueuedVisit[]> => Promise.resolve([...this.visits]);
  saveDay(day: StoredDay): Promise<void> {
    this.stored = day;
    return Promise.resolve();
  }
  saveDraft(draft: DoorDraft): Promise<void> {
    this.cards.set(draft.household, draft);
    return Promise.resolve();
  }
  dropDraft(household: string): Promise<void> {
    this.cards.delete(household);
    return Promise.resolve();
  }
  enqueue(visit: NewVisit): Promise<void> {
    const former = this.visits.find((item) => item.clientId === visit.clientId);
    const seq = former?.seq ?? ++this.last;
    this.visits = [...this.visits.filter((item) => item !== former), { ...visit, seq }].sort((a, b) => a.seq - b.seq);
    return this.dropDraft(visit.household);
  }
  update(visit: QueuedVisit): Promise<void> {
    this.visits = this.visits.map((item) => (item.seq === visit.seq ? visit : item));
    return Promise.resolve();
  }
  remove(seq: number): Promise<void> {
    this.visits = this.visits.filter((item) => item.seq !== seq);
    return Promise.resolve();
  }
  forgetDay(): Promise<void> {
    this.stored = null;
    this.cards.clear();
    return Promise.resolve();
  }
  clear(): Promise<void> {
    this.visits = [];
    return this.forgetDay();
  }
}

/** True where a service worker and a store that lasts may be used. */
export function offlineCapable(): boolean {
  return window.isSecureContext && 'serviceWorker' in navigator && 'indexedDB' in window;
}

export async function openPhoneStore(): Promise<PhoneStore> {
  if (!offlineCapable()) return new MemoryStore();
  return new IdbStore(
    await openDB<Schema>(NAME, 1, {
      upgrade(db) {
        db.createObjectStore('day');
        db.createObjectStore('draft');
        db.createObjectStore('queue', { keyPath: 'seq', autoIncrement: true }).createIndex('client', 'clientId', { unique: true });
      },
    }),
  );
}

/** Asked at sign-out on any page: is there a store at all, without making one? */
export async function hasPhoneStore(): Promise<boolean> {
  if (!offlineCapable()) return false;
  return (await indexedDB.databases()).some((item) => item.name === NAME);
}
