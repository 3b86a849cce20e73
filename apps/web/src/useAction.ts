import { shallowRef, type ShallowRef } from 'vue';
import { messageOf } from './api.js';

interface Action {
  /** For the button that began it. */
  busy: ShallowRef<boolean>;
  /** What to show beside the form; also free for faults found before anything is sent. */
  error: ShallowRef<string | null>;
  /** True when the work went through; a second call during the first does nothing. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/**
 * One thing a person asks for: busy while it lasts, a failure as a sentence.
 * `tell` says the sentence elsewhere, such as in a toast where there is no form to put it; `error` is then left alone.
 */
export function useAction(tell?: (message: string) => void): Action {
  const busy = shallowRef(false);
  const error = shallowRef<string | null>(null);
  const say = tell ?? ((message: string) => void (error.value = message));

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    error.value = null;
    try {
      await work();
      return true;
    } catch (cause) {
      say(messageOf(cause));
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, error, run };
}
