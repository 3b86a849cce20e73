import { nextTick, shallowRef, type ShallowRef } from 'vue';
import { api, ApiError } from '../api.js';

interface StepUp {
  /** The form shows the password's field. */
  asking: ShallowRef<boolean>;
  password: ShallowRef<string>;
  /** Begins anew, for the next opening of the form. */
  reset: () => void;
  /** Does the work, after the password where it was asked for; asking for it is no fault, the form has one more field. */
  guarded: (work: () => Promise<void>) => Promise<void>;
}

/**
 * What needs the password given in the last ten minutes: tried first, and asked for when the server says so.
 * @param focus puts the cursor into the password's field once it is there
 */
export function useStepUp(focus: () => void): StepUp {
  const asking = shallowRef(false);
  const password = shallowRef('');

  async function attempt(work: () => Promise<void>): Promise<void> {
    if (asking.value) {
      await api('/api/v1/session/step-up', { method: 'POST', body: { password: password.value } });
      asking.value = false;
    }
    await work();
  }

  async function ask(cause: unknown): Promise<void> {
    if (!(cause instanceof ApiError) || cause.code !== 'STEP_UP_REQUIRED') throw cause;
    asking.value = true;
    await nextTick();
    focus();
  }

  return {
    asking,
    password,
    reset: () => {
      asking.value = false;
      password.value = '';
    },
    guarded: async (work) => {
      try {
        await attempt(work).catch(ask);
      } finally {
        password.value = '';
      }
    },
  };
}
