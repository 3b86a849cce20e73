import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { PublicConfig } from '#contracts';
import { api, messageOf } from '../api.js';

/** What every page must know before anyone signs in. */
export const useConfig = defineStore('config', () => {
  const config = shallowRef<PublicConfig | null>(null);
  const error = shallowRef<string | null>(null);
  let loading: Promise<void> | null = null;

  async function fetchConfig(): Promise<void> {
    try {
      config.value = await api<PublicConfig>('/api/v1/config');
      error.value = null;
    } catch (cause) {
      error.value = messageOf(cause);
    } finally {
      loading = null;
    }
  }

  function load(force = false): Promise<void> {
    if (config.value && !force) return Promise.resolve();
    loading ??= fetchConfig();
    return loading;
  }

  return { config, error, load };
});
