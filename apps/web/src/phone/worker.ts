import { offlineCapable } from './phoneStore.js';

/** The shell of `/m` opens without a network once this has run; a failure leaves the page online only. */
export async function registerWorker(): Promise<boolean> {
  if (!offlineCapable() || !import.meta.env.PROD) return false;
  try {
    await navigator.serviceWorker.register('/sw.js', { scope: '/' });
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    return false;
  }
}
