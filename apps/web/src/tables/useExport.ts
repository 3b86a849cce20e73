import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { ExportEncoding, ExportFormat, ExportJob, TableDefinition } from '#contracts';
import { api, messageOf } from '../api.js';
import { beganAt, finished, TABLE } from '../reuse/began.js';

const POLL_MS = 700;

export interface Wanted {
  definition: TableDefinition;
  format: ExportFormat;
  encoding: ExportEncoding;
  text: string;
  reason: string;
}

interface ExportState {
  /** The export last asked for here. */
  job: ShallowRef<ExportJob | null>;
  error: ShallowRef<string | null>;
  busy: ShallowRef<boolean>;
  ask: (wanted: Wanted) => Promise<boolean>;
  cancel: () => Promise<void>;
  clear: () => void;
}

/** The browser's own download; the session's cookie goes with it. */
export function fetchFile(link: string): void {
  const anchor = document.createElement('a');
  anchor.href = link;
  anchor.download = '';
  anchor.click();
}

/** Asks for a file, follows it until it is written, and fetches it. */
export function useExport(): ExportState {
  const job = shallowRef<ExportJob | null>(null);
  const error = shallowRef<string | null>(null);
  const busy = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stop = (): void => void (timer !== null && clearTimeout(timer));
  onScopeDispose(stop);

  async function follow(id: string): Promise<void> {
    try {
      const now = await api<ExportJob>(`/api/v1/tables/exports/${id}`);
      job.value = now;
      error.value = null;
      if (now.state === 'done' && now.file !== null) fetchFile(now.file.link);
      if (now.state === 'running') timer = setTimeout(() => void follow(id), POLL_MS);
    } catch (cause) {
      error.value = messageOf(cause);
    }
  }

  return {
    job,
    error,
    busy,
    ask: async ({ reason, text, ...wanted }) => {
      stop();
      busy.value = true;
      error.value = null;
      job.value = null;
      try {
        const body = { ...wanted, ...beganAt(TABLE), ...(text.trim() === '' ? {} : { text }), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) };
        const { exportId } = await api<{ exportId: string }>('/api/v1/tables/exports', { method: 'POST', body, timeoutMs: 60_000 });
        finished(TABLE);
        await follow(exportId);
        return true;
      } catch (cause) {
        error.value = messageOf(cause);
        return false;
      } finally {
        busy.value = false;
      }
    },
    cancel: async () => {
      stop();
      if (job.value === null) return;
      try {
        job.value = await api<ExportJob>(`/api/v1/tables/exports/${job.value.id}/cancel`, { method: 'POST' });
      } catch (cause) {
        error.value = messageOf(cause);
      }
    },
    clear: () => {
      stop();
      job.value = null;
      error.value = null;
    },
  };
}
