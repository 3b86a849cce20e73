import { shallowRef, type ShallowRef } from 'vue';
import type { Page } from '#contracts';
import { api } from '../api.js';

const MOST = 20;

interface Found<T> {
  found: ShallowRef<T[]>;
  loading: ShallowRef<boolean>;
  search: (q: string) => Promise<void>;
}

/** What a list of the server finds while somebody types; the newest question wins. */
export function useFound<T>(list: () => string): Found<T> {
  const found: ShallowRef<T[]> = shallowRef([]);
  const loading = shallowRef(false);
  let asked = 0;

  async function search(q: string): Promise<void> {
    if (q.trim() === '') return;
    const mine = ++asked;
    loading.value = true;
    try {
      const reply = await api<Page<T>>(`${list()}?pageSize=${MOST}&q=${encodeURIComponent(q.trim())}`);
      if (mine === asked) found.value = reply.items;
    } catch {
      if (mine === asked) found.value = [];
    } finally {
      if (mine === asked) loading.value = false;
    }
  }
  return { found, loading, search };
}
