import { computed, type ComputedRef, shallowRef, type ShallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Page } from '#contracts';
import { type Reading, useRead } from './useRead.js';

export interface ListQuery {
  q: string;
  area: string;
  page: number;
  /** What else narrows this list, by the name in the address; absent: not narrowed. */
  filters: Readonly<Record<string, string>>;
}

/** What a list may be narrowed by, and what a value must look like to count. */
export type Filters = Readonly<Record<string, RegExp>>;

export const LIST_PAGE_SIZE = 50;

const text = (value: unknown, max: number): string => (typeof value === 'string' ? value.slice(0, max) : '');

/** Reads search, area, page and filters from the address; what makes no sense is as if it were not there. */
export function listQueryFromUrl(raw: Readonly<Record<string, unknown>>, filters: Filters = {}): ListQuery {
  const page = text(raw['page'], 6);
  return { q: text(raw['q'], 100), area: text(raw['area'], 32), page: /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1, filters: Object.fromEntries(Object.entries(filters).flatMap(([name, right]) => (right.test(text(raw[name], 32)) ? [[name, text(raw[name], 32)]] : []))) };
}

export function listQueryToUrl(query: ListQuery): Record<string, string> {
  return { ...(query.q.trim() === '' ? {} : { q: query.q.trim() }), ...(query.area === '' ? {} : { area: query.area }), ...query.filters, ...(query.page === 1 ? {} : { page: String(query.page) }) };
}

interface ListPage<T> extends Reading<Page<T>> {
  query: ComputedRef<ListQuery>;
  text: ShallowRef<string>;
  current: ComputedRef<string | null>;
  change: (part: Partial<ListQuery>) => void;
}

/** A list with search, area, filters and pages in the address, as households, buildings and places have it. */
export function useListPage<T>(api: string, filters: Filters = {}): ListPage<T> {
  const route = useRoute();
  const router = useRouter();
  const query = computed(() => listQueryFromUrl(route.query, filters));
  const reading = useRead<Page<T>>(() => `${api}?${new URLSearchParams({ ...listQueryToUrl(query.value), pageSize: String(LIST_PAGE_SIZE) }).toString()}`);
  const typed = shallowRef(query.value.q);
  watch(() => query.value.q, (q) => (typed.value = q));
  return {
    ...reading,
    query,
    text: typed,
    current: computed(() => (typeof route.params['id'] === 'string' ? route.params['id'] : null)),
    change: (part) => void router.push({ path: route.path, query: listQueryToUrl({ ...query.value, page: 1, ...part }) }),
  };
}
