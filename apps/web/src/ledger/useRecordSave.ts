import { shallowRef, type ShallowRef } from 'vue';
import { api, ApiError, messageOf } from '../api.js';
import { ElMessage } from '../ui/element.js';
import type { FormSent } from './EditForm.vue';
import { type ConflictRow, conflictFields, conflictRows, resolved, undoOf, type Values } from './formDiff.js';
import { tellSaved } from './saved.js';

interface Versioned {
  version: number;
  /** A household is edited together with its home. */
  homeVersion?: number;
}

interface Options<T extends Versioned> {
  /** Address of the record to PATCH. */
  path: () => string;
  /** The record the form began from. */
  now: () => T | null;
  /** Values as the form knows them. */
  valuesOf: (record: T) => Values;
  /** Reads the record again, for a conflict. */
  reread: () => Promise<T>;
  saved: (record: T) => void;
}

/** Saving with a version: undo after, and on a conflict both values with a choice for each field. */
export function useRecordSave<T extends Versioned>(options: Options<T>): { conflict: ShallowRef<ConflictRow[] | null>; save: (sent: FormSent) => Promise<void>; resolve: (keepTheirs: ReadonlySet<string>) => Promise<void> } {
  const conflict = shallowRef<ConflictRow[] | null>(null);
  let waiting: { sent: FormSent; latest: T } | null = null;

  const patch = ({ version, homeVersion }: Versioned, sent: Pick<FormSent, 'changes' | 'reason' | 'validFrom'>): Promise<T> =>
    api<T>(options.path(), { method: 'PATCH', body: { version, ...(homeVersion === undefined ? {} : { homeVersion }), changes: sent.changes, reason: sent.reason, ...(sent.validFrom === null ? {} : { validFrom: sent.validFrom }) } });

  async function undo(from: Versioned, changes: FormSent['changes']): Promise<void> {
    try {
      options.saved(await patch(from, { changes, reason: '撤销', validFrom: null }));
      ElMessage({ message: '已撤销', type: 'success' });
    } catch (cause) {
      ElMessage({ message: `没有撤销：${messageOf(cause)}`, type: 'warning', duration: 8000 });
    }
  }

  async function attempt(base: T, sent: FormSent): Promise<void> {
    try {
      const record = await patch(base, sent);
      conflict.value = null;
      waiting = null;
      const former = undoOf(options.valuesOf(base), sent.changes);
      options.saved(record);
      tellSaved(former === null ? null : () => void undo(record, former));
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.code !== 'RECORD_CONFLICT') throw cause;
      const latest = await options.reread();
      waiting = { sent, latest };
      conflict.value = conflictRows(conflictFields(cause.details), options.valuesOf(latest), sent.changes);
    }
  }

  return {
    conflict,
    save: async (sent) => {
      const base = options.now();
      if (base !== null) await attempt(base, sent);
    },
    resolve: async (keepTheirs) => {
      if (waiting === null) return;
      const { sent, latest } = waiting;
      const changes = resolved(sent.changes, keepTheirs);
      if (Object.keys(changes).length === 0) {
        conflict.value = null;
        options.saved(latest);
        return;
      }
      try {
        await attempt(latest, { ...sent, changes });
      } catch (cause) {
        conflict.value = null;
        ElMessage({ message: messageOf(cause), type: 'warning', duration: 8000 });
      }
    },
  };
}
