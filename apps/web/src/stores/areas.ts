import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { AreaNode, Page } from '#contracts';
import { api, messageOf } from '../api.js';

const PAGE = 200;

/** The areas an account reaches, read once for each who signs in. */
export const useAreas = defineStore('areas', () => {
  const list = shallowRef<AreaNode[]>([]);
  const error = shallowRef<string | null>(null);
  let loading: Promise<void> | null = null;
  let whose: string | null = null;

  async function fetchAll(): Promise<void> {
    try {
      const found: AreaNode[] = [];
      for (let page = 1, total = 1; found.length < total; page++) {
        const reply = await api<Page<AreaNode>>(`/api/v1/areas?pageSize=${PAGE}&page=${page}`);
        if (reply.items.length === 0) break;
        found.push(...reply.items);
        total = reply.total;
      }
      list.value = found;
      error.value = null;
    } catch (cause) {
      error.value = messageOf(cause);
      loading = null;
    }
  }

  function load(username: string): Promise<void> {
    if (whose !== username) loading = null;
    whose = username;
    return (loading ??= fetchAll());
  }

  return { list, error, load };
});
