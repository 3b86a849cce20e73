import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { HomeReply, SessionReply } from '#contracts';
import { ApiError, api, messageOf } from '../api.js';

/** Who is signed in, as the server says: the page itself never holds a token. */
export const useSession = defineStore('session', () => {
  const home = shallowRef<HomeReply | null>(null);
  const checked = shallowRef(false);
  const error = shallowRef<string | null>(null);
  const busy = shallowRef(false);
  /** Counts sign-ins on this page; a reload by someone already signed in is none. */
  const entries = shallowRef(0);
  /** The last look found no server; who is signed in is then unknown. */
  const offline = shallowRef(false);
  /** The first password must be changed before anything else is answered. */
  const mustChange = shallowRef(false);

  async function load(): Promise<void> {
    try {
      home.value = await api<HomeReply>('/api/v1/home', { quiet401: true });
      error.value = null;
      offline.value = false;
      mustChange.value = false;
    } catch (cause) {
      home.value = null;
      offline.value = cause instanceof ApiError && cause.status === 0;
      mustChange.value = cause instanceof ApiError && cause.code === 'PASSWORD_CHANGE_REQUIRED';
      error.value = mustChange.value || (cause instanceof ApiError && cause.status === 401) ? null : messageOf(cause);
    } finally {
      checked.value = true;
    }
  }

  async function enter(path: string, body: object): Promise<boolean> {
    busy.value = true;
    error.value = null;
    try {
      await api<SessionReply>(path, { method: 'POST', body, quiet401: true });
      await load();
      if (home.value !== null) entries.value += 1;
      return home.value !== null;
    } catch (cause) {
      error.value = messageOf(cause);
      return false;
    } finally {
      busy.value = false;
    }
  }

  const signIn = (username: string, password: string): Promise<boolean> => enter('/api/v1/session', { username, password });
  const signInDemo = (username: string): Promise<boolean> => enter('/api/v1/session/demo', { username });

  async function signOut(): Promise<void> {
    const forget = await (await import('../phone/leave.js')).prepareLeave();
    if (forget === null) return;
    busy.value = true;
    try {
      await api<void>('/api/v1/session', { method: 'DELETE', quiet401: true });
    } catch (cause) {
      // Already signed out on the server is what was asked for.
      if (!(cause instanceof ApiError) || cause.status !== 401) {
        error.value = messageOf(cause);
        return;
      }
    } finally {
      busy.value = false;
    }
    await forget();
    home.value = null;
    mustChange.value = false;
  }

  return { home, checked, error, busy, entries, offline, mustChange, load, signIn, signInDemo, signOut };
});
