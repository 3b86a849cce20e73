import { computed, onMounted, useTemplateRef } from 'vue';
import { api } from '../api.js';
import { useSession } from '../stores/session.js';
import { mayEdit, useFields } from './fields.js';
import type { Values } from './formDiff.js';
import { useRead } from './useRead.js';
import { useRecordPanel } from './useRecordPanel.js';
import { useRecordSave } from './useRecordSave.js';

interface Options<T> {
  /** Page of the list beside which it opens. */
  list: string;
  /** Address of such records at the server. */
  at: string;
  /** What is added when it is read to be shown, such as a day to look back to. */
  query?: () => string;
  /** Values as the form knows them. */
  valuesOf: (record: T) => Values;
  /** After a saved change: the list is to be read again. */
  changed: () => void;
}

/** One record beside its list, read, shown and corrected: a person, a household, a place. The panel's EditForm has `ref="form"`. */
export function useRecord<T extends { version: number }>(options: Options<T>) {
  const fields = useFields();
  const session = useSession();
  onMounted(() => void fields.load());

  const form = useTemplateRef<{ dirty: boolean }>('form');
  const panel = useRecordPanel(options.list, () => form.value?.dirty === true);
  const path = (): string => `${options.at}/${panel.id.value}`;
  const reading = useRead<T>(() => `${path()}${options.query?.() ?? ''}`);
  const saving = useRecordSave<T>({
    path,
    now: () => reading.data.value,
    valuesOf: options.valuesOf,
    reread: () => api<T>(path()),
    saved: (next) => {
      reading.data.value = next;
      panel.editing.value = false;
      options.changed();
    },
  });
  return { fields, ...panel, ...reading, ...saving, editor: computed(() => mayEdit(session.home?.user ?? null)) };
}
