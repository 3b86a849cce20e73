import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { Explanation, ParseResult, SavedTable, TableDefinition, TableReading, TableResult } from '#contracts';
import { api, ApiError, messageOf } from '../api.js';

export const TABLE_PAGE_SIZE = 50;
const TYPING_PAUSE_MS = 250;

interface TableState {
  text: ShallowRef<string>;
  parsed: ShallowRef<ParseResult | null>;
  definition: ShallowRef<TableDefinition | null>;
  result: ShallowRef<TableResult | null>;
  page: ShallowRef<number>;
  loading: ShallowRef<boolean>;
  error: ShallowRef<string | null>;
  /** Chips of the table shown, with the words they came from as long as those still say it. */
  chips: ComputedRef<Explanation[]>;
  /** The definition no longer says what the words say: a chip or column was changed. */
  edited: ComputedRef<boolean>;
  submit: () => void;
  choose: (reading: TableReading) => void;
  open: (saved: SavedTable) => void;
  change: (definition: TableDefinition) => void;
  undo: () => void;
  turn: (page: number) => void;
  retry: () => void;
}

/** From words to a table while they are typed: understand, show, edit, take back. */
export function useTable(initial: string): TableState {
  const text = shallowRef(initial);
  const parsed = shallowRef<ParseResult | null>(null);
  const definition = shallowRef<TableDefinition | null>(null);
  const result = shallowRef<TableResult | null>(null);
  const page = shallowRef(1);
  const loading = shallowRef(false);
  const error = shallowRef<string | null>(null);
  const former: TableDefinition[] = [];
  /** Words that came with a saved table: its definition stands, however the words would be read today. */
  let opened: string | null = null;
  let running: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  /** The latest question wins; answers to earlier ones are dropped. */
  async function latest<T>(ask: (signal: AbortSignal) => Promise<T>, take: (answer: T) => void): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    error.value = null;
    try {
      const answer = await ask(mine.signal);
      if (!mine.signal.aborted) take(answer);
    } catch (cause) {
      if (mine.signal.aborted) return;
      error.value = cause instanceof ApiError ? cause.message : messageOf(cause);
    } finally {
      if (running === mine) loading.value = false;
    }
  }

  const read = (asked: TableDefinition): Promise<void> => latest((signal) => api<TableResult>('/api/v1/tables/run', { method: 'POST', body: { definition: asked, page: page.value, pageSize: TABLE_PAGE_SIZE }, signal, timeoutMs: 60_000 }), (answer) => (result.value = answer));

  function show(next: TableDefinition | null): void {
    definition.value = next;
    page.value = 1;
    if (next === null) result.value = null;
    else void read(next);
  }

  function understand(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    former.length = 0;
    if (text.value.trim() === '') {
      running?.abort();
      loading.value = false;
      parsed.value = null;
      error.value = null;
      show(null);
      return;
    }
    void latest(
      (signal) => api<ParseResult>('/api/v1/tables/parse', { method: 'POST', body: { text: text.value }, signal }),
      (answer) => {
        parsed.value = answer;
        show(answer.status === 'run' ? (answer.definition ?? null) : null);
      },
    );
  }

  watch(text, () => {
    if (opened === text.value) return;
    opened = null;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(understand, TYPING_PAUSE_MS);
  });
  if (initial !== '') understand();

  const edited = computed(() => parsed.value?.definition !== undefined && definition.value !== null && JSON.stringify(parsed.value.definition) !== JSON.stringify(definition.value));
  const chips = computed<Explanation[]>(() => {
    const spoken = parsed.value?.explanation ?? [];
    if (!edited.value && definition.value !== null) return spoken;
    if (definition.value === null) return parsed.value?.status === 'ask' ? spoken : [];
    const shown = result.value?.explanation ?? [];
    return shown.map((chip) => ({ ...chip, from: spoken.find((other) => other.kind === chip.kind && other.text === chip.text)?.from ?? [] }));
  });

  return {
    text,
    parsed,
    definition,
    result,
    page,
    loading,
    error,
    chips,
    edited,
    submit: understand,
    choose: (reading) => {
      former.length = 0;
      show(reading.definition);
    },
    open: (saved) => {
      former.length = 0;
      opened = saved.text;
      parsed.value = null;
      text.value = saved.text;
      show(saved.definition);
    },
    change: (next) => {
      if (definition.value !== null) former.push(definition.value);
      show(next);
    },
    undo: () => {
      const last = former.pop();
      if (last !== undefined) show(last);
    },
    turn: (next) => {
      page.value = next;
      if (definition.value !== null) void read(definition.value);
    },
    retry: () => (definition.value === null ? understand() : void read(definition.value)),
  };
}
